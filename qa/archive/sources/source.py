"""What all readers share: the file, what they return, and rules that every form follows."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO, Literal

from qa.archive.sources.encoding import open_utf8
from qa.errors import Rejected
from qa.model import House, WrittenAnswer

MAX_RECORD_BYTES = 8 * 1024 * 1024
"""Size of one published record, page or line, and the most of a file that is held in memory; a
hundred times the longest that is known."""

READER = 1
"""The number of all readers, stored with each version; raise it with any rule that changes what a
published form states or the text that it becomes. The next update reads older versions again."""

CONTROL_CHARACTERS = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f]")
"""Characters that are removed from a record's facts."""

UIN = re.compile(r"(?:HL)?[0-9]{1,9}")

_EMPHASIS = re.compile(r"</?(?:b|em|i|strong|sub|sup|u)\s*/?>", re.IGNORECASE)
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_CORRECTION = re.compile(
    r"""<del[\s/>]|<ins\s[^<>]*?\bclass\s*+=\s*+["']?\s*+[^\s"'<>]""", re.IGNORECASE
)
_DEVOLVED = {
    "the Scottish Parliament": re.compile("S[0-9][A-Z]{1,2}-?[0-9]+"),
    "the Northern Ireland Assembly": re.compile("AQ[A-Z]{1,2}[0-9]+(?:/[0-9-]+)?"),
    "the Senedd": re.compile("(?:WA|W|O|T|E)Q[0-9]+"),
}
"""How the devolved parliaments number their questions."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """One rejected record: `where` is its file and line, `reason` what is wrong and what to do."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Superseded:
    """A question in a version of a day that a later version replaces; it is not stored."""

    where: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A file whose damaged characters were repaired: in how many records, and how."""

    where: str
    records: int
    how: str


Item = WrittenAnswer | Rejection | Superseded | Repair
"""What a reader returns; each but a Repair is one record of the file."""


class SourceFile(ABC):
    """A file in a known form, read one record at a time, however long it is.

    `position` is how many of its `size` bytes have been read; `where` is the file and line of the
    record read last. Raises Rejected where the file cannot be read.
    """

    form: str

    def __init__(self, path: Path) -> None:
        self.path, self.where, self.position = path, str(path), 0
        with reading(path):
            self.size = path.stat().st_size

    def attempt(self, read: Callable[[], WrittenAnswer]) -> WrittenAnswer | Rejection:
        """What `read` returns for the record at `where`, or why it rejects it."""
        try:
            return with_possible_dates(read())
        except Rejected as error:
            return Rejection(self.where, str(error))

    @abstractmethod
    def records(self) -> Iterator[Item]:
        """The records of the file, read as they are asked for; raises Rejected as above."""


def with_possible_dates(record: WrittenAnswer) -> WrittenAnswer:
    """The record; raises Rejected where it was answered before it was tabled, or in the future."""
    tabled, answered = record.date_tabled, record.date_answered
    if answered and tabled and answered < tabled:
        raise Rejected(
            f"It was answered on {answered}, before it was tabled on {tabled}.",
            "Correct the date that is wrong.",
        )
    # It may already be tomorrow in London.
    if answered and answered > (date.today() + timedelta(days=1)).isoformat():
        raise Rejected(f"It was answered on {answered}, in the future.", "Correct the date.")
    return record


@contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """The file's content as UTF-8, open for reading; raises Rejected where it cannot be read."""
    try:
        with open_utf8(path) as file:
            yield file
    except OSError as error:
        raise Rejected(
            f"{path} cannot be read: {error.strerror or error}.",
            "Check that it is a file and that you may read it, then ingest it again.",
        ) from None


def decode_utf8(content: bytes, of: str) -> str:
    """The content as text; raises Rejected, naming the byte `of` the page, line or row."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Rejected(
            f"Byte {error.start + 1} of the {of} is not UTF-8.", "Save the file as UTF-8."
        ) from None


def checked_uin(stated: str, field: str) -> str:
    """A UIN in upper case and without inner spaces; raises Rejected, naming the field."""
    uin = re.sub(r"\s+", "", stated).upper()
    for body, numbered in _DEVOLVED.items():
        if numbered.fullmatch(uin):
            raise Rejected(
                f"{field} is {uin[:40]!r}, a number of {body}.",
                "Only questions to the Commons and the Lords are stored.",
            )
    if not UIN.fullmatch(uin):
        raise Rejected(f"{field} is {uin[:40]!r}.", "Give digits, after HL for the Lords.")
    return uin


def house_of_uin(uin: str) -> House:
    """The House that a UIN is of."""
    return "Lords" if uin.startswith("HL") else "Commons"


def is_web_address(text: str) -> bool:
    """Whether a text is a web address that can be shown as a link."""
    return _WEB_ADDRESS.fullmatch(text) is not None


def without_emphasis(question: str) -> str:
    """A question without the few tags that some have; questions are published as plain text."""
    return _EMPHASIS.sub("", question)


def shows_correction(markup: str) -> bool:
    """Whether an answer's markup shows a minister's correction.

    It has `del`, or `ins` of some class; a plain `ins` by itself is emphasis.
    """
    return _CORRECTION.search(markup) is not None


def answered_status(markup: str) -> Literal["answered", "corrected"]:
    """The status of an answered question, by the marks of a correction in its answer."""
    return "corrected" if shows_correction(markup) else "answered"
