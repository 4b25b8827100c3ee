"""What a process keeps of one published index, which never changes: the records read last."""

from __future__ import annotations

from typing import Generic, TypeVar

MAX_CHARS = 8 * 2**20
"""The records that are kept, by the length of their JSON: a reply reads those of its best passages
many times."""

Key = TypeVar("Key")
Value = TypeVar("Value")


class Known(Generic[Key, Value]):
    """The values read last. Safe to share between threads: what is kept is replaced as a whole."""

    def __init__(self) -> None:
        self._kept: dict[Key, Value] = {}
        self._chars = 0

    def get(self, key: Key) -> Value | None:
        """The value of a key; None where it is not kept."""
        return self._kept.get(key)

    def keep(self, read: dict[Key, tuple[Value, int]]) -> None:
        """Keep values, each with the length of what it was read from; where there is no more room,
        those before are forgotten."""
        chars = sum(length for _, length in read.values())
        values = {key: value for key, (value, _) in read.items()}
        if self._chars + chars > MAX_CHARS:
            self._kept, self._chars = values, chars
        else:
            self._kept, self._chars = self._kept | values, self._chars + chars
