"""A store made under each schema there was is opened, is found sound, and answers as today's."""

import shutil

import pytest
from sqlite_utils import Database

from qa import store
from qa.archive import update
from qa.archive.ingest import ingest
from qa.archive.integrity import verify_integrity
from qa.errors import StoreError
from qa.model import Request
from qa.service.service import Service
from qa.settings import Settings
from tests.making import csv_export, fact, lines, official_html, parallel_page, xml_day
from tests.older_stores import MIGRATIONS, older_store

LATEST = "(SELECT max(id) FROM versions WHERE answer = 1)"
QUESTIONS = ["how many libraries are there?", "beekeepers", "what was said in 2016 about prisons?"]


@pytest.fixture(scope="module")
def today(tmp_path_factory):
    """A store of answers in every form that the first programs read, a text shared by two."""
    folder = tmp_path_factory.mktemp("today")
    shared = "<p>There are twelve prison libraries, and all of them are open.</p>"
    files = [
        lines(
            folder / "a.jsonl",
            fact(uin="1", answer_html=shared, question_text="How many libraries are there?"),
            fact(uin="2", answer_html=shared, question_text="To ask about libraries in prisons."),
            fact(uin="3", date_answered="2016-05-04", answer_html="<p>Ten beekeepers.</p>"),
        ),
        official_html(folder / "b.html", uin="4", answer="<p>All prisons have a library.</p>"),
        parallel_page(folder / "c.txt", question="How many prisons have bees?"),
        csv_export(folder / "d.csv", fact(uin="5", date_tabled="2015-03-01")),
        xml_day(folder, fact(uin="6", date_answered="2016-03-10", date_tabled="2016-03-07")),
    ]
    settings = Settings(data_dir=folder / "data")
    report = ingest(files, settings)
    assert report.rejected == []
    return settings


def replies(settings):
    found = [Service(settings).reply(Request(question)).as_json() for question in QUESTIONS]
    return [one | {"index_version": ""} for one in found]


@pytest.mark.parametrize("made_before", MIGRATIONS[1:])
def test_an_older_store_is_opened_is_sound_and_answers(today, tmp_path, made_before):
    settings = Settings(data_dir=tmp_path)
    older_store(settings.store_path, today, made_before)
    with pytest.raises(StoreError, match="qa index"):
        Service(settings).coverage()
    update.rebuild(settings)
    assert list(verify_integrity(settings)) == []
    assert replies(settings) == replies(today)
    assert any(reply["answerable"] for reply in replies(settings))


@pytest.mark.parametrize("made_before", MIGRATIONS[1:])
def test_an_older_store_takes_in_more(today, tmp_path, made_before):
    settings = Settings(data_dir=tmp_path / "data")
    settings.data_dir.mkdir()
    older_store(settings.store_path, today, made_before)
    ingest([lines(tmp_path / "more.jsonl", fact(uin="7", answer_html="<p>Owls.</p>"))], settings)
    assert list(verify_integrity(settings)) == []
    assert Service(settings).answer("2015-03-02/7").text == "Owls."
    assert Service(settings).coverage().answers == Service(today).coverage().answers + 1


def test_damage_to_what_was_read_again_is_found(today, tmp_path):
    settings = Settings(data_dir=tmp_path)
    older_store(settings.store_path, today, "m004_texts")
    update.rebuild(settings)
    sound = shutil.copy(settings.store_path, tmp_path / "sound.db")
    for change in ("digest = 'x'", "published = replace(published, 'twelve', 'thirteen')"):
        shutil.copy(sound, settings.store_path)
        with store.archive.writing(settings.store_path) as db:
            db.execute(f"UPDATE versions SET {change} WHERE id = {LATEST}")
        assert list(verify_integrity(settings))


def test_a_store_of_the_first_program_has_its_missing_column(today, tmp_path):
    """The first program made versions without `fullness`."""
    settings = Settings(data_dir=tmp_path)
    older_store(settings.store_path, today, MIGRATIONS[1])
    first = Database(settings.store_path)
    first.execute("ALTER TABLE versions DROP COLUMN fullness")
    first.close()
    update.rebuild(settings)
    assert list(verify_integrity(settings)) == []
    asked = "SELECT identity, form, fullness FROM versions ORDER BY id"
    found, expected = (set(Database(one.store_path).execute(asked)) for one in (settings, today))
    assert found == expected
