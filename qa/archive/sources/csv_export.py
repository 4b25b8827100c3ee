"""A CSV export of answered questions, with the columns of the pq-tool and its relatives.

Rows are cut from the stream one by one, so that no field can fill the memory.
"""

from __future__ import annotations

import csv
import html
import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from qa.archive.sources.csv_damage import HOW_REPAIRED, is_damaged, repaired
from qa.archive.sources.source import (
    CONTROL_CHARACTERS,
    MAX_RECORD_BYTES,
    Item,
    Rejection,
    Repair,
    SourceFile,
    answered_status,
    checked_uin,
    house_of_uin,
    reading,
    with_possible_dates,
    without_emphasis,
)
from qa.errors import Rejected
from qa.model import WrittenAnswer
from qa.text.characters import as_meant
from qa.text.dates import short_date

FORM = "csv"

csv.field_size_limit(MAX_RECORD_BYTES)

_COLUMNS = {
    "uin": ("Question_ID",),
    "question": ("Question_Text", "Question_Text.remote"),
    "answer": ("Answer_Text", "Answer_Text.remote"),
    "tabled": ("Question_Date", "Question_Date.remote", "Date"),
    "answered": ("Answer_Date",),
    "asked by": ("Question_MP", "Question_MP.remote"),
    "answered by": ("Answer_MP", "Answer_MP.remote"),
}
_REQUIRED = ("uin", "question", "answer", "tabled", "answered")
_NO_VALUE = ("", "NA", "N/A", "Not found")

_CHUNK_BYTES = 1024 * 1024
_ROW = re.compile(rb'(?:[^"\n]++|"[^"]*+")*+\n')
_REST_OF_ROW = (_ROW, re.compile(rb'[^"]*+"(?:[^"\n]++|"[^"]*+")*+\n'))  # outside, within quotes


def looks_like(head: bytes) -> bool:
    """Whether a file begins with a line that names the columns of such an export."""
    line = re.split(rb"[\r\n]", head.removeprefix(BOM_UTF8), maxsplit=1)[0]
    names = {name.strip(b'" ') for name in line.split(b",")}
    return all(any(column.encode() in names for column in _COLUMNS[fact]) for fact in _REQUIRED)


class CsvFile(SourceFile):
    """A CSV export."""

    form = FORM

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._line = 1

    def records(self) -> Iterator[Item]:
        """A record or a rejection for each row under the header; then the repair, if any."""
        repairs = 0
        with reading(self.path) as file:
            damaged = is_damaged(iter(partial(file.read, _CHUNK_BYTES), b""))
            file.seek(0)
            rows = self._rows(file)
            header, _ = _decoded(next(rows, (1, b""))[1], damaged)
            for line, row in rows:
                self.where = f"{self.path}, line {line}"
                try:
                    text, changed = _decoded(row, damaged)
                    if text:
                        yield with_possible_dates(read_row(f"{header}\n{text}"))
                        repairs += changed
                except Rejected as error:
                    yield Rejection(self.where, str(error))
        if repairs:
            yield Repair(str(self.path), repairs, HOW_REPAIRED)

    def _rows(self, file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
        """Each row with the line that it begins on, without its line end; None if too long."""
        held, in_quotes, skipping = b"", False, False
        for chunk in self._chunks(file):
            at = 0
            if skipping:
                end = _REST_OF_ROW[in_quotes].match(chunk)
                if end is None:
                    in_quotes ^= chunk.count(b'"') % 2 == 1
                    self._line += chunk.count(b"\n")
                    continue
                at, skipping = end.end(), False
                self._line += chunk.count(b"\n", 0, at)
            held = held + chunk[at:]
            at = 0
            while row := _ROW.match(held, at):
                yield self._line, row[0][:-1] if len(row[0]) <= MAX_RECORD_BYTES else None
                self._line += row[0].count(b"\n")
                at = row.end()
            held = held[at:]
            if len(held) > MAX_RECORD_BYTES:
                yield self._line, None
                self._line += held.count(b"\n")
                held, in_quotes, skipping = b"", held.count(b'"') % 2 == 1, True
        if held:
            yield self._line, held

    def _chunks(self, file: BinaryIO) -> Iterator[bytes]:
        """The file in chunks, every line end as LF."""
        first = True
        while chunk := file.read(_CHUNK_BYTES):
            if chunk.endswith(b"\r"):
                chunk += file.read(1)
            self.position += len(chunk)
            chunk = chunk.removeprefix(BOM_UTF8) if first else chunk
            first = False
            yield chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def read_row(published: str) -> WrittenAnswer:
    """The record of one row under its header; raises Rejected, saying what is wrong."""
    fields = _fields(published)
    uin = checked_uin(fields["uin"], "Question_ID")
    question = " ".join(html.unescape(without_emphasis(fields["question"])).split())
    if question in _NO_VALUE or fields["answer"].strip() in _NO_VALUE[1:]:
        raise Rejected("The row lacks its question or its answer.", "Take it out of the file.")
    return WrittenAnswer(
        form=FORM,
        published=published,
        answer=fields["answer"],
        markup="html",
        source_question=question,
        answering_body=None,
        date_tabled=_date(fields, "tabled"),
        date_answered=_date(fields, "answered"),
        uin=uin,
        house=house_of_uin(uin),
        status=answered_status(fields["answer"]),
        asking_member=_name(fields, "asked by"),
        answering_member=_name(fields, "answered by"),
    )


def _fields(published: str) -> dict[str, str]:
    """The row's values by the names of `_COLUMNS`, control characters removed from the facts."""
    if "\0" in published:
        raise Rejected("The row holds a NUL character.", "Export it again.")
    try:
        rows = list(csv.reader(io.StringIO(published, newline="\n"), strict=True))
    except csv.Error as error:
        raise Rejected(f"The row is not CSV: {error}.", "Export it again.") from None
    if len(rows) != 2 or len(rows[0]) != len(rows[1]):
        raise Rejected(
            f"The header has {len(rows[0]) if rows else 0} columns, the row has"
            f" {len(rows[1]) if len(rows) > 1 else 0}.",
            "Put quotation marks around each field that holds a comma, a quotation mark or a"
            " line end, and double the ones within it.",
        )
    row = dict(zip((name.strip() for name in rows[0]), rows[1], strict=True))
    found = {
        fact: next((row[name] for name in names if name in row), None)
        for fact, names in _COLUMNS.items()
    }
    for fact in _REQUIRED:
        if found[fact] is None:
            raise Rejected(f"No column states {fact}.", f"Name one {_COLUMNS[fact][0]}.")
    return {
        fact: value or ""
        if fact == "answer"
        else CONTROL_CHARACTERS.sub(" ", as_meant(value or ""))
        for fact, value in found.items()
    }


def _date(fields: dict[str, str], which: str) -> str:
    stated = fields[which].strip()
    date = short_date(stated)
    if date is None:
        raise Rejected(
            f"The date {which} is {stated[:40]!r}.", "Give a real date like 21/10/14 or 2014-10-21."
        )
    return date


def _name(fields: dict[str, str], which: str) -> str | None:
    name = " ".join(fields[which].split())
    return None if name in _NO_VALUE else name


def _decoded(row: bytes | None, damaged: bool) -> tuple[str, bool]:
    """A row as text, repaired where the file is damaged, and whether the repair changed it."""
    if row is None:
        raise Rejected(
            f"The row is longer than {MAX_RECORD_BYTES:,} bytes.",
            "Take it out, or close the quotation mark that is open in it.",
        )
    intact = repaired(row) if damaged else row
    try:
        return intact.decode("utf-8"), intact != row
    except UnicodeDecodeError as error:
        raise Rejected(
            f"Byte {error.start + 1} of the row is neither UTF-8 nor damage that can be repaired.",
            "Save the file as UTF-8.",
        ) from None
