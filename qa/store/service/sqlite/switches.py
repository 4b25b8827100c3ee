"""The operator's switches, for every request, from SQLite."""

from __future__ import annotations

import os
import time
from pathlib import Path

from qa.errors import StoreError
from qa.model.switches import Switches
from qa.store.database import readable
from qa.store.service.records.switches import read_switches
from qa.store.service.sqlite.schema import migrations

SETTLED_NANOSECONDS = 100_000_000
"""A file that changed so lately can change again within the same tick of the clock."""


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
                    self._found = read_switches(db)
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
