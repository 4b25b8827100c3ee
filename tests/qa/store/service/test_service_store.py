"""The SQLite home and a toy in-memory one conform to `ServiceStore`."""

import os
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from sqlite_utils import Database

from qa.errors import StoreError
from qa.model.switches import Switches
from qa.store.service import SqliteServiceStore
from qa.store.service.interface import UNDO_PERIOD
from qa.store.service.sqlite.schema import migrations
from tests.conformance.draft_records import DraftRecordsConformance
from tests.conformance.memory_service_store import MemoryServiceStore
from tests.conformance.operation_records import AUDIT_DAYS, OperationConformance
from tests.conformance.service_store import (
    RETENTION_DAYS,
    ServiceStoreConformance,
    SetClock,
    passage,
)

MIGRATIONS = [migration.name for migration in migrations.pending(Database(memory=True))]
OLDER = MIGRATIONS[1:] if os.environ.get("QA_PROVE") else [MIGRATIONS[1], MIGRATIONS[-1]]
"""What a database lacks, and all after it. The next schema is made of each, so two show the way."""


class TestSqliteServiceStore(
    ServiceStoreConformance, DraftRecordsConformance, OperationConformance
):
    @pytest.fixture
    def store(self, clock, tmp_path):
        path = tmp_path / "service.db"
        return SqliteServiceStore(path, RETENTION_DAYS, clock, audit_days=AUDIT_DAYS)


class TestOlderSqliteServiceStore(ServiceStoreConformance):
    """A database under each schema there was, brought up to date when it is opened."""

    @pytest.fixture(params=OLDER)
    def store(self, clock, tmp_path, request):
        path = tmp_path / "service.db"
        with closing(Database(path)) as db:
            migrations.apply(db, stop_before=request.param)
        return SqliteServiceStore(path, RETENTION_DAYS, clock)


class TestMemoryServiceStore(
    ServiceStoreConformance, DraftRecordsConformance, OperationConformance
):
    @pytest.fixture
    def store(self, clock):
        return MemoryServiceStore(clock)


def test_a_database_of_an_older_version_with_a_user_version_still_opens(tmp_path):
    path = tmp_path / "service.db"
    with closing(sqlite3.connect(path)) as connection:
        migrations.apply(Database(connection), stop_before="m008_attempts")
        connection.execute("PRAGMA user_version = 7")
        connection.commit()
    with SqliteServiceStore(path, RETENTION_DAYS, SetClock()).writing() as records:
        assert records.conversations.begin("page:me")
    with closing(Database(path)) as db:
        assert "attempt" in db["turns"].columns_dict


def test_old_conversations_of_any_owner_are_deleted_by_the_next_writer(tmp_path):
    clock = SetClock()
    store = SqliteServiceStore(tmp_path / "service.db", RETENTION_DAYS, clock)
    with store.writing() as records:
        records.conversations.begin("page:me")
        records.packs.begin()
    clock.advance(days=RETENTION_DAYS + 1)
    with store.writing() as records:
        records.conversations.begin("page:them")
        records.packs.begin()
    with closing(Database(tmp_path / "service.db")) as db:
        assert (db["conversations"].count, db["packs"].count) == (1, 1)


def test_what_was_discarded_is_deleted_for_good_by_the_next_writer_after_the_period(tmp_path):
    clock, path = SetClock(), tmp_path / "service.db"
    store = SqliteServiceStore(path, RETENTION_DAYS, clock)
    with store.writing() as records:
        key = records.conversations.begin("page:me")
        records.conversations.add_turn(key, "one", {}, None, "page:me")
        records.shares.add(key, "secret", "page:me")
        pack = records.packs.begin()
        records.packs.add(pack, passage(1))
        records.conversations.discard_all("page:me")
        records.packs.discard_all(pack)
    tables = ("conversations", "turns", "shares", "pack_items")
    for seconds, left in ((0, [1, 1, 1, 1]), (1, [0, 0, 0, 0])):
        clock.advance(seconds=UNDO_PERIOD.total_seconds() * (1 - seconds) + seconds)
        with store.writing():
            pass
        with closing(Database(path)) as db:
            assert [db[table].count for table in tables] == left


def test_a_store_that_cannot_be_used_names_the_cure(tmp_path):
    path = tmp_path / "service.db"
    path.write_bytes(b"My thesis. " * 100)
    store = SqliteServiceStore(path, RETENTION_DAYS, SetClock())
    for opening in (store.reading, store.writing):
        with pytest.raises(StoreError, match=r"not a database.*backup"), opening():
            pass


def test_a_new_database_is_its_owners_alone_and_overwrites_what_is_deleted(tmp_path):
    path = tmp_path / "service.db"
    store = SqliteServiceStore(path, RETENTION_DAYS, SetClock())
    with store.writing() as records:
        key = records.conversations.begin("page:me", listed=True)
        records.conversations.rename(key, "zeppelins over Kent", "page:me")
    made = [one for one in tmp_path.iterdir() if one.name.startswith("service.db")]
    assert {one.stat().st_mode & 0o777 for one in made} == {0o600}
    with store.writing() as records:
        records.conversations.delete(key, "page:me")
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"zeppelins" not in path.read_bytes()


def switched(path, **changes):
    with SqliteServiceStore(path, RETENTION_DAYS, SetClock()).writing() as records:
        records.switches.write(replace(records.switches.read(), **changes))


def test_a_switch_is_followed_however_soon_after_another_write(tmp_path):
    """Many within one tick of the file system's clock, and after the file has settled."""
    path = tmp_path / "service.db"
    store = SqliteServiceStore(path, RETENTION_DAYS, SetClock())
    for number in range(50):
        switched(path, banner=f"banner {number}")
        assert store.switches().banner == f"banner {number}"
    for ending in ("", "-wal"):
        os.utime(f"{path}{ending}", (0, number))
    for _ in range(2):
        assert store.switches().banner == "banner 49"
    switched(path, banner="after")
    assert store.switches().banner == "after"


def test_settled_switches_are_read_once(tmp_path, monkeypatch):
    path = tmp_path / "service.db"
    store = SqliteServiceStore(path, RETENTION_DAYS, SetClock())
    switched(path, banner="still")
    assert store.switches().banner == "still"
    for ending in ("", "-wal"):
        os.utime(f"{path}{ending}", (0, 0))
    assert store.switches().banner == "still"
    monkeypatch.setattr("qa.store.service.sqlite.switches.readable", None)
    assert store.switches().banner == "still"


def test_switches_of_a_store_that_cannot_be_read_are_as_they_last_were(tmp_path):
    path = tmp_path / "service.db"
    store = SqliteServiceStore(path, RETENTION_DAYS, SetClock())
    assert store.switches() == Switches()
    switched(path, pages_off=True, message="Back soon.")
    assert store.switches().pages_off
    for one in tmp_path.iterdir():
        one.unlink()
    assert store.switches().message == "Back soon."
    path.write_bytes(b"My thesis. " * 1000)
    assert store.switches().message == "Back soon."


def test_switches_of_a_store_under_an_older_schema_are_on(tmp_path):
    path = tmp_path / "service.db"
    with closing(Database(path)) as db:
        migrations.apply(db, stop_before="m016_switches")
    assert SqliteServiceStore(path, RETENTION_DAYS, SetClock()).switches() == Switches()


def test_the_audit_and_declined_questions_are_deleted_by_the_next_writer(tmp_path):
    clock, path = SetClock(), tmp_path / "service.db"
    store = SqliteServiceStore(path, RETENTION_DAYS, clock, audit_days=40)
    with store.writing() as records:
        records.audit.add("signed in", "ann", "")
        records.declined.add("Unicorns?", "ann")
    for days, left in ((RETENTION_DAYS + 1, (1, 0)), (10, (0, 0))):
        clock.advance(days=days)
        with store.writing():
            pass
        with closing(Database(path)) as db:
            assert (db["audit"].count, db["declined"].count) == left
