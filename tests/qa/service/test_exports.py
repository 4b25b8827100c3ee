"""Exports: what every format says of a passage, and the CSV table."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.ingest import ingest
from qa.model import Request
from qa.service.packs import FORMS, Exports, PackEntry
from qa.service.packs.sections import Lines, Table, linked, quotation, quoted, section, web_address
from qa.service.service import Service
from qa.settings import Settings
from tests.exporting import HOSTILE, LICENCE, TABLE, TEXT, URL, entry
from tests.making import fact, lines


@pytest.fixture
def settings(tmp_path):
    settings = Settings(data_dir=tmp_path / "data", passage_words=20)
    ingest([lines(tmp_path / "a.jsonl", fact())], settings)
    return settings


def test_a_passage_is_quoted_as_paragraphs_lists_and_tables():
    assert tuple(quotation(entry().passage, "")) == (
        Lines("paragraph", ("See https://www.gov.uk/a_b, and www.gov.uk/c.",)),
        Table(
            ("Table 1: Officers dismissed",),
            (("Reason", "2014", "2015"),),
            (("Conduct", "80", "70"), ("Men", "", ""), ("Other", "~", "1,200")),
            (),
        ),
        Lines("paragraph", ("Figures are rounded.",)),
        Lines("list", ("• one", "• two")),
    )


def test_a_table_that_begins_above_the_passage_has_its_heads_and_says_so():
    cut = entry(
        "| Other | 5 | 6 |",
        header="| Officers in thousands | | |\n| Reason | 2014 | 2015 |",
        start=100,
        end=117,
        cut_tables=[{"start": 100, "first": 2, "last": 2, "rows": 2}],
    )
    (table,) = quotation(cut.passage, "Table 1: Officers")
    assert table == Table(
        ("Table 1: Officers", "Officers in thousands"),
        (("Reason", "2014", "2015"),),
        (("Other", "5", "6"),),
        (
            "The column heads are from higher up in this table.",
            "Row 2 of the 2 in this table, which begins in a passage before.",
        ),
    )


def test_heads_without_a_table_below_are_shown_all_the_same():
    table, text = quotation(entry("No row.", header="| Year | n |\n").passage, "")
    assert (table.heads, table.rows, text.lines) == ((("Year", "n"),), (), ("No row.",))


def test_every_row_is_as_wide_as_the_widest():
    (table,) = quotation(entry("| a | b |\n| c |\n| d | e | f |").passage, "")
    assert (table.heads, table.rows) == ((("a", "b", ""),), (("c", "", ""), ("d", "e", "f")))


@pytest.mark.parametrize(
    ("facts", "title", "said"),
    [
        ({}, "", "Answered by Bob Jones, Ministry of Justice, 9 March 2015."),
        (
            {"status": "corrected", "correcting_member": "Ann Smith"},
            " (corrected)",
            "Corrected since it was first given. Answered by Bob Jones, Ministry of Justice, "
            "9 March 2015; corrected by Ann Smith.",
        ),
        (
            {"status": "holding", "answering_member": None},
            " (holding answer)",
            "Holding answer, a full answer to follow. Given by a minister not stated, "
            "Ministry of Justice, 9 March 2015.",
        ),
        (
            {"status": "withdrawn", "answering_body": None},
            " (withdrawn)",
            "Withdrawn. Answered by Bob Jones, answering body not stated, 9 March 2015.",
        ),
        (
            {"status": "unanswered", "date_answered": None},
            " (not answered)",
            "Not answered. Question to Ministry of Justice.",
        ),
    ],
)
def test_the_status_is_in_the_title_and_beside_who_answered(facts, title, said):
    one = section(3, entry(**facts), {})
    assert one.title.endswith(title)
    assert ("(" in one.title) == bool(title)
    assert f"{one.body[0].lead} {one.body[0].text}" == said


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("To ask the Secretary of State for Justice, how many left.", "How many left"),
        ("To ask the Secretary of State, what " + "word " * 40, "What" + " word" * 23 + "…"),
        ("", "Prison Officers: Dismissal"),
    ],
)
def test_the_title_is_what_was_asked(asked, title):
    assert section(1, entry(source_question=asked), {}).title == title


def test_the_citation_and_the_attachments_are_linked():
    file = {"title": "Table", "url": "https://files.uk/a b.xlsx"}
    *_, citation, attachment = quoted(entry(attachments=[file]).passage, {})
    assert citation.text[-1] == (URL, URL)
    assert attachment.text == (
        ("Attachment: ", ""),
        ("Table (https://files.uk/a b.xlsx)", "https://files.uk/a%20b.xlsx"),
    )


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://www.gov.uk/a?b=1&c=%20#d", "https://www.gov.uk/a?b=1&c=%20#d"),
        ("HTTP://x.uk:80", "HTTP://x.uk:80"),
        ("https://x.uk/[a] é\\", "https://x.uk/%5Ba%5D%20%C3%A9%5C"),
        ("https://[x", ""),
        ("https://u:p@x.uk/", ""),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("\\\\server\\share", ""),
        ("", ""),
    ],
)
def test_only_a_web_address_is_a_link(url, target):
    assert web_address(url) == target


@given(st.lists(st.sampled_from(["https://a.uk/b", "www.a.uk", " ", "text", ".", "(", ")"])))
def test_a_text_with_links_is_the_same_text(parts):
    text = "".join(parts)
    assert "".join(piece for piece, _ in linked(text)) == text


def test_what_belongs_to_a_passage_comes_with_it_from_the_answer(tmp_path, settings):
    rows = "".join(f"<tr><td>Prison {n}</td><td>{n} officers</td></tr>" for n in range(30))
    answer = (
        "<p>Table 1: Officers by prison</p><table><tr><td>Prison</td><td>Officers[1]</td></tr>"
        f"{rows}<tr><td>Prison 30</td><td>30 officers[1]</td></tr></table>"
        "<p>A last sentence that stands between the table and its only note below.</p>"
        "<p>[1] Counted in March of each year.</p>"
    )
    ingest([lines(tmp_path / "b.jsonl", fact(uin="7", answer_html=answer))], settings)
    reply = Service(settings).reply(Request("Prison 30 officers", hits=20)).as_json()
    passages = {p["passage_id"]: p for p in reply["passages"] if "| Prison 30 |" in p["text"]}
    (passage,) = passages.values()
    text = Exports(settings).file([PackEntry(1, passage, "", None)], "md").decode()
    assert "> **Table 1: Officers by prison**\n" in text
    assert "> | Prison | Officers\\[1\\] |\n> | --- | --- |\n" in text
    assert "> | Prison 30 | 30 officers\\[1\\] |\n" in text
    assert "**Note in the answer:** \\[1\\] Counted in March of each year.\n" in text
    changed = {**passage, "text": passage["text"].replace("30", "31")}
    text = Exports(settings).file([PackEntry(1, changed, "", None)], "md").decode()
    assert "31 officers" in text
    assert "Table 1" not in text
    assert "Counted" not in text


def table(settings, *entries):
    file = Exports(settings).file(entries, "csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(file, newline="")))


def test_the_table_reads_back_word_for_word(settings):
    first, second = table(
        settings,
        entry(HOSTILE.replace("=", "x="), header="| Year | n |"),
        entry(note="check *this*", since="The answer was withdrawn."),
    )
    assert first["text"] == f"| Year | n |\n{HOSTILE.replace('=', 'x=')}"
    assert second["text"] == TEXT
    assert second["note"] == "check *this*"
    assert second["since"] == "The answer was withdrawn."
    assert second["citation"].endswith(f"UIN 11 (tabled 2 March 2015): {URL}")
    assert {row["licence"] for row in (first, second)} == {LICENCE}
    assert {row["status"] for row in (first, second)} == {"answered"}


@pytest.mark.parametrize("sign", "=+-@\t\r")
def test_a_cell_that_a_spreadsheet_would_run_is_quoted(settings, sign):
    (row,) = table(settings, entry(f"{sign}cmd()", note=f"{sign}cmd()"))
    assert row["text"] == row["note"] == f"'{sign}cmd()"


def test_a_passage_of_an_older_program_lacks_later_facts(settings):
    old = entry(TABLE)
    for name in ("attachments", "cut_tables", "correcting_member", "header"):
        del old.passage[name]
    assert all(Exports(settings).file([old], form) for form in FORMS)


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_pack_is_a_file_too(settings, form):
    begins = {"docx": b"PK", "md": b"# Written answers: evidence", "csv": b"\xef\xbb\xbfpassage_id"}
    assert Exports(settings).file([], form).startswith(begins[form])
