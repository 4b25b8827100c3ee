"""What every reader gives: records, refusals, and how far it has read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from qa.errors import Rejected
from qa.records import WrittenAnswer

LONGEST_RECORD = 8 * 1024 * 1024
"""Bytes of one published record, page or line; the longest known is a hundredth of it, and no
more than this is ever held in memory."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One record that was refused: `where` is file and line, `reason` says why and the cure."""

    where: str
    reason: str


class Source(Protocol):
    """A file in a known form. `position` is how many of its `size` bytes have been read, `where`
    the file and line of the record that was read last."""

    form: str
    where: str
    position: int
    size: int

    def records(self) -> Iterator[WrittenAnswer | Refusal]:
        """Its records, read as they are asked for; raises Rejected where the file fails."""
        ...


def unreadable(path: Path, error: OSError) -> Rejected:
    """The error for a file that the system will not let us read."""
    return Rejected(
        f"{path} cannot be read: {error.strerror or error}.",
        "Check that it is a file and that you may read it, then ingest it again.",
    )
