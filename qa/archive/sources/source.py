"""What every reader gives: records, refusals, and how far it has read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from qa.errors import Rejected
from qa.model import WrittenAnswer

MAX_RECORD_BYTES = 8 * 1024 * 1024
"""Bytes of one published record, page or line; the longest known is a hundredth of it, and no
more than this is ever held in memory."""

CONTROL = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f]")
"""Characters that are no part of a fact, and vanish from it."""

_INLINE = re.compile(r"</?(?:b|em|i|strong|sub|sup|u)\s*/?>", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_CORRECTED = re.compile(
    r"""<(?:ins|del)\s[^<>]*?\bclass\s*=\s*["']?[^"'<>]*\bministerial\b""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Rejection:
    """One record that was refused: `where` is file and line, `reason` says why and the cure."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Superseded:
    """A question in a version of a day that a later version of that day replaces, not stored."""

    where: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A file whose damaged characters were put right: in how many records, and by what rule."""

    where: str
    records: int
    how: str


Item = WrittenAnswer | Rejection | Superseded | Repair
"""What a reader gives; all but the last are one record each."""


class Source(Protocol):
    """A file in a known form. `position` is how many of its `size` bytes have been read, `where`
    the file and line of the record that was read last."""

    form: str
    where: str
    position: int
    size: int

    def records(self) -> Iterator[Item]:
        """Its records, read as they are asked for; raises Rejected where the file fails."""
        ...


def is_address(text: str) -> bool:
    """Whether this is a web address that can be shown as a link."""
    return _ADDRESS.fullmatch(text) is not None


def without_emphasis(question: str) -> str:
    """A question, which is published as plain words, without the few tags that some have."""
    return _INLINE.sub("", question)


def shows_correction(markup: str) -> bool:
    """Whether an answer's markup shows a ministerial correction; a plain `ins` is emphasis."""
    return _CORRECTED.search(markup) is not None


def unreadable(path: Path, error: OSError) -> Rejected:
    """The error for a file that the system will not let us read."""
    return Rejected(
        f"{path} cannot be read: {error.strerror or error}.",
        "Check that it is a file and that you may read it, then ingest it again.",
    )
