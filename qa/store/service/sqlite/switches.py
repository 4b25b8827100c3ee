"""The operator's switches, in SQLite."""

from __future__ import annotations

import os
import time
from pathlib import Path

from sqlite_utils import Database

from qa.errors import StoreError
from qa.model.switches import Switches
from qa.store.database import readable
from qa.store.service.sqlite.records import SqliteRecords
from qa.store.service.sqlite.schema import migrations

SETTLED_NANOSECONDS = 100_000_000
"""A file that changed so lately can change again within the same tick of the clock."""


class SqliteSwitches(SqliteRecords):
    """`SwitchRecords` in SQLite."""

    def read(self) -> Switches:
        """The switches; all is on where none was ever set."""
        return _read(self._db)

    def write(self, switches: Switches) -> None:
        """Set them all; `changed_at` is this moment."""
        self._db.execute(
            "INSERT OR REPLACE INTO switches VALUES (1, ?, ?, ?, ?, ?)",
            [
                switches.pages_off,
                switches.api_off,
                switches.message,
                switches.banner,
                self._now,
            ],
        )


class CachedSwitches:
    """The switches for every request: read again only when the database's files have changed."""

    def __init__(self, path: Path) -> None:
        self._path, self._files = path, (f"{path}-wal", os.fspath(path))
        self._seen: object = None
        self._found = Switches()

    def now(self) -> Switches:
        """The switches as they are; as they last were where they cannot be read."""
        state = self._state()
        if state is None or state != self._seen:
            try:
                with readable(self._path, migrations) as db:
                    self._found = _read(db)
            except StoreError:
                return self._found
            self._seen = state
        return self._found

    def _state(self) -> object:
        """What changes with every commit, which is in the log until a checkpoint deletes that; None
        where another commit could leave it as it is."""
        for path in self._files:
            try:
                one = os.stat(path)
            except OSError:
                continue
            if time.time_ns() - one.st_mtime_ns < SETTLED_NANOSECONDS:
                return None
            return one.st_ino, one.st_size, one.st_mtime_ns
        return ()


def _read(db: Database) -> Switches:
    row = db.execute(
        "SELECT pages_off, api_off, message, banner, changed_at FROM switches"
    ).fetchone()
    return Switches(bool(row[0]), bool(row[1]), *row[2:]) if row else Switches()
