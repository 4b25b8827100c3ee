"""What a process has worked out of the store or the index as they are now."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The value worked out of one revision, until another is asked for.

    Threads that ask for it meanwhile wait: otherwise each of them works it out, and all are slow.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: tuple[str, T] | None = None

    def of(self, revision: str, make: Callable[[], T]) -> T:
        """The value of this revision, made now unless it is kept; raises what `make` raises."""
        held = self._held
        if held is None or held[0] != revision:
            with self._lock:
                held = self._held
                if held is None or held[0] != revision:
                    held = self._held = (revision, make())
        return held[1]
