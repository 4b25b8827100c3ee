"""Evidence packs: passages are collected, ordered, given notes, exported and deleted."""

import csv
import io
import zipfile
from contextlib import closing

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from qa.archive.ingest import ingest
from qa.errors import BadRequest, NotFound
from qa.model import Request
from qa.service.packs import FORMS, PackEntry, Packs, export
from qa.service.packs.pack import MAX_ITEMS, NOTE_CHARS
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

LICENCE = "Contains Parliamentary information licensed under the Open Parliament Licence v3.0."


@pytest.fixture
def settings(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    answers = [
        fact(uin=str(n), answer_html=f"<p>There are {n} libraries.</p>") for n in (11, 12, 13)
    ]
    ingest([lines(tmp_path / "a.jsonl", *answers)], settings)
    return settings


@pytest.fixture
def packs(settings):
    return Packs(settings)


@pytest.fixture
def passages(settings):
    shown = Service(settings).reply(Request("how many libraries are there?")).as_json()["passages"]
    return {passage["uin"]: passage for passage in shown}


@pytest.fixture
def token(packs, passages):
    token = ""
    for uin in ("11", "12", "13"):
        token = packs.add(token, passages[uin])
    return token


def uins(packs, token):
    return [entry.passage["uin"] for entry in packs.entries(token)]


def item(packs, token, uin):
    return next(one.id for one in packs.entries(token) if one.passage["uin"] == uin)


def test_a_pack_has_its_passages_as_they_were_shown_in_the_order_collected(packs, token, passages):
    assert uins(packs, token) == ["11", "12", "13"]
    assert packs.entries(token)[0].passage == passages["11"]
    assert packs.size(token) == 3


def test_a_passage_collected_twice_is_in_the_pack_once(packs, token, passages):
    assert packs.add(token, passages["12"]) == token
    assert uins(packs, token) == ["11", "12", "13"]


@pytest.mark.parametrize(
    ("uin", "way", "after"),
    [
        ("13", "up", ["11", "13", "12"]),
        ("11", "down", ["12", "11", "13"]),
        ("11", "up", ["11", "12", "13"]),
        ("13", "down", ["11", "12", "13"]),
    ],
)
def test_a_passage_moves_one_place(packs, token, uin, way, after):
    packs.move(token, item(packs, token, uin), way)
    assert uins(packs, token) == after


def test_a_passage_is_removed_and_the_others_still_move(packs, token):
    packs.remove(token, item(packs, token, "12"))
    packs.move(token, item(packs, token, "13"), "up")
    assert uins(packs, token) == ["13", "11"]


def test_a_note_is_replaced_by_the_next_one(packs, token):
    first = item(packs, token, "11")
    packs.set_note(token, first, "use in the brief\r\nnot before May")
    assert packs.entries(token)[0].note == "use in the brief\nnot before May"
    packs.set_note(token, first, "")
    assert packs.entries(token)[0].note == ""


def test_a_note_that_is_too_long_is_refused_and_the_old_one_is_kept(packs, token):
    first = item(packs, token, "11")
    packs.set_note(token, first, "x" * NOTE_CHARS)
    with pytest.raises(BadRequest, match="2,001"):
        packs.set_note(token, first, "y" * (NOTE_CHARS + 1))
    assert packs.entries(token)[0].note == "x" * NOTE_CHARS


def test_only_its_token_reads_and_changes_a_pack(packs, token, passages):
    other = packs.add("guessed", passages["11"])
    theirs = item(packs, other, "11")
    assert other not in (token, "guessed")
    for change in (
        lambda: packs.remove(token, theirs),
        lambda: packs.set_note(token, theirs, "mine"),
        lambda: packs.move(token, theirs, "down"),
    ):
        with pytest.raises(NotFound):
            change()
    assert uins(packs, other) == ["11"]
    assert packs.entries("guessed") == []


def test_a_full_pack_refuses_another_passage(packs, passages):
    token = ""
    for n in range(MAX_ITEMS):
        token = packs.add(token, passages["11"] | {"passage_id": f"2015-03-02/11#{n}"})
    with pytest.raises(BadRequest, match=str(MAX_ITEMS)):
        packs.add(token, passages["12"])


def test_a_deleted_pack_is_gone_from_the_store(packs, token, settings):
    packs.delete(token)
    assert packs.entries(token) == []
    with closing(Database(settings.service_path)) as db:
        assert db["pack_items"].count == 0


def test_a_pack_is_deleted_after_its_retention_period(packs, token, settings, passages):
    with closing(Database(settings.service_path)) as db:
        db.execute("UPDATE packs SET touched_at = '2015-01-01T00:00:00+00:00'")
    assert packs.entries(token) == []
    assert packs.add(token, passages["11"]) != token
    with closing(Database(settings.service_path)) as db:
        assert db["packs"].count == 1


def test_an_entry_says_how_its_answer_has_changed_since(packs, token, settings, tmp_path):
    now = fact(uin="12", answer_html="<p>There are 99 libraries.</p>", date_answered="2015-04-01")
    ingest([lines(tmp_path / "b.jsonl", now)], settings)
    said = {entry.passage["uin"]: entry.since for entry in packs.entries(token)}
    assert said == {
        "11": None,
        "12": "Since this was collected the text of the answer has changed.",
        "13": None,
    }


HOSTILE = "=1+1 *not bold* <b>tag</b> [link](x) `code` #1 a_b_c \\ | ~ & 1. + -\n- item\n2) two"


@pytest.fixture
def entries(packs, token, passages):
    packs.set_note(token, item(packs, token, "12"), "check *this*")
    first, *others = packs.entries(token)
    hostile = {**first.passage, "text": HOSTILE, "header": "| Year | n |"}
    return [
        PackEntry(1, hostile, "", "Since this was collected the answer was withdrawn."),
        *others,
    ]


def test_the_table_reads_back_word_for_word(entries):
    rows = list(csv.DictReader(io.StringIO(export(entries, "csv").decode("utf-8-sig"), newline="")))
    assert rows[0]["text"] == f"| Year | n |\n{HOSTILE}"
    assert rows[1]["text"] == "There are 12 libraries."
    assert rows[1]["note"] == "check *this*"
    assert rows[1]["citation"].endswith("UIN 12 (tabled 2 March 2015): " + rows[1]["url"])
    assert {row["licence"] for row in rows} == {LICENCE}
    assert {row["status"] for row in rows} == {"answered"}


def test_the_document_contains_passages_citations_notes_and_licence(entries):
    document = Document(io.BytesIO(export(entries, "docx")))
    said = [paragraph.text for paragraph in document.paragraphs]
    assert f"| Year | n |\n{HOSTILE}" in said
    assert "There are 12 libraries." in said
    assert "Note: check *this*" in said
    assert "Since this was collected the answer was withdrawn." in said
    assert said[-1] == LICENCE


def test_markdown_has_each_passage_as_a_quotation(entries):
    text = export(entries, "md").decode()
    assert "> There are 12 libraries.\n" in text
    assert "> \\| Year \\| n \\|\\\n> =1+1 \\*not bold\\* \\<b\\>tag\\</b\\>" in text
    assert "> \\- item\\\n> 2\\) two\n" in text
    assert text.rstrip().endswith(LICENCE)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_can_be_exported(text):
    passage = dict.fromkeys(
        "heading source_question date_tabled answering_body answering_member house url".split()
    ) | {
        "passage_id": "2015-03-02/1#1",
        "answer_id": "2015-03-02/1",
        "source_question": text,
        "date_answered": "2015-03-09",
        "status": "answered",
        "uin": "1",
        "text": text,
    }
    entry = PackEntry(1, passage, text, None)
    for form in FORMS:
        assert export([entry], form)
    with zipfile.ZipFile(io.BytesIO(export([entry], "docx"))) as file:
        assert file.testzip() is None
