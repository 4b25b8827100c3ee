"""The operator's switches, for every request, from PostgreSQL."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from qa.errors import ServiceStoreError
from qa.model.switches import Switches

FOLLOWED_SECONDS = 1.0
"""After a change on another machine, until it is followed here."""


class CachedSwitches:
    """The switches as they were at most a second ago, so that few requests ask the database."""

    def __init__(self, read: Callable[[], Switches]) -> None:
        self._read, self._until = read, 0.0
        self._found = Switches()

    def now(self) -> Switches:
        """The switches; as they last were where they cannot be read, or while they are read."""
        if time.monotonic() >= self._until:
            self._until = math.inf
            try:
                self._found = self._read()
            except ServiceStoreError:
                pass
            finally:
                self._until = time.monotonic() + FOLLOWED_SECONDS
        return self._found

    def forget(self) -> None:
        """Read them again when they are next asked for: this process has written."""
        self._until = 0.0
