"""JSON lines: a written question with its answer on each line, as a JSON object."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from qa.archive.sources.fields import (
    house_of,
    markup_of,
    parsed_object,
    required_text,
    text_of,
    uin_of,
)
from qa.archive.sources.source import (
    MAX_RECORD_BYTES,
    Rejection,
    SourceFile,
    answered_status,
    decode_utf8,
    is_web_address,
    reading,
    without_emphasis,
)
from qa.errors import Rejected
from qa.model import WrittenAnswer
from qa.text.dates import iso_date

FORM = "json-lines"

_KEYS = ("uin", "date_tabled", "date_answered", "question_text", "answer_html")
_KEY = re.compile(rb'"(' + "|".join(_KEYS).encode() + rb')"\s*:')
_CHUNK_BYTES = 1024 * 1024


class JsonLinesFile(SourceFile):
    """A file of JSON lines."""

    form = FORM

    def records(self) -> Iterator[WrittenAnswer | Rejection]:
        """A record or a rejection for each line that is not blank."""
        with reading(self.path) as file:
            for number, line in enumerate(self._lines(file), 1):
                if line is None or line.strip():
                    self.where = f"{self.path}, line {number}"
                    yield self.attempt(partial(_read_line, number, line))

    def _lines(self, file: BinaryIO) -> Iterator[bytes | None]:
        """The lines; None for one that is too long to be held in memory."""
        while line := file.readline(MAX_RECORD_BYTES + 1):
            self.position += len(line)
            whole = len(line) <= MAX_RECORD_BYTES
            yield line if whole else None
            while not whole and line and not line.endswith(b"\n"):
                line = file.readline(_CHUNK_BYTES)
                self.position += len(line)


def looks_like(line: bytes) -> bool:
    """Whether a line is, or is meant to be, such a record."""
    line = line.removeprefix(BOM_UTF8).lstrip()
    keys = set(_KEY.findall(line)) if line.startswith(b"{") else set()
    return bool(keys - {b"uin"})


def read_line(published: str) -> WrittenAnswer:
    """The record of one line; raises Rejected, naming the field that is wrong."""
    fields = parsed_object(published)
    uin = uin_of(fields)
    answered, tabled = _date(fields, "date_answered"), _date(fields, "date_tabled")
    if answered is None:
        raise Rejected(
            "The record states no date answered.",
            "Remove it: this form holds answered questions only.",
        )
    if not isinstance(fields.get("answer_html"), str):
        raise Rejected("The field answer_html is missing.", 'Give the answer as text, or as "".')
    answer = markup_of(fields, "answer_html")
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
        source_question=without_emphasis(required_text(fields, "question_text")),
        answering_body=text_of(fields, "answering_body"),
        date_tabled=tabled,
        date_answered=answered,
        uin=uin,
        heading=text_of(fields, "heading"),
        house=house_of(fields, uin),
        status=answered_status(answer),
        asking_member=text_of(fields, "asking_member"),
        answering_member=text_of(fields, "answering_member"),
        url=_url(fields),
    )


def _read_line(number: int, line: bytes | None) -> WrittenAnswer:
    if line is None:
        raise Rejected(
            f"The line is longer than {MAX_RECORD_BYTES:,} bytes.",
            "Put each record on a line of its own.",
        )
    line = line.removeprefix(BOM_UTF8) if number == 1 else line
    return read_line(decode_utf8(line.rstrip(b"\r\n"), "line"))


def _date(fields: dict[str, Any], name: str) -> str | None:
    value = text_of(fields, name)
    if value is not None and iso_date(value) is None:
        raise Rejected(
            f"The field {name} is {value[:40]!r}.", "Give a real date written like 2021-09-03."
        )
    return value


def _url(fields: dict[str, Any]) -> str | None:
    url = text_of(fields, "url")
    if url is not None and not is_web_address(url):
        raise Rejected(
            f"The field url is {url[:60]!r}.", "Give an address that begins with https://, or null."
        )
    return url
