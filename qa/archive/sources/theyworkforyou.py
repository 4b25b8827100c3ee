"""A day of TheyWorkForYou's XML, of either House and either generation.

The file is never parsed as one document. Each heading, question and reply is cut from the stream
and parsed by itself. So a day of any length needs little memory, a damaged question is the only one
lost, and no declaration in the file takes effect.
"""

from __future__ import annotations

import html
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from functools import partial
from html.entities import html5
from pathlib import Path
from typing import BinaryIO, NamedTuple

from qa.archive.sources import question_xml
from qa.archive.sources.source import MAX_RECORD_BYTES, Rejection, SourceFile, Superseded, reading
from qa.errors import Rejected
from qa.model import WrittenAnswer
from qa.text.dates import iso_date

FORM = question_xml.FORM

_CHUNK_BYTES = 256 * 1024
_MAX_GROUP_PARTS = 400  # questions and replies
_MAX_GROUP_CHARACTERS = 8 * MAX_RECORD_BYTES  # the reply is parsed with each of its questions
_MAX_TAG_BYTES = 64 * 1024
_MAX_PROLOGUE_BYTES = 64 * 1024
_PARTS = "major-heading|minor-heading|ques|reply"
_BOUNDARY = re.compile(rf"<!--|-->|<(/?)(publicwhip|{_PARTS})(?=[\s/>])([^<>]*)>".encode())
_FILE_START = re.compile(
    rb"\s*(?:<\?xml\b[^<>]*\?>)?(?:\s|<!--.*?-->)*<(?:publicwhip[\s/>]|!DOCTYPE\s+publicwhip\b)",
    re.DOTALL,
)
_DECLARATION = re.compile(r"<\?xml\b[^<>]*\?>")
_ENCODING = re.compile(rb"""<\?xml\b[^<>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ENCODINGS = {
    "utf-8": "utf-8",
    "us-ascii": "ascii",
    "iso-8859-1": "latin-1",
    "windows-1252": "cp1252",
}
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ENTITY = re.compile(
    r"""<!ENTITY\s+(\w{1,40})\s+["'](&#[0-9]{1,7};|&#x[0-9a-fA-F]{1,6};)["']\s*>"""
)
_DOCTYPE = re.compile(r"(?:<!DOCTYPE\s+publicwhip\s*(?:\[\s*\])?\s*>)?\s*")
_AMPERSAND = re.compile(r"&(?:(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,40});)?")
_UNCLOSED_VOID = re.compile(r"<(br|col|hr|img|wbr)\b([^<>]*+)(?<!/)>(?!\s*</\1)", re.IGNORECASE)
_DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")


class _Part(NamedTuple):
    """A heading, question or reply as it is in the file; `text` is None where it is damaged."""

    name: str
    line: int
    text: str | None


class _Buffer:
    """Bytes collected piece by piece, at most MAX_RECORD_BYTES."""

    def __init__(self, start: bytes = b"") -> None:
        self.size, self._bytes = len(start), bytearray(start)

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size <= MAX_RECORD_BYTES:
            self._bytes += piece
        else:
            self._bytes.clear()

    def whole(self) -> bytes | None:
        """All bytes; None where there were too many."""
        return bytes(self._bytes) if self.size <= MAX_RECORD_BYTES else None


def looks_like(head: bytes) -> bool:
    """Whether a file begins as a day of TheyWorkForYou's XML."""
    return _FILE_START.match(head.removeprefix(BOM_UTF8)) is not None


class DayFile(SourceFile):
    """A file of TheyWorkForYou's XML."""

    form = FORM

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._line, self._ended, self._latest, self._encoding = 1, False, True, "utf-8"
        self._declared: dict[str, str] = {}

    def records(self) -> Iterator[WrittenAnswer | Rejection | Superseded]:
        """A record or a rejection for each numbered question.

        A file that a later version replaces gives a Superseded for each. Raises Rejected where the
        file cannot be read, declares entities other than characters, or has no end.
        """
        headings: list[_Part] = []
        questions: list[_Part] = []
        replies: list[_Part] = []
        with reading(self.path) as file:
            for part in self._parts(file):
                if part.name != "reply" and (replies or part.name != "ques"):
                    yield from self._group(headings, questions, replies)
                    questions, replies = [], []
                if part.name in ("ques", "reply"):
                    (questions if part.name == "ques" else replies).append(part)
                    self._reject_large_group([*questions, *replies])
                else:
                    kept = headings[:1] if part.name == "minor-heading" else []
                    headings = [head for head in kept if head.name != part.name] + [part]
        yield from self._group(headings, questions, replies)
        if not self._ended:
            raise Rejected(
                f"{self.path} ends before </publicwhip>: it was cut short.",
                "Fetch the file again. The questions before its end were read.",
            )

    def _reject_large_group(self, parts: list[_Part]) -> None:
        size = sum(len(part.text or "") for part in parts)
        numbers = sum((part.text or "").count("qnum") for part in parts[:_MAX_GROUP_PARTS])
        if len(parts) > _MAX_GROUP_PARTS or size * max(numbers, 1) > _MAX_GROUP_CHARACTERS:
            raise Rejected(
                f"{self.path}, line {parts[0].line}: questions answered together, and their reply,"
                " are many times longer than any published.",
                "Take them out of the file. The questions before them were read.",
            )

    def _group(
        self, headings: list[_Part], questions: list[_Part], replies: list[_Part]
    ) -> Iterator[WrittenAnswer | Rejection | Superseded]:
        """The records of questions that were answered together."""
        for question in questions:
            self.where = f"{self.path}, line {question.line}"
            try:
                yield from self._question([*headings, question, *replies], question)
            except Rejected as error:
                yield Rejection(self.where, str(error))

    def _question(
        self, parts: list[_Part], question: _Part
    ) -> Iterator[WrittenAnswer | Rejection | Superseded]:
        texts = [part.text for part in parts if part.text is not None]
        if question.text is None or len(texts) < len(parts):
            raise Rejected(
                "The question, its heading or its reply is too long, not closed, or not in the"
                " encoding that the file states.",
                "Fetch the file again, or repair it there.",
            )
        numbers = question_xml.numbers(question.text)
        if not self._latest:
            yield from (Superseded(self.where) for _ in numbers)
            return
        answered = question_xml.date_answered(question.text) or self._date_of_name()
        for at in range(len(numbers)):
            published = question_xml.publish(answered, at, texts)
            yield self.attempt(partial(question_xml.read_question, published))

    def _date_of_name(self) -> str:
        """The date answered, which the newer generation states only in the file's name."""
        dates: set[str] = set(_DATE.findall(self.path.name))
        if len(dates) != 1 or iso_date(min(dates)) is None:
            raise Rejected(
                f"The date answered is only in a file's name, and {self.path.name!r} states none.",
                "Name the file as it was published, like answers2015-01-02.xml.",
            )
        return min(dates)

    def _parts(self, file: BinaryIO) -> Iterator[_Part]:
        """The headings, questions and replies, in order; all else is skipped."""
        self._ended = begun = comment = False
        name, line = "", 0
        held = _Buffer()
        for text, boundary in self._split_at_boundaries(file):
            held.add(text)
            if not begun and held.size > _MAX_PROLOGUE_BYTES:
                raise Rejected(
                    f"{self.path} has no first tag within {_MAX_PROLOGUE_BYTES:,} bytes.",
                    "Fetch it again.",
                )
            if begun and not name:
                held = _Buffer()
            self._line += text.count(b"\n")
            if boundary is None:
                continue
            whole, attributes = boundary[0], boundary[3] or b""
            tag, closing = (boundary[2] or b"").decode(), boundary[1] == b"/"
            tag_line, self._line = self._line, self._line + whole.count(b"\n")
            if comment or not tag:
                held.add(whole)
                comment = whole == b"<!--" or (comment and whole != b"-->")
                continue
            if closing and tag == name:
                held.add(whole)
                yield _Part(name, line, self._decoded(held))
            elif name:
                yield _Part(name, line, None)
            if tag == "publicwhip":
                if not begun:
                    self._read_prologue(held.whole() or b"", attributes)
                begun, self._ended = True, closing
            name, line, held = (
                "" if closing or tag == "publicwhip" else tag,
                tag_line,
                _Buffer(whole),
            )
            if name and attributes.endswith(b"/"):
                yield _Part(name, line, self._decoded(held))
                name = ""
        if name:
            yield _Part(name, line, None)

    def _split_at_boundaries(
        self, file: BinaryIO
    ) -> Iterator[tuple[bytes, re.Match[bytes] | None]]:
        """The stream cut at tags of parts and comment marks: the bytes before each, its match."""
        held = b""
        while chunk := file.read(_CHUNK_BYTES):
            self.position += len(chunk)
            held, done = held + chunk, 0
            for boundary in _BOUNDARY.finditer(held):
                yield held[done : boundary.start()], boundary
                done = boundary.end()
            held = held[done:]
            begun = held.rfind(b"<", max(len(held) - _MAX_TAG_BYTES, 0))  # perhaps half of a tag
            rest = begun if begun >= 0 else max(len(held) - 2, 0)  # perhaps half of a `-->`
            yield held[:rest], None
            held = held[rest:]
        yield held, None

    def _read_prologue(self, prologue: bytes, attributes: bytes) -> None:
        """Note the encoding, version and entities that a file states; reject other declarations."""
        stated = _ENCODING.search(prologue)
        encoding = stated[1].decode().lower() if stated else "utf-8"
        if encoding not in _ENCODINGS:
            raise Rejected(
                f"{self.path} is in the encoding {encoding}.", "Save it as UTF-8 or ISO-8859-1."
            )
        self._encoding = _ENCODINGS[encoding]
        self._latest = re.search(rb"""\blatest\s*=\s*["']no["']""", attributes) is None
        text = prologue.removeprefix(BOM_UTF8).decode("latin-1")
        text = _COMMENT.sub("", _DECLARATION.sub("", text, count=1))
        self._declared = {found[1]: html.unescape(found[2]) for found in _ENTITY.finditer(text)}
        if _DOCTYPE.fullmatch(_ENTITY.sub("", text).strip()) is None:
            raise Rejected(
                f"{self.path} declares more than single characters before its first tag, such as"
                " an entity made of others or one from another file.",
                "Take that declaration out, or fetch the file again from where it is published.",
            )

    def _decoded(self, held: _Buffer) -> str | None:
        """The part as XML that can be parsed by itself, without entities; None where damaged."""
        whole = held.whole()
        if whole is None:
            return None
        try:
            text = whole.decode(self._encoding)
        except UnicodeDecodeError:
            return None
        return _UNCLOSED_VOID.sub(r"<\1\2/>", _AMPERSAND.sub(self._character, text))

    def _character(self, found: re.Match[str]) -> str:
        """The character that a reference names; a stray ampersand stays one."""
        name = found[1]
        if name in ("amp", "lt", "gt", "quot", "apos"):
            return found[0]
        if name and name.startswith("#"):
            return html.escape(html.unescape(found[0]))
        known = self._declared.get(name) or html5.get(f"{name};") if name else None
        return html.escape(known) if known else "&amp;" + found[0][1:]
