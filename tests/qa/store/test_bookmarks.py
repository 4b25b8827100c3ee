"""How far the API has been followed, as the store keeps it; and stores from before it did."""

import pytest
from sqlite_utils import Database

from qa import store
from qa.errors import StoreError
from qa.ingest import ingest
from qa.proof import check
from qa.settings import Settings
from qa.store import bookmarks, schema
from qa.store.bookmarks import EVERY_BODY, OpenQuestion
from tests.making import fact, lines


@pytest.fixture
def db(tmp_path):
    with store.writing(tmp_path / "answers.db", create=True) as db:
        yield db


def test_a_day_is_a_gap_from_when_it_is_wanted_until_it_is_fetched(db):
    for day in ("2024-01-30", "2024-01-31", "2024-02-01", "2024-02-03"):
        bookmarks.want(db, [54, 60], day)
    assert bookmarks.gaps(db) == [("2024-01-30", "2024-02-01"), ("2024-02-03", "2024-02-03")]
    bookmarks.fetched(db, [54, 60], "2024-01-31")
    bookmarks.fetched(db, [54], "2024-02-01")
    assert [first for first, _ in bookmarks.gaps(db)] == ["2024-01-30", "2024-02-01", "2024-02-03"]
    known = bookmarks.days(db, 54)
    assert [day for day, moment in known.items() if moment] == ["2024-01-31", "2024-02-01"]
    bookmarks.want(db, [54], "2024-01-31")
    assert bookmarks.days(db, 54)["2024-01-31"] is None
    assert bookmarks.days(db, 60)["2024-01-31"]


def test_what_was_fetched_of_every_body_is_a_gap_for_none(db):
    bookmarks.want(db, [54], "2024-01-30")
    bookmarks.fetched(db, [EVERY_BODY], "2024-01-30")
    assert bookmarks.gaps(db) == []
    assert bookmarks.days(db, 54)["2024-01-30"]
    assert bookmarks.days(db, 1)["2024-01-30"]


def test_a_question_stays_open_with_its_first_body_until_it_is_closed(db):
    first = OpenQuestion(7, 54, "2024-01-05", False)
    bookmarks.keep_open(db, first)
    bookmarks.keep_open(db, OpenQuestion(7, 60, "2024-01-05", True))
    bookmarks.keep_open(db, OpenQuestion(8, 60, "2024-01-04", False))
    assert bookmarks.open_questions(db, [54]) == [OpenQuestion(7, 54, "2024-01-05", True)]
    assert [question.id for question in bookmarks.open_questions(db, [EVERY_BODY])] == [8, 7]
    bookmarks.close(db, 7)
    bookmarks.close(db, 99)
    assert bookmarks.open_questions(db, [54]) == []


def test_passes_and_names(db):
    assert bookmarks.last_pass(db, "sync") is None
    bookmarks.passed(db, "sync")
    assert bookmarks.last_pass(db, "sync").startswith("20")
    assert bookmarks.last_pass(db, "corrections") is None
    for name in ("Old Name", "New Name", "Old Name"):
        bookmarks.note_body(db, 7, name)
    assert bookmarks.seen_bodies(db) == [(7, "New Name"), (7, "Old Name")]


def test_a_store_from_before_is_brought_up_to_date_with_all_it_holds(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    settings.data_dir.mkdir()
    old = Database(settings.store_path)
    schema.answers.apply(old, stop_before="m002_synchronised")
    old.execute("PRAGMA foreign_keys = ON")
    with old.atomic():
        old.execute(
            "INSERT INTO answers (id, answer_id, version, date_answered, status, source_question) "
            "VALUES (1, '2015-03-02/1', 1, '2015-03-09', 'answered', 'To ask.')"
        )
        old.execute(
            "INSERT INTO versions VALUES (1, 1, '2015-03-02/1', 2, '', '', '', '', '', '', '')"
        )
    old.close()
    with pytest.raises(StoreError, match="older version"), store.reading(settings.store_path):
        pass
    with store.writing(settings.store_path) as db:
        assert db.execute("SELECT answer_id, date_answered FROM answers").fetchall() == [
            ("2015-03-02/1", "2015-03-09")
        ]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.execute("DELETE FROM versions")
        db.execute("DELETE FROM texts")
        db.execute("DELETE FROM answers")
    ingest([lines(tmp_path / "a", fact())], settings)
    assert list(check(settings)) == []
