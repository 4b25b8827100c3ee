"""JSON lines: one written question with its answer in each line, as an object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from qa.archive.sources.dates import iso_date
from qa.archive.sources.fields import (
    check,
    house_of,
    needed,
    parsed_object,
    text_of,
    uin_of,
)
from qa.archive.sources.source import (
    MAX_RECORD_BYTES,
    Rejection,
    is_address,
    shows_correction,
    unreadable,
    without_emphasis,
)
from qa.errors import Rejected
from qa.model import WrittenAnswer

FORM = "json-lines"

_KEYS = ("uin", "date_tabled", "date_answered", "question_text", "answer_html")
_KEY = re.compile(rb'"(' + "|".join(_KEYS).encode() + rb')"\s*:')
_UTF8_MARK = b"\xef\xbb\xbf"
_CHUNK = 1024 * 1024


class JsonLines:
    """A file of JSON lines, read a line at a time, however long it is."""

    form = FORM

    def __init__(self, path: Path) -> None:
        self.path = path
        self.where = str(path)
        self.position = 0
        try:
            self.size = path.stat().st_size
        except OSError as error:
            raise unreadable(path, error) from None

    def records(self) -> Iterator[WrittenAnswer | Rejection]:
        """A record or a refusal for each line that is not blank."""
        try:
            with self.path.open("rb") as file:
                for number, line in enumerate(self._lines(file), 1):
                    if line is None or line.strip():
                        self.where = f"{self.path}, line {number}"
                        yield self._record(number, line)
        except OSError as error:
            raise unreadable(self.path, error) from None

    def _lines(self, file: BinaryIO) -> Iterator[bytes | None]:
        """The lines, without their ends; None for one that is too long to be held."""
        while line := file.readline(MAX_RECORD_BYTES + 1):
            self.position += len(line)
            whole = len(line) <= MAX_RECORD_BYTES
            yield line if whole else None
            while not whole and line and not line.endswith(b"\n"):
                line = file.readline(_CHUNK)
                self.position += len(line)

    def _record(self, number: int, line: bytes | None) -> WrittenAnswer | Rejection:
        try:
            if line is None:
                raise Rejected(
                    f"The line is longer than {MAX_RECORD_BYTES:,} bytes.",
                    "Put each record on a line of its own.",
                )
            if number == 1:
                line = line.removeprefix(_UTF8_MARK)
            return read_line(_decoded(line.rstrip(b"\r\n")))
        except Rejected as error:
            return Rejection(self.where, str(error))


def looks_like(line: bytes) -> bool:
    """Whether a line is, or tries to be, such a record."""
    line = line.removeprefix(_UTF8_MARK).lstrip()
    keys = set(_KEY.findall(line)) if line.startswith(b"{") else set()
    return bool(keys - {b"uin"})


def read_line(published: str) -> WrittenAnswer:
    """The record that one line states; raises Rejected, saying what is wrong with which field."""
    fields = parsed_object(published)
    uin = uin_of(fields)
    answered, tabled = _date(fields, "date_answered"), _date(fields, "date_tabled")
    if answered is None:
        raise Rejected(
            "The record states no date answered.",
            "Only answered questions can be taken: remove it.",
        )
    answer = fields.get("answer_html")
    if not isinstance(answer, str):
        raise Rejected("The field answer_html is missing.", 'Give the answer as text, or as "".')
    check(answer, "answer_html")
    stated = text_of(fields, "id")
    if stated is not None and stated.upper() not in (
        f"{tabled}/{uin}",
        f"{tabled or answered}/{uin}",
    ):
        raise Rejected(
            f"The field id is {stated[:60]!r}, but date tabled and UIN make {tabled}/{uin}.",
            "Correct the one that is wrong, or leave id out.",
        )
    return WrittenAnswer(
        form=FORM,
        published=published,
        answer=answer,
        markup="html",
        source_question=without_emphasis(needed(fields, "question_text")),
        answering_body=text_of(fields, "answering_body"),
        date_tabled=tabled,
        date_answered=answered,
        uin=uin,
        heading=text_of(fields, "heading"),
        house=house_of(fields, uin),
        status="corrected" if shows_correction(answer) else "answered",
        asking_member=text_of(fields, "asking_member"),
        answering_member=text_of(fields, "answering_member"),
        url=_url(fields),
    )


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Rejected(
            f"Byte {error.start + 1} of the line is not UTF-8.", "Save the file as UTF-8."
        ) from None


def _date(fields: dict[str, Any], name: str) -> str | None:
    value = text_of(fields, name)
    if value is not None and iso_date(value) is None:
        raise Rejected(
            f"The field {name} is {value[:40]!r}.", "Give a real date written like 2021-09-03."
        )
    return value


def _url(fields: dict[str, Any]) -> str | None:
    url = text_of(fields, "url")
    if url is not None and not is_address(url):
        raise Rejected(
            f"The field url is {url[:60]!r}.", "Give an address that begins with https://, or null."
        )
    return url
