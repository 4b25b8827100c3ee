"""The store of what people made, in SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from qa.store.database import writable, write_transaction
from qa.store.service.interface import (
    Clock,
    ConversationRecords,
    KeyRecords,
    MarkRecords,
    PackRecords,
    ShareRecords,
)
from qa.store.service.sqlite.conversations import SqliteConversations
from qa.store.service.sqlite.keys import SqliteKeys
from qa.store.service.sqlite.marks import SqliteMarks
from qa.store.service.sqlite.packs import SqlitePacks
from qa.store.service.sqlite.schema import migrations
from qa.store.service.sqlite.shares import SqliteShares

PAGE_WAIT_SECONDS = 3
"""How long a page waits for another process that is writing."""


class SqliteUnitOfWork:
    """A `UnitOfWork` over one transaction of a SQLite database."""

    def __init__(self, db: Database, now: datetime, retention: timedelta) -> None:
        self.conversations: ConversationRecords = SqliteConversations(db, now, retention)
        self.shares: ShareRecords = SqliteShares(db, now, retention)
        self.packs: PackRecords = SqlitePacks(db, now, retention)
        self.marks: MarkRecords = SqliteMarks(db, now, retention)
        self.keys: KeyRecords = SqliteKeys(db, now, retention)


class SqliteServiceStore:
    """A `ServiceStore` in the SQLite database at `path`, which is made if missing."""

    def __init__(self, path: Path, retention_days: int, clock: Clock) -> None:
        self._path = path
        self._retention = timedelta(days=retention_days)
        self._clock = clock

    @contextmanager
    def reading(self) -> Iterator[SqliteUnitOfWork]:
        """A unit of work that only reads, in one snapshot; it never waits for a writer."""
        with self._opened() as db, db.atomic():
            yield SqliteUnitOfWork(db, self._clock(), self._retention)

    @contextmanager
    def writing(self) -> Iterator[SqliteUnitOfWork]:
        """A unit of work that writes: all of it, or nothing where its block raises."""
        with self._opened() as db, write_transaction(db):
            yield SqliteUnitOfWork(db, self._clock(), self._retention)

    @contextmanager
    def _opened(self) -> Iterator[Database]:
        with writable(self._path, migrations, create=True, wait=PAGE_WAIT_SECONDS) as db:
            yield db
