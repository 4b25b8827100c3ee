"""The rate limit of requests, shared by all threads that send them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from qa.errors import ApiDown


class RateLimiter:
    """Spaces callers in all threads to `rate` a second; tests give their own clock and sleep."""

    def __init__(
        self,
        rate: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        # 5 % slower, so that the server's clock never counts one request too many in a second.
        self._interval = 1.05 / rate
        self._stopped = threading.Event()
        self._clock, self._sleep = clock, sleep or self._stopped.wait
        self._lock = threading.Lock()
        self._next = clock()

    def wait(self) -> None:
        """Return when the caller may send its request; raises ApiDown after `stop`."""
        with self._lock:
            while (left := self._next - self._clock()) > 0 and not self._stopped.is_set():
                self._sleep(left)
            if self._stopped.is_set():
                raise ApiDown("The sync was stopped.", "Run the same command again.")
            self._next = max(self._next, self._clock() + self._interval)

    def pause(self, seconds: float) -> None:
        """Hold back every caller for so many seconds."""
        self._next = max(self._next, self._clock() + seconds)

    def stop(self) -> None:
        """Make every caller, waiting or new, raise ApiDown."""
        self._stopped.set()
