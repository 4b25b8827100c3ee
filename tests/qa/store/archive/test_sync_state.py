"""How far the API has been followed, as the store keeps it; and stores from before it did."""

import pytest
from sqlite_utils import Database

from qa import store
from qa.archive.ingest import ingest
from qa.archive.integrity import verify_integrity
from qa.errors import StoreError
from qa.settings import Settings
from qa.store.archive import schema, sync_state
from qa.store.archive.sync_state import ALL_BODIES, OpenQuestion
from tests.making import fact, lines


@pytest.fixture
def db(tmp_path):
    with store.archive.writing(tmp_path / "answers.db", create=True) as db:
        yield db


def test_a_day_is_a_gap_from_when_it_is_wanted_until_it_is_fetched(db):
    for day in ("2024-01-30", "2024-01-31", "2024-02-01", "2024-02-03"):
        sync_state.mark_pending(db, [54, 60], day)
    assert sync_state.gaps(db) == [("2024-01-30", "2024-02-01"), ("2024-02-03", "2024-02-03")]
    sync_state.mark_fetched(db, [54, 60], "2024-01-31")
    sync_state.mark_fetched(db, [54], "2024-02-01")
    assert [first for first, _ in sync_state.gaps(db)] == ["2024-01-30", "2024-02-01", "2024-02-03"]
    known = sync_state.days(db, 54)
    assert [day for day, moment in known.items() if moment] == ["2024-01-31", "2024-02-01"]
    sync_state.mark_pending(db, [54], "2024-01-31")
    assert sync_state.days(db, 54)["2024-01-31"] is None
    assert sync_state.days(db, 60)["2024-01-31"]


def test_what_was_fetched_of_every_body_is_a_gap_for_none(db):
    sync_state.mark_pending(db, [54], "2024-01-30")
    sync_state.mark_fetched(db, [ALL_BODIES], "2024-01-30")
    assert sync_state.gaps(db) == []
    assert sync_state.days(db, 54)["2024-01-30"]
    assert sync_state.days(db, 1)["2024-01-30"]


def test_a_question_stays_open_with_its_first_body_until_it_is_closed(db):
    first = OpenQuestion(7, 54, "2024-01-05", False)
    sync_state.save_open_question(db, first)
    sync_state.save_open_question(db, OpenQuestion(7, 60, "2024-01-05", True))
    sync_state.save_open_question(db, OpenQuestion(8, 60, "2024-01-04", False))
    assert sync_state.open_questions(db, [54]) == [OpenQuestion(7, 54, "2024-01-05", True)]
    assert [question.id for question in sync_state.open_questions(db, [ALL_BODIES])] == [8, 7]
    sync_state.remove_open_question(db, 7)
    sync_state.remove_open_question(db, 99)
    assert sync_state.open_questions(db, [54]) == []


def test_passes_and_names(db):
    assert sync_state.last_completed_run(db, "sync") is None
    sync_state.record_completed_run(db, "sync")
    assert sync_state.last_completed_run(db, "sync").startswith("20")
    assert sync_state.last_completed_run(db, "corrections") is None
    for name in ("Old Name", "New Name", "Old Name"):
        sync_state.save_body_name(db, 7, name)
    assert sync_state.body_names(db) == [(7, "New Name"), (7, "Old Name")]


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
    with (
        pytest.raises(StoreError, match="older version"),
        store.archive.reading(settings.store_path),
    ):
        pass
    with store.archive.writing(settings.store_path) as db:
        assert db.execute("SELECT answer_id, date_answered FROM answers").fetchall() == [
            ("2015-03-02/1", "2015-03-09")
        ]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.execute("DELETE FROM versions")
        db.execute("DELETE FROM texts")
        db.execute("DELETE FROM answers")
    ingest([lines(tmp_path / "a", fact())], settings)
    assert list(verify_integrity(settings)) == []
