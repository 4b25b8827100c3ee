"""A CSV export of answered questions, with the columns of the pq-tool and its relatives.

Some of these files were put through a wrong code page, byte for byte; that is undone here, and
said. Rows are taken out of the stream one by one, so that no field can fill the memory.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from qa.archive.sources.dates import short_date
from qa.archive.sources.source import (
    CONTROL,
    MAX_RECORD_BYTES,
    Item,
    Rejection,
    Repair,
    shows_correction,
    unreadable,
    without_emphasis,
)
from qa.errors import Rejected
from qa.model import WrittenAnswer

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
_NEEDED = ("uin", "question", "answer", "tabled", "answered")
_NOTHING = ("", "NA", "N/A", "Not found")
_UIN = re.compile(r"(?:HL)?[0-9]{1,9}")

_CHUNK = 1024 * 1024
_ROW = re.compile(rb'(?:[^"\n]++|"[^"]*+")*+\n')
_REST_OF_ROW = (_ROW, re.compile(rb'[^"]*+"(?:[^"\n]++|"[^"]*+")*+\n'))  # outside, within quotes
_UTF8_MARK = b"\xef\xbb\xbf"

_WRONG = bytes.fromhex("8a97c896859d93 94a2cea3e092a9e48c")
_RIGHT = bytes.fromhex("e280999398 9d9c94a2c2a3b7c3a982ac")
_WRONG_FIRST = 0xCE  # of what was two bytes and is two bytes of another character now
_PUT_RIGHT = bytes.maketrans(_WRONG, _RIGHT)
_RUN = re.compile(rb"(?:\xce_|[\x80-\xff])+")
_SURELY_DAMAGED = re.compile(rb"(?<![\x80-\xff])(?:\x8a[\x97\xe4]|\x92\xa9)|\xce_")
_PERHAPS_DAMAGED = re.compile(rb"\xce\xa3")  # a pound sign, or a Greek letter
_HOW = "bytes that a wrong code page had changed were changed back (£, quotation marks, dashes)."


def looks_like(head: bytes) -> bool:
    """Whether a file begins with a line that names the columns of such an export."""
    line = re.split(rb"[\r\n]", head.removeprefix(_UTF8_MARK), maxsplit=1)[0]
    names = {name.strip(b'" ') for name in line.split(b",")}
    return all(any(column.encode() in names for column in _COLUMNS[needed]) for needed in _NEEDED)


class Export:
    """A CSV file, read a row at a time, however long it is."""

    form = FORM

    def __init__(self, path: Path) -> None:
        self.path, self.where, self.position = path, str(path), 0
        self._line = 1
        try:
            self.size = path.stat().st_size
        except OSError as error:
            raise unreadable(path, error) from None

    def records(self) -> Iterator[Item]:
        """A record or a refusal for each row under the header; then what was repaired."""
        repaired = 0
        try:
            damaged = _is_damaged(self.path)
            with self.path.open("rb") as file:
                rows = self._rows(file)
                header, _ = _decoded(next(rows, (1, b""))[1], damaged)
                for line, row in rows:
                    self.where = f"{self.path}, line {line}"
                    try:
                        text, changed = _decoded(row, damaged)
                        if text:
                            yield read_row(f"{header}\n{text}")
                            repaired += changed
                    except Rejected as error:
                        yield Rejection(self.where, str(error))
        except OSError as error:
            raise unreadable(self.path, error) from None
        if repaired:
            yield Repair(str(self.path), repaired, _HOW)

    def _rows(self, file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
        """The rows with the lines that they begin in, without their ends; None if too long."""
        held, quoted, skipping = b"", False, False
        for chunk in self._chunks(file):
            at = 0
            if skipping:
                end = _REST_OF_ROW[quoted].match(chunk)
                if end is None:
                    quoted ^= chunk.count(b'"') % 2 == 1
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
                held, quoted, skipping = b"", held.count(b'"') % 2 == 1, True
        if held:
            yield self._line, held

    def _chunks(self, file: BinaryIO) -> Iterator[bytes]:
        """The file with every line end as LF."""
        first = True
        while chunk := file.read(_CHUNK):
            if chunk.endswith(b"\r"):
                chunk += file.read(1)
            self.position += len(chunk)
            chunk = chunk.removeprefix(_UTF8_MARK) if first else chunk
            first = False
            yield chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def read_row(published: str) -> WrittenAnswer:
    """The record of one row under its header; raises Rejected, saying what is wrong."""
    fields = _fields(published)
    uin = re.sub(r"\s+", "", fields["uin"]).upper()
    if not _UIN.fullmatch(uin):
        raise Rejected(
            f"Question_ID is {uin[:40]!r}.", "Give digits, with HL before them for the Lords."
        )
    question = " ".join(html.unescape(without_emphasis(fields["question"])).split())
    if question in _NOTHING or fields["answer"].strip() in _NOTHING[1:]:
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
        house="Lords" if uin.startswith("HL") else "Commons",
        status="corrected" if shows_correction(fields["answer"]) else "answered",
        asking_member=_name(fields, "asked by"),
        answering_member=_name(fields, "answered by"),
    )


def _fields(published: str) -> dict[str, str]:
    if "\0" in published:
        raise Rejected("The row holds a NUL, which no text does.", "Export it again.")
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
    for fact in _NEEDED:
        if found[fact] is None:
            raise Rejected(f"No column states {fact}.", f"Name one {_COLUMNS[fact][0]}.")
    return {
        fact: value or "" if fact == "answer" else CONTROL.sub(" ", value or "")
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
    return None if name in _NOTHING else name


def _is_damaged(path: Path) -> bool:
    """Whether a file shows the damage that is known, somewhere: bytes that are not UTF-8; or what
    is, but with no byte beyond ASCII except those that the damage gives."""
    perhaps, beyond = False, set[int]()
    kept = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            held, start = kept + chunk, len(kept) // 2  # the first byte shows what comes before
            if _SURELY_DAMAGED.search(held, start):
                return True
            beyond.update(chunk.translate(None, bytes(range(128))))
            perhaps = perhaps or _PERHAPS_DAMAGED.search(held, start) is not None
            kept = held[-2:]
    return perhaps and beyond <= set(_WRONG)


def _decoded(row: bytes | None, damaged: bool) -> tuple[str, bool]:
    """A row as text, put right where the file is damaged, and whether that changed it."""
    if row is None:
        raise Rejected(
            f"The row is longer than {MAX_RECORD_BYTES:,} bytes.",
            "Take it out, or close the quotation mark that is open in it.",
        )
    right = _RUN.sub(_put_right, row) if damaged else row
    try:
        return right.decode("utf-8"), right != row
    except UnicodeDecodeError as error:
        raise Rejected(
            f"Byte {error.start + 1} of the row is neither UTF-8 nor damage that is known.",
            "Save the file as UTF-8.",
        ) from None


def _put_right(found: re.Match[bytes]) -> bytes:
    """A run of bytes beyond ASCII put right, but for one that the damage never reached."""
    run = found[0]
    try:
        run.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if run[0] != _WRONG_FIRST:
            return run
    return run.replace(b"\xce_", b"\xce\xa0").translate(_PUT_RIGHT)
