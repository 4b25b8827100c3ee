"""The process that deletes what has expired, while a service runs."""

from __future__ import annotations

import time
from collections.abc import Callable

from qa.service.purge import has_records
from qa.settings import Settings
from web.child import Child

SECONDS = 3600
"""From one purge to the next."""


class Purger(Child):
    """Runs `qa purge --behind` at the start of a service and each hour: once, not by worker.

    A process of its own, so that the master never waits for the database.
    """

    command = ("purge", "--behind")
    fault = "What has expired cannot be deleted"
    cure = "Run `qa purge`; nobody is shown what has expired."

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(settings)
        self._clock, self._next = clock, clock()

    def is_due(self) -> bool:
        """Whether an hour is over, or the service has just begun, and something can be kept."""
        now = self._clock()
        if now < self._next:
            return False
        self._next = now + SECONDS
        return has_records(self._settings)
