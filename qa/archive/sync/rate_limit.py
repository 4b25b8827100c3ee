"""Pace: how often requests may be sent, whoever sends them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from qa.errors import ApiDown


class Pace:
    """Lets its callers go one at a time, at most `rate` a second; safe between threads.

    `clock` and `sleep` count seconds, and are the machine's own unless others are given.
    """

    def __init__(
        self,
        rate: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        # A little slower, so that no second by another clock ever sees one more.
        self._interval = 1.05 / rate
        self._stopped = threading.Event()
        self._clock, self._sleep = clock, sleep or self._stopped.wait
        self._lock = threading.Lock()
        self._next = clock()

    def wait(self) -> None:
        """Return when the caller may go; raises ApiDown once everything is stopped."""
        with self._lock:
            while (left := self._next - self._clock()) > 0 and not self._stopped.is_set():
                self._sleep(left)
            if self._stopped.is_set():
                raise ApiDown("The sync was stopped.", "Run the same command again.")
            self._next = max(self._next, self._clock() + self._interval)

    def hold(self, seconds: float) -> None:
        """Let nobody go for so long."""
        self._next = max(self._next, self._clock() + seconds)

    def stop(self) -> None:
        """Let nobody go ever again."""
        self._stopped.set()
