"""An archive of the API: lists, and SQLite files of full texts that complete their questions."""

import json
import sqlite3

import pytest

from qa.archive.ingest import ingest
from qa.archive.integrity import verify_integrity
from qa.service.service import Service
from qa.settings import Settings
from tests.fake_parliament import envelope, list_view
from tests.parliament_records import corrected, question, unanswered

ASKED = "To ask the Secretary of State for Justice, how many libraries there are in " + "wing " * 60
ANSWER = "<p>There are <strong>twelve</strong> in 5&nbsp;wings.</p><p>" + "Twelve. " * 60 + "</p>"


def records():
    return [
        question(1, questionText=ASKED + "A.", answerText=ANSWER),
        question(2, questionText=ASKED + "B.", answerText="<p>None.</p>"),
        question(3, questionText="To ask how many.", answerText=ANSWER),
        unanswered(4, questionText=ASKED + "D."),
    ]


def listed(folder, *values):
    path = folder / "2024-01.json"
    path.write_text(json.dumps([envelope(list_view(value, {})) for value in values]))
    return path


def texts_of(value):
    return {"question_text": value["questionText"], "answer_text": value["answerText"]}


def kept(folder, texts, table="Dict (key BLOB UNIQUE NOT NULL, value BLOB NOT NULL)", as_=bytes):
    path = folder / "2024-01.sqlite"
    db = sqlite3.connect(path)
    db.execute(f"CREATE TABLE {table}")
    for id, fields in texts.items():
        content = json.dumps(fields, ensure_ascii=False)
        row = (str(id).encode(), content.encode()) if as_ is bytes else (id, content)
        db.execute(f"INSERT INTO {table.split()[0]} VALUES (?, ?)", row)
    db.commit()
    db.close()
    return path


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data")


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("table", "as_"),
    [
        ("Dict (key BLOB UNIQUE NOT NULL, value BLOB NOT NULL)", bytes),
        ("cache (id INTEGER PRIMARY KEY, json TEXT)", str),
        ('"odd ""name" (key TEXT, value TEXT)', str),
    ],
)
def test_list_and_texts_together_make_whole_records(tmp_path, settings, order, table, as_):
    if table.startswith('"'):
        table = table.replace("odd ", "odd")
    values = records()
    texts = {value["id"]: texts_of(value) for value in values}
    files = [listed(tmp_path, *values), kept(tmp_path, texts, table, as_)]
    report = ingest(files[::order], settings)
    assert (dict(report.counts), report.rejected) == ({"new": 4}, [])
    service = Service(settings)
    first, second, third, fourth = (service.answer(f"2024-01-05/{n}") for n in (1, 2, 3, 4))
    assert first.text == "There are twelve in 5 wings.\n\n" + ("Twelve. " * 60).strip()
    assert first.source_question == ASKED + "A."
    assert first.heading == "Prisons: Libraries"
    assert (second.source_question, second.text) == (ASKED + "B.", "None.")
    assert third.text == first.text
    assert (fourth.status, fourth.source_question) == ("unanswered", ASKED + "D.")
    assert list(verify_integrity(settings)) == []
    assert ingest(files[::order], settings).counts == {"unchanged": 4}


def test_texts_may_be_whole_replies(tmp_path, settings):
    (value, *_) = records()
    files = [listed(tmp_path, value), kept(tmp_path, {1: envelope(value)})]
    ingest(files, settings)
    assert Service(settings).answer("2024-01-05/1").source_question == ASKED + "A."


@pytest.mark.parametrize(
    "texts",
    [
        {2: texts_of(records()[0])},
        {1: texts_of(records()[1])},
        {1: texts_of(records()[0]) | {"answer_text": None}},
        {1: texts_of(records()[0]) | {"answer_text": "<p>There are thirteen.</p>"}},
        {1: texts_of(records()[0]) | {"question_text": 5}},
        {1: ["question_text"]},
        {1: "question_text"},
        {-1: texts_of(records()[0])},
    ],
)
def test_texts_of_another_question_or_of_an_earlier_day_complete_nothing(tmp_path, settings, texts):
    (value, *_) = records()
    list_file, kept_file = listed(tmp_path, value), kept(tmp_path, texts)
    report = ingest([list_file, kept_file], settings)
    assert report.counts["new"] == 1
    assert [rejected.where for rejected in report.rejected] == [str(kept_file)]
    assert Service(settings).answer("2024-01-05/1").text.endswith("...")


def test_texts_alone_are_refused_with_what_to_do(tmp_path, settings):
    value = records()[0]
    report = ingest([kept(tmp_path, {1: texts_of(value)})], settings)
    assert "Name the list and this file" in report.rejected[0].reason


def test_another_database_is_of_no_known_form(tmp_path, settings):
    other = kept(tmp_path, {1: {"name": "no text"}})
    report = ingest([other], settings)
    assert "no known form" in report.rejected[0].reason
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(other.read_bytes()[:100] + b"x" * 900)
    assert "no known form" in ingest([damaged], settings).rejected[0].reason


def test_a_correction_of_a_list_keeps_its_dates(tmp_path, settings):
    value = corrected(1, questionText=ASKED + "A.")
    ingest([listed(tmp_path, value), kept(tmp_path, {1: texts_of(value)})], settings)
    service = Service(settings)
    answer = service.answer("2024-01-05/1")
    assert (answer.status, answer.text) == ("corrected", "There are 14 libraries.")
    assert service.context(answer).date_corrected == "2024-01-23"
