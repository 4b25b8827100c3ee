"""The store of what people made, in SQLite."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from qa.errors import ServiceStoreError, StoreError
from qa.model.switches import Switches
from qa.store.database import (
    COMMAND_WAIT_SECONDS,
    plain_errors,
    readable,
    writable,
    write_transaction,
)
from qa.store.files import is_writable
from qa.store.service.interface import Clock, UnitOfWork
from qa.store.service.records import Retention, purge_expired, unit_of_work
from qa.store.service.sqlite.purging import row_counts, shrink
from qa.store.service.sqlite.schema import migrations
from qa.store.service.sqlite.switches import CachedSwitches

OWNER_ALONE = 0o600
"""The mode of a new database: it has people's questions and notes."""
PAGE_WAIT_SECONDS = 3
"""How long a page waits for another process that is writing."""


_used: set[Path] = set()
"""The databases that this process, or the one that it was forked from, has used: where one of them
is moved away, a new one would hide what people made."""


class SqliteServiceStore:
    """A `ServiceStore` in the SQLite database at `path`, which is made if missing.

    Marks and the audit are kept as long as all else, unless their days are given.
    """

    def __init__(
        self,
        path: Path,
        retention_days: int,
        clock: Clock,
        *,
        marks_days: int | None = None,
        audit_days: int | None = None,
    ) -> None:
        self._path = path
        self._retention = Retention.of_days(retention_days, marks_days, audit_days)
        self._switches = CachedSwitches(path)
        self._clock = clock

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """A unit of work that only reads, in one snapshot; it never waits for a writer."""
        self._refuse_unusable()
        with ExitStack() as entered:
            try:
                db = entered.enter_context(self._readable())
            except StoreError:
                with self._opened():  # Made, or brought up to date; else it says what is wrong.
                    pass
                db = entered.enter_context(self._readable())
            yield self._unit(db)

    @contextmanager
    def writing(self) -> Iterator[UnitOfWork]:
        """A unit of work that writes: all of it, or nothing where its block raises."""
        with self._opened() as db, write_transaction(db):
            unit = self._unit(db)
            purge_expired(unit)
            yield unit

    def purge(self, before: datetime | None = None, *, rewrite: bool = False) -> Mapping[str, int]:
        """Delete for good what has expired, and what is older than `before`; its number by kind."""
        with self._opened(COMMAND_WAIT_SECONDS) as db:
            with write_transaction(db):
                counted = row_counts(db)
                purge_expired(self._unit(db), before)
                left = row_counts(db)
            if rewrite:
                shrink(db, self._path)
            else:  # A service keeps the database open, and so its log, where the deletion is.
                db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return {
            table.replace("_", " "): counted[table] - rows
            for table, rows in left.items()
            if counted[table] > rows
        }

    def switches(self) -> Switches:
        """The operator's switches as they are; as they last were where they cannot be read."""
        return self._switches.now()

    def _readable(self) -> AbstractContextManager[Database]:
        """The database for reading alone: its connection is kept, and opened much sooner."""
        return readable(self._path, migrations, ServiceStoreError)

    @contextmanager
    def _opened(self, wait: float = PAGE_WAIT_SECONDS) -> Iterator[Database]:
        """The database, which its owner alone can read, and where what is deleted is overwritten.

        SQLite gives the files beside it the same mode.
        """
        self._refuse_unusable()
        with plain_errors(self._path, ServiceStoreError):
            # Only a file that is not there yet: to close a file ends SQLite's locks on it.
            with suppress(FileExistsError):
                os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_ALONE))
            _used.add(self._path)
        with writable(self._path, migrations, create=True, wait=wait, kind=ServiceStoreError) as db:
            db.execute("PRAGMA secure_delete = ON")
            yield db

    def _refuse_unusable(self) -> None:
        """Raise ServiceStoreError where the database cannot be there, or was there and is not."""
        if not self._path.parent.is_dir():
            raise ServiceStoreError(
                f"There is no folder {self._path.parent}.",
                "Move it back or make it, or name another with --data-dir or QA_SERVICE_DIR.",
            )
        if not is_writable(self._path):
            raise ServiceStoreError(
                f"{self._path} cannot be written: its folder, or the file, can only be read.",
                "Set QA_SERVICE_DIR to a folder that can be written.",
            )
        if self._path in _used and not self._path.exists():
            raise ServiceStoreError(
                f"There is no {self._path} any longer.",
                "Move it back; a service that is started again makes a new one.",
            )

    def _unit(self, db: Database) -> UnitOfWork:
        return unit_of_work(db, self._clock(), self._retention)
