"""The store of what people made, in SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from qa.errors import ServiceStoreError
from qa.store.database import writable, write_transaction
from qa.store.service.interface import Clock, UnitOfWork
from qa.store.service.sqlite.conversations import SqliteConversations
from qa.store.service.sqlite.drafts import SqliteDrafts
from qa.store.service.sqlite.keys import SqliteKeys
from qa.store.service.sqlite.marks import SqliteMarks
from qa.store.service.sqlite.packs import SqlitePacks
from qa.store.service.sqlite.schema import migrations
from qa.store.service.sqlite.shares import SqliteShares
from qa.store.service.sqlite.subscriptions import SqliteSubscriptions
from qa.store.service.sqlite.watches import SqliteWatches

PAGE_WAIT_SECONDS = 3
"""How long a page waits for another process that is writing."""


_Moment = tuple[Database, datetime, timedelta]
"""One transaction, when it began, and how long records are kept."""


class SqliteServiceStore:
    """A `ServiceStore` in the SQLite database at `path`, which is made if missing."""

    def __init__(self, path: Path, retention_days: int, clock: Clock) -> None:
        self._path = path
        self._retention = timedelta(days=retention_days)
        self._clock = clock

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """A unit of work that only reads, in one snapshot; it never waits for a writer."""
        with self._opened() as db, db.atomic():
            yield self._unit(self._at(db))

    @contextmanager
    def writing(self) -> Iterator[UnitOfWork]:
        """A unit of work that writes: all of it, or nothing where its block raises."""
        with self._opened() as db, write_transaction(db):
            at = self._at(db)
            SqliteConversations(*at).purge()
            SqlitePacks(*at).purge()
            SqliteDrafts(*at).purge()
            SqliteWatches(*at).purge()
            yield self._unit(at)

    def _opened(self) -> AbstractContextManager[Database]:
        return writable(
            self._path, migrations, create=True, wait=PAGE_WAIT_SECONDS, kind=ServiceStoreError
        )

    def _at(self, db: Database) -> _Moment:
        return db, self._clock(), self._retention

    def _unit(self, at: _Moment) -> UnitOfWork:
        return UnitOfWork(
            SqliteConversations(*at),
            SqliteShares(*at),
            SqlitePacks(*at),
            SqliteDrafts(*at),
            SqliteMarks(*at),
            SqliteKeys(*at),
            SqliteWatches(*at),
            SqliteSubscriptions(*at),
        )
