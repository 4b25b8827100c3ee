"""A reply as a person reads it on a terminal, and as a script reads it from a pipe."""

import re
import subprocess

import pytest

from qa.archive.ingest import ingest
from qa.service.best_lines import best_lines
from qa.settings import Settings
from tests.making import fact, lines
from tests.terminals import QA, on_terminal, plain

ADDRESS = "https://www.gov.uk/government/statistics/" + "-".join(["libraries"] * 12)
TABLE = (
    "<table><tr><td>Region</td><td>Shelves</td></tr>"
    "<tr><td>North</td><td>9</td></tr><tr><td>South</td><td>1,024</td></tr></table>"
)
ASKED = ("ask", "how many libraries are there?")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("view")
    said = fact(
        answer_html="<p>I thank my hon. Friend. There are twelve libraries in all prisons.</p>"
        f"<p>They are listed at {ADDRESS}.</p>"
    )
    table = fact(
        uin="102",
        question_text="To ask how many shelves there are by region.",
        answer_html=f"<p>The table shows it.</p>{TABLE}",
    )
    other = fact(
        uin="101",
        question_text="To ask when buoys are painted.",
        answer_html="<p>I refer him to the answer of 1 March 2015.</p>",
    )
    ingest([lines(folder / "a.jsonl", said, other, table)], Settings(data_dir=folder / "data"))
    return ("--data-dir", folder / "data")


def test_the_best_sentence_is_marked_and_the_words_asked_for_are_bold(data):
    shown = on_terminal(*ASKED, *data, columns=100)
    assert (
        "\x1b[1m┃ \x1b[0m"
        "I thank my hon. Friend. \x1b[4mThere are twelve \x1b[0m\x1b[1m\x1b[4mlibraries\x1b[0m"
        "\x1b[4m in all prisons.\x1b[0m\n"
    ) in shown
    assert "\x1b[2m│ \x1b[0mThey are listed at" in shown


def test_question_facts_and_link_come_first(data):
    first = on_terminal(*ASKED, *data, columns=100).partition("┃")[0]
    official = "https://questions-statements.parliament.uk/written-questions/detail/2015-03-02/100"
    assert plain(first).split("\n")[:4] == [
        "1. How many libraries he has",
        "   Written answer by Bob Jones (Ministry of Justice), House of Commons, "
        "9 March 2015, UIN 100",
        "   (tabled 2 March 2015)",
        f"   {official}",
    ]
    assert f"\x1b]8;;{official}#:~:text=There%20are" in first
    assert "\x1b[2m   (tabled" not in first
    assert "\x1b[2m(tabled 2 March 2015)\x1b[0m" in first


@pytest.mark.parametrize("columns", [40, 80, 100])
def test_no_line_is_longer_than_the_terminal_and_links_are_whole(data, columns):
    shown = on_terminal(*ASKED, *data, columns=columns)
    assert max(map(len, plain(shown).split("\n"))) <= columns
    assert f"\x1b]8;;{ADDRESS}\x1b\\" in shown
    assert re.search(r"www\.gov\..*….*-libraries\.\n", plain(shown))
    assert "detail/2015-03-02/100" in plain(shown)


def test_an_address_is_whole_where_it_cannot_be_a_link(data):
    shown = on_terminal(*ASKED, *data, env={"NO_COLOR": "1"})
    assert ADDRESS in shown
    assert "\x1b" not in shown
    assert "   ┃ I thank my hon. Friend." in shown  # the mark that needs no colour


def test_a_table_has_columns(data):
    shown = plain(on_terminal("ask", "shelves by region", *data))
    assert " Region  Shelves\n" in shown
    assert " North         9\n" in shown
    assert " South     1,024\n" in shown


def test_a_stub_says_so(data):
    shown = on_terminal("ask", "when are buoys painted?", *data)
    assert "\x1b[33m\x1b[1mRefers to an earlier answer or statement\x1b[0m" in shown


def test_nothing_found_is_bold_and_says_what_to_do(data):
    shown = on_terminal("ask", "sourdough pizza", *data)
    assert "\x1b[1mNo published answer holds any of the words" in shown
    assert "Try other words, or fewer of them." in shown


def test_a_terminal_without_unicode_gets_plain_bars(data):
    shown = on_terminal(*ASKED, *data, env={"PYTHONIOENCODING": "ascii", "TERM": "dumb"})
    assert "   * I thank my hon. Friend." in shown
    assert "   > They are listed" in shown
    assert shown.isascii()


def piped(*arguments):
    return subprocess.run([*QA, *map(str, arguments)], capture_output=True, text=True).stdout


def test_how_a_question_was_understood_is_said_first(data):
    asked = ("ask", "March 2015: how many libraries are there?", "--house", "commons", *data)
    said = "Understood as: House of Commons; answered 1 March 2015 to 31 March 2015\n\n1. "
    assert plain(on_terminal(*asked, columns=100)).startswith(said)
    assert piped(*asked).startswith(said)
    declined = piped("ask", "what was said in March 2015 about yachts", *data).split("\n")
    assert declined[0].endswith("holds any of the words asked about.")
    understood = "answered 1 March 2015 to 31 March 2015; words around the question left out"
    assert declined[1] == f"Understood as: {understood}"


def test_a_period_that_does_not_filter_is_offered_with_its_options(data):
    dates = ("--from", "2015-01-01", "--to", "2015-12-31")
    offer = (
        "“in 2015” may be when something happened. "
        f"Only answered 1 January 2015 to 31 December 2015: {' '.join(dates)}\n"
    )
    asked = ("ask", "how many libraries were there in 2015?", *data)
    assert f"\n{offer}" in piped(*asked)
    assert offer.split(" Only")[0] in plain(on_terminal(*asked, columns=100))
    assert offer not in piped(*asked, *dates)


def test_a_pipe_has_the_plain_lines(data):
    assert piped(*ASKED, *data) == (
        "1. Written answer by Bob Jones (Ministry of Justice), House of Commons, 9 March 2015, "
        "UIN 100 (tabled 2 March 2015): "
        "https://questions-statements.parliament.uk/written-questions/detail/2015-03-02/100\n"
        "   Q: To ask the Secretary of State for Justice, how many libraries he has.\n"
        "   > I thank my hon. Friend. There are twelve libraries in all prisons.\n   > \n"
        f"   > They are listed at {ADDRESS}.\n"
    )


def test_prior_answers_are_shown_with_their_links(data):
    shown = on_terminal("similar", "how many libraries he has", *data, columns=100)
    assert "\x1b[1m1. \x1b[0m\x1b[1mHow many libraries he has\x1b[0m\n" in shown
    assert "The same question\x1b[0m\n" in shown
    assert "\x1b]8;;https://questions-statements.parliament.uk/" in shown


def test_a_reply_of_several_answers_begins_with_the_best_sentence_of_each(tmp_path):
    said = [
        fact(uin="1", answer_html="<p>There are twelve libraries in prisons in Wales.</p>"),
        fact(
            uin="2",
            date_answered="2016-04-10",
            answering_member="Ms Jane Roe",
            answer_html="<p>Ninety libraries are open in the prisons of England.</p>",
        ),
    ]
    data = ("--data-dir", tmp_path / "data")
    ingest([lines(tmp_path / "a.jsonl", *said)], Settings(data_dir=tmp_path / "data"))
    styled = on_terminal(*ASKED, *data, columns=60)
    first, _, passages = plain(styled).partition("\n\n")
    assert first.split("\n") == [
        "In short",
        " - There are twelve libraries in prisons in Wales. [1] Bob",
        "   Jones, 9 March 2015",
        " - Ninety libraries are open in the prisons of England. [2]",
        "   Ms Jane Roe, 10 April 2016",
    ]
    assert passages.startswith("1. How many libraries he has\n")
    assert "\x1b[1mIn short\x1b[0m\n" in styled


@pytest.mark.parametrize(
    ("passage", "header", "expected"),
    [
        ("Kept here. Moved there.", None, ["Kept here."]),
        ("Shelves by region:\n\n| Region | Shelves |\n| North | 9 |\n| South | 7 |", None,
         ["Shelves by region:", "| Region | Shelves |", "| South | 7 |"]),
        ("| South | 7 |\n| West | 8 |", "| Region | Shelves |",
         ["| Region | Shelves |", "| South | 7 |"]),
        ("| North | 9 |\n| South | 7 |", None, ["| North | 9 |", "| South | 7 |"]),
        ("| South | 7 |\n| West | 8 |\n| East | 6 |\n\nNone moved.", None,
         ["| South | 7 |", "| West | 8 |", "| East | 6 |"]),
    ],
)  # fmt: skip
def test_a_row_is_shown_with_what_names_its_columns_or_with_the_first_lines(
    passage, header, expected
):
    best = "Kept here." if passage.startswith("Kept") else "| South | 7 |"
    at = passage.index(best)
    record = {"text": passage, "start": 40, "best": [40 + at, 40 + at + len(best)],
              "header": header}  # fmt: skip
    assert list(best_lines(record)) == expected


def test_a_draft_and_a_reply_by_parts_show_no_bare_row(data):
    asked = "To ask (a) how many shelves there are in the South and (b) how many libraries he has."
    for command in ("draft", "ask"):
        shown = [line.strip() for line in plain(on_terminal(command, asked, *data)).split("\n")]
        at = shown.index("The table shows it.")
        assert shown[at + 1] == "| Region | Shelves |"
        assert shown[at + 2].startswith("| South | 1,024 |")


def test_a_question_of_several_parts_is_answered_part_by_part(data):
    asked = (
        "To ask the Secretary of State for Justice, how many libraries he has; and what steps he "
        "is taking to reduce the price of yachts in Scottish harbours."
    )
    shown = on_terminal("ask", asked, *data, columns=100)
    section = plain(shown).partition("Part by part\n")[2].partition("\n\n")[0].split("\n")
    assert section == [
        " - 1 How many libraries he has",
        "   There are twelve libraries in all prisons. UIN 100: Bob Jones, 9 March 2015",
        " - 2 What steps he is taking to reduce the price of yachts in Scottish harbours",
        "   The nearest passages cover 20% of what was asked: too little to be called an answer.",
    ]
