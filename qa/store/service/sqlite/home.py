"""The store of what people made, in SQLite."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from qa.errors import ServiceStoreError
from qa.model.switches import Switches
from qa.store.database import plain_errors, writable, write_transaction
from qa.store.service.interface import Clock, UnitOfWork
from qa.store.service.sqlite.audit import SqliteAudit
from qa.store.service.sqlite.conversations import SqliteConversations
from qa.store.service.sqlite.declined import SqliteDeclined
from qa.store.service.sqlite.drafts import SqliteDrafts
from qa.store.service.sqlite.keys import SqliteKeys
from qa.store.service.sqlite.marks import SqliteMarks
from qa.store.service.sqlite.packs import SqlitePacks
from qa.store.service.sqlite.people import SqlitePeople
from qa.store.service.sqlite.schema import migrations
from qa.store.service.sqlite.shares import SqliteShares
from qa.store.service.sqlite.subscriptions import SqliteSubscriptions
from qa.store.service.sqlite.switches import CachedSwitches, SqliteSwitches
from qa.store.service.sqlite.watches import SqliteWatches

OWNER_ALONE = 0o600
"""The mode of a new database: it has people's questions and notes."""
AUDIT_DAYS = 180
"""How long the audit is kept where no other time is set."""
PAGE_WAIT_SECONDS = 3
"""How long a page waits for another process that is writing."""


_Moment = tuple[Database, datetime, timedelta]
"""One transaction, when it began, and how long records are kept."""


class SqliteServiceStore:
    """A `ServiceStore` in the SQLite database at `path`, which is made if missing."""

    def __init__(
        self, path: Path, retention_days: int, clock: Clock, audit_days: int = AUDIT_DAYS
    ) -> None:
        self._path = path
        self._audit_retention = timedelta(days=audit_days)
        self._switches = CachedSwitches(path)
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
            SqlitePeople(*at).purge()
            SqliteDeclined(*at).purge()
            self._audit(at).purge()
            yield self._unit(at)

    def switches(self) -> Switches:
        """The operator's switches as they are; as they last were where they cannot be read."""
        return self._switches.now()

    def _audit(self, at: _Moment) -> SqliteAudit:
        db, now, _ = at
        return SqliteAudit(db, now, self._audit_retention)

    @contextmanager
    def _opened(self) -> Iterator[Database]:
        """The database, which its owner alone can read, and where what is deleted is overwritten.

        SQLite gives the files beside it the same mode.
        """
        with plain_errors(self._path, ServiceStoreError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # Only a file that is not there yet: to close a file ends SQLite's locks on it.
            with suppress(FileExistsError):
                os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_ALONE))
        with writable(
            self._path, migrations, create=True, wait=PAGE_WAIT_SECONDS, kind=ServiceStoreError
        ) as db:
            db.execute("PRAGMA secure_delete = ON")
            yield db

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
            SqlitePeople(*at),
            self._audit(at),
            SqliteSwitches(*at),
            SqliteDeclined(*at),
        )
