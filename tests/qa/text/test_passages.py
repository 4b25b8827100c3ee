"""An answer's text split into passages."""

import json
import os
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model import Span
from qa.text import passages
from qa.text.lines import cells, is_row
from qa.text.markup import plain_text
from qa.text.passages import sentences, split_passages
from tests.making import REAL_ANSWERS

WORDS = re.compile(r"\w+")

SENTENCE = "There were {} prisoners held in open conditions on the last day of that month."


def cut(text, words=120):
    return [text[piece.span.start : piece.span.end] for piece in split_passages(text, words)]


def prose(count):
    return " ".join(SENTENCE.format(number) for number in range(count))


def table(rows):
    return "\n".join(
        ["| Prison | 2012 | 2013 |", *(f"| HMP {n} | {n} | {n} |" for n in range(rows))]
    )


def test_a_short_answer_is_one_passage():
    assert cut("No. There are no plans to do so.") == ["No. There are no plans to do so."]


def test_an_empty_text_has_no_passage():
    assert cut("") == []


def test_a_long_text_is_split_between_sentences_near_the_target_size():
    passages = cut(prose(40))
    assert len(passages) == 5
    assert all(passage.startswith("There were") for passage in passages)
    assert all(passage.endswith("month.") for passage in passages)
    assert all(100 <= len(WORDS.findall(passage)) <= 150 for passage in passages)


@pytest.mark.parametrize("words", [20, 60, 300])
def test_the_target_size_is_a_setting(words):
    sizes = [len(WORDS.findall(passage)) for passage in cut(prose(60), words)]
    assert max(sizes[:-1]) <= 1.25 * words
    assert min(sizes[:-1]) >= words / 2


@pytest.mark.parametrize(
    "whole",
    [
        "The Rt. Hon. Member asked about Cm. 123 in his letter.",
        "This costs £1.5 million, e.g. for staff.",
        "See paragraphs 3.4 to 3.7 of the report by J. Smith.",
        "It is held at HMP Leeds, i.e. in the U.K. estate.",
    ],
)
def test_abbreviations_of_this_domain_end_no_sentence(whole):
    assert sentences(whole, 0, len(whole)) == [Span(0, len(whole))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The answer is no. The Minister said so.", 2),
        ("It covers staff etc. The Department agrees.", 2),
        ("How many? None. We have checked!", 3),
        ("The figures are not held centrally.The Department will write.", 2),
        ("The target was met in 2017.In 2018 it was 5%.We publish both.", 3),
        ("It was raised with Hull.Hull City is a club.", 1),
        ("Ask my hon.Member for Hull, see Gov.Uk pages or www.gov.Uk for more.", 1),
        ("12.The number of staff", 1),
    ],
)
def test_sentences_end_where_a_person_would_end_them(text, parts):
    assert len(sentences(text, 0, len(text))) == parts


def test_a_paragraph_is_kept_whole_rather_than_fill_a_passage():
    first, second = prose(6), prose(5)
    assert cut(f"{first}\n\n{second}") == [first, second]


def test_a_heading_stays_with_what_it_heads():
    text = f"{prose(8)}\n\nWhat happens next\n\n{prose(7)}"
    passages = cut(text)
    assert passages[1].startswith("What happens next\n\nThere were")


def test_a_line_that_introduces_a_list_stays_with_it():
    listed = "\n".join(f"• {SENTENCE.format(number)}" for number in range(6))
    passages = cut(f"{prose(8)}\n\nThe steps are as follows:\n\n{listed}")
    assert passages[1].startswith("The steps are as follows:\n\n• There")


@pytest.mark.parametrize(
    "above",
    [
        "The figures are in the table below.",
        "The information requested is set out as follows",
        "Table 1: Escapes from vans, by year.",
        "Absconds from open conditions since 2010",
        f"The figures are below.\n\nTable 1: {'Escapes from vans, by year. '[:-2]}.",
        "It is set out here:\n\nEscapes",
        f"{SENTENCE.format(1)} {SENTENCE.format(2)} It is shown below.",
        "Table 2\n\nNumbers held, as shown.",
    ],
)
@pytest.mark.parametrize("sentences_before", range(5, 11))
@pytest.mark.parametrize("words", [40, 120])
def test_what_stands_above_a_table_stays_with_its_first_row(above, sentences_before, words):
    text = f"{prose(sentences_before)}\n\n{above}\n\n{table(60)}"
    [whole] = [one for one in cut(text, words) if "| Prison |" in one]
    assert whole.split("| Prison |")[0].endswith(above.split("\n\n")[-1].split(". ")[-1] + "\n\n")
    assert "| HMP 0 |" in whole
    if above.startswith(("The figures are below", "It is set out")):
        assert above in whole


def test_a_lead_in_longer_than_a_passage_stays_with_its_table():
    above = f"{'very ' * 150}long:"
    assert f"{above}\n\n| Prison |" in cut(f"{prose(9)}\n\n{above}\n\n{table(9)}")[1]


def test_an_empty_line_divides_tables_and_each_has_its_own_head():
    other = table(60).replace("Prison", "Court")
    pieces = split_passages(f"{table(60)}\n\n{other}", 60)
    heads = {
        piece.header and f"{table(60)}\n\n{other}"[piece.header.start :][:9] for piece in pieces
    }
    assert heads == {None, "| Prison ", "| Court |"}


def test_a_table_of_one_column_has_no_head():
    names = "\n".join(f"| Name of firm number {n} |" for n in range(200))
    assert {piece.header for piece in split_passages(f"The firms are:\n\n{names}", 60)} == {None}


def test_a_note_marker_is_never_a_passage():
    for passage in cut(f"{prose(8)}[1]\n\n[1] {prose(9)}"):
        assert len(WORDS.findall(passage)) > 1


def test_a_short_last_line_is_no_passage_of_its_own():
    assert cut(f"{prose(9)}\n\nThank you.") == [f"{prose(9)}\n\nThank you."]


def test_a_long_table_is_split_between_rows_and_each_part_has_its_header():
    text = f"The figures are below.\n\n{table(120)}\n\nSource: the Department's own records."
    pieces = split_passages(text, 120)
    assert len(pieces) > 3
    for piece in pieces:
        lines = text[piece.span.start : piece.span.end].split("\n")
        assert all(is_row(line) for line in lines if line.startswith("|"))
    assert pieces[0].header is None
    headers = {text[piece.header.start : piece.header.end] for piece in pieces[1:]}
    assert headers == {"| Prison | 2012 | 2013 |"}


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        (["| Prison | Number |", "| Leeds | 4 |"], "| Prison | Number |"),
        (["| | 2012 | 2013 |", "| Leeds | 4 | 5 |"], "| | 2012 | 2013 |"),
        (["| Table 1 | |", "| Year | Cost |", "| 2012 | 4 |"], "| Table 1 | |\n| Year | Cost |"),
        (["| Leeds | 4 |", "| Hull | 5 |"], None),
    ],
)
def test_a_row_of_figures_is_no_header(rows, header):
    text = "\n".join([*rows, *(f"| HMP {n} | {n} | {n} |" for n in range(100))])
    last = split_passages(text, 40)[-1].header
    assert (last and text[last.start : last.end]) == header


def test_the_first_row_of_a_table_without_figures_is_its_header():
    text = "| Prison | Regime |\n" + "\n".join(f"| HMP {n} | open or closed |" for n in range(100))
    assert {piece.header for piece in split_passages(text, 40)[1:]} == {Span(0, 19)}


def test_a_last_line_without_a_full_stop_does_not_double_the_passage_before_it():
    text = f"{prose(9)}\n\n{prose(8)}\n\nSource: the Department's own management information system"
    assert len(cut(text)) == 2


def test_lines_that_all_look_like_headings_are_still_split():
    text = "\n".join(f"Name of library number {n}" for n in range(300))
    assert max(len(WORDS.findall(passage)) for passage in cut(text)) <= 150


@pytest.mark.parametrize(
    "unit",
    ["It is so. ", "e.g. Mr. Smith, No. 4. ", ". ", "? ", 'He said "no." ', "• a\n", "x:\n", "[1] ",
     "Heading\n", "| a | 1 |\n", "| - |\n", "| a |\n", "a!b! ", "It is so.\n\n", "... "],
)  # fmt: skip
def test_the_work_of_splitting_grows_with_the_length(unit):
    def calls(count):
        made = 0

        def count_call(frame, event, arg):
            nonlocal made
            made += event in {"call", "c_call"}

        sys.setprofile(count_call)
        try:
            split_passages((unit * count).strip(), 120)
        finally:
            sys.setprofile(None)
        return made

    calls(100)  # Words that are seen for the first time are remembered.
    assert calls(1600) < 2.5 * calls(800)


def test_the_end_of_a_line_is_read_once_however_many_sentences_it_has(monkeypatch):
    read = []

    class Counting:
        def search(self, line):
            read.append(line)

    monkeypatch.setattr(passages, "SENTENCE_END", Counting())
    text = f"{prose(200)}\n\n{prose(3)}"
    assert len(split_passages(text, 120)) > 10
    assert read == text.split("\n\n")


def test_cells_are_those_between_the_bars():
    assert cells("| | 2012 | 12 % |") == ["", "2012", "12 %"]


LINES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\n\r|"), min_size=1, max_size=200),
    st.builds(prose, st.integers(1, 12)),
    st.builds(table, st.integers(1, 40)),
    st.sampled_from(["[1]", "Heading", "• item", "as follows:", "1. The first", "https://a.b/c"]),
)


@given(
    st.lists(LINES, max_size=12), st.sampled_from(["\n", "\n\n"]), st.integers(20, 200)
)  # fmt: skip
def test_passages_are_exact_in_order_and_cover_every_word(lines, between, words):
    text = plain_text(between.join(lines), "text")
    pieces = split_passages(text, words)
    ends = [0]
    for piece in pieces:
        assert ends[-1] <= piece.span.start < piece.span.end <= len(text)
        assert not text[ends[-1] : piece.span.start].strip()
        assert text[piece.span.start : piece.span.end].strip()
        assert piece.header is None or piece.header.end <= piece.span.start
        ends.append(piece.span.end)
    assert not text[ends[-1] :].strip()


HOSTILE = st.lists(
    st.sampled_from(
        ["| a |", "| ", " |", "e.g. ", "Mr. ", "No. ", "A", "! ", "? ", ". ", ".", "\n", "\n\n",
         "1. ", '"', "”", "(", ") ", "[1]", "U.K. ", "\t", "\u2028", "\x85", "é", "🙂", "... ",
         "… ", "word ", "The ", "etc. "]
    ),
    max_size=60,
).map("".join)  # fmt: skip


@given(
    st.one_of(HOSTILE, st.text(), st.lists(LINES, max_size=12).map("\n".join)), st.integers(1, 60)
)
def test_a_passage_is_made_of_the_sentences_that_are_found_in_it(written, words):
    text = plain_text(written, "text")
    for piece in split_passages(text, words):
        assert list(piece.sentences) == sentences(text, piece.span.start, piece.span.end)
        assert piece.sentences[0].start == piece.span.start
        assert piece.sentences[-1].end == piece.span.end


@given(st.lists(st.builds(table, st.integers(1, 60)), min_size=1, max_size=3))
def test_no_passage_cuts_a_row(tables):
    text = "\n\n".join(tables)
    rows = set(text.split("\n"))
    for passage in cut(text, 30):
        assert {line for line in passage.split("\n") if line} <= rows


@pytest.mark.skipif(not REAL_ANSWERS.is_dir(), reason="the real answers are not beside the clone")
def test_passages_of_real_answers_cover_every_word_and_none_is_one_word():
    step = 1 if os.environ.get("QA_PROVE") else 30
    for path in sorted(REAL_ANSWERS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines()[::step]:
            text = plain_text(json.loads(line)["answer_html"], "html")
            for piece in split_passages(text, 120):
                assert list(piece.sentences) == sentences(text, piece.span.start, piece.span.end)
            passages = cut(text)
            assert "".join("".join(passages).split()) == "".join(text.split())
            if len(passages) > 1:
                assert min(len(WORDS.findall(passage)) for passage in passages) > 1
