"""A day of TheyWorkForYou's XML: both Houses, both generations, cut into questions as it is read.

The file is never parsed as one document: each heading, question and reply is taken out of the
stream and read by itself, so that a day of any length needs little memory, a damaged question
costs nothing but itself, and no declaration in the file is ever obeyed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.entities import html5
from pathlib import Path
from typing import BinaryIO, NamedTuple

from qa.archive.sources import question_xml
from qa.archive.sources.dates import iso_date
from qa.archive.sources.source import MAX_RECORD_BYTES, Rejection, Superseded, unreadable
from qa.errors import Rejected
from qa.model import WrittenAnswer

FORM = question_xml.FORM

_CHUNK = 256 * 1024
_LARGEST_GROUP = 400  # questions and replies
_MOST_READING = 8 * MAX_RECORD_BYTES  # the reply is read again with each of its questions
_LONGEST_TAG = 64 * 1024
_LONGEST_PROLOGUE = 64 * 1024
_PARTS = "major-heading|minor-heading|ques|reply"
_TURN = re.compile(rf"<!--|-->|<(/?)(publicwhip|{_PARTS})(?=[\s/>])([^<>]*)>".encode())
_KNOWN = re.compile(
    rb"\s*(?:<\?xml\b[^<>]*\?>)?(?:\s|<!--.*?-->)*<(?:publicwhip[\s/>]|!DOCTYPE\s+publicwhip\b)",
    re.DOTALL,
)
_DECLARATION = re.compile(r"<\?xml\b[^<>]*\?>")
_ENCODING = re.compile(rb"""<\?xml\b[^<>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ENCODINGS = {"utf-8": "utf-8", "us-ascii": "ascii", "iso-8859-1": "latin-1"}
_ENCODINGS["windows-1252"] = "cp1252"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ENTITY = re.compile(
    r"""<!ENTITY\s+(\w{1,40})\s+["'](&#[0-9]{1,7};|&#x[0-9a-fA-F]{1,6};)["']\s*>"""
)
_DOCTYPE = re.compile(r"(?:<!DOCTYPE\s+publicwhip\s*(?:\[\s*\])?\s*>)?\s*")
_AMPERSAND = re.compile(r"&(?:(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,40});)?")
_VOID = re.compile(r"<(br|col|hr|img|wbr)\b([^<>]*+)(?<!/)>(?!\s*</\1)", re.IGNORECASE)
_DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_UTF8_MARK = b"\xef\xbb\xbf"


class _Part(NamedTuple):
    """A heading, question or reply as it stands in the file; `text` is None where it is damaged."""

    name: str
    line: int
    text: str | None


class _Held:
    """Bytes gathered piece by piece, as many as a record may have."""

    def __init__(self, begun: bytes = b"") -> None:
        self.size, self._bytes = len(begun), bytearray(begun)

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size <= MAX_RECORD_BYTES:
            self._bytes += piece
        else:
            self._bytes.clear()

    def whole(self) -> bytes | None:
        """All of it; None where it was too long to be kept."""
        return bytes(self._bytes) if self.size <= MAX_RECORD_BYTES else None


def looks_like(head: bytes) -> bool:
    """Whether a file begins as such a day does."""
    return _KNOWN.match(head.removeprefix(_UTF8_MARK)) is not None


class Day:
    """A file of TheyWorkForYou XML, read a question at a time, however long it is."""

    form = FORM

    def __init__(self, path: Path) -> None:
        self.path, self.where, self.position = path, str(path), 0
        self._line, self._ended, self._latest, self._encoding = 1, False, True, "utf-8"
        self._declared: dict[str, str] = {}
        try:
            self.size = path.stat().st_size
        except OSError as error:
            raise unreadable(path, error) from None

    def records(self) -> Iterator[WrittenAnswer | Rejection | Superseded]:
        """A record for each numbered question; in a version that another one replaced, its place.

        Raises Rejected where the file cannot be read, declares entities that are more than
        characters, or ends before its last tag.
        """
        headings: list[_Part] = []
        questions: list[_Part] = []
        replies: list[_Part] = []
        try:
            with self.path.open("rb") as file:
                for part in self._parts(file):
                    if part.name != "reply" and (replies or part.name != "ques"):
                        yield from self._group(headings, questions, replies)
                        questions, replies = [], []
                    if part.name in ("ques", "reply"):
                        (questions if part.name == "ques" else replies).append(part)
                        self._bound([*questions, *replies])
                    else:
                        kept = headings[:1] if part.name == "minor-heading" else []
                        headings = [head for head in kept if head.name != part.name] + [part]
        except OSError as error:
            raise unreadable(self.path, error) from None
        yield from self._group(headings, questions, replies)
        if not self._ended:
            raise Rejected(
                f"{self.path} ends before </publicwhip>: it was cut short.",
                "Fetch the file again. The questions before its end were read.",
            )

    def _bound(self, parts: list[_Part]) -> None:
        size = sum(len(part.text or "") for part in parts)
        numbers = sum((part.text or "").count("qnum") for part in parts[:_LARGEST_GROUP])
        if len(parts) > _LARGEST_GROUP or size * max(numbers, 1) > _MOST_READING:
            raise Rejected(
                f"{self.path}, line {parts[0].line}: questions answered together, and their reply,"
                " are many times longer than any that were published.",
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
                "The question, its heading or its reply is longer than is read, not closed, or not"
                " in the encoding that the file states.",
                "Fetch the file again, or mend it there.",
            )
        numbers = question_xml.numbers(question.text)
        if not self._latest:
            yield from (Superseded(self.where) for _ in numbers)
            return
        answered = question_xml.date_answered(question.text) or self._date_of_name()
        for at in range(len(numbers)):
            try:
                yield question_xml.read_question(question_xml.publish(answered, at, texts))
            except Rejected as error:
                yield Rejection(self.where, str(error))

    def _date_of_name(self) -> str:
        """The date answered, which this generation states nowhere but in the file's name."""
        dates: set[str] = set(_DATE.findall(self.path.name))
        if len(dates) != 1 or iso_date(min(dates)) is None:
            raise Rejected(
                f"The date answered stands only in a file's name, and {self.path.name!r}"
                " states none.",
                "Name the file as it was published, like answers2015-01-02.xml.",
            )
        return min(dates)

    def _parts(self, file: BinaryIO) -> Iterator[_Part]:
        """The parts that questions are made of, in order; what is between them is passed over."""
        self._ended = begun = comment = False
        name, line = "", 0
        held = _Held()
        for text, turn in self._turns(file):
            held.add(text)
            if not begun and held.size > _LONGEST_PROLOGUE:
                raise Rejected(f"{self.path} does not come to its first tag.", "Fetch it again.")
            if begun and not name:
                held = _Held()
            self._line += text.count(b"\n")
            if turn is None:
                continue
            whole, attributes = turn[0], turn[3] or b""
            tag, closing = (turn[2] or b"").decode(), turn[1] == b"/"
            here, self._line = self._line, self._line + whole.count(b"\n")
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
                    self._begin(held.whole() or b"", attributes)
                begun, self._ended = True, closing
            name, line, held = "" if closing or tag == "publicwhip" else tag, here, _Held(whole)
            if name and attributes.endswith(b"/"):
                yield _Part(name, line, self._decoded(held))
                name = ""
        if name:
            yield _Part(name, line, None)

    def _turns(self, file: BinaryIO) -> Iterator[tuple[bytes, re.Match[bytes] | None]]:
        """The stream cut at the tags that matter: what stands before each, and the tag."""
        held = b""
        while chunk := file.read(_CHUNK):
            self.position += len(chunk)
            held, done = held + chunk, 0
            for turn in _TURN.finditer(held):
                yield held[done : turn.start()], turn
                done = turn.end()
            held = held[done:]
            begun = held.rfind(b"<", max(len(held) - _LONGEST_TAG, 0))  # perhaps a turn
            rest = begun if begun >= 0 else max(len(held) - 2, 0)  # perhaps half of a `-->`
            yield held[:rest], None
            held = held[rest:]
        yield held, None

    def _begin(self, prologue: bytes, attributes: bytes) -> None:
        """Take note of what the file says of itself; refuse what could make it more than text."""
        stated = _ENCODING.search(prologue)
        encoding = stated[1].decode().lower() if stated else "utf-8"
        if encoding not in _ENCODINGS:
            raise Rejected(
                f"{self.path} is in the encoding {encoding}.", "Save it as UTF-8 or ISO-8859-1."
            )
        self._encoding = _ENCODINGS[encoding]
        self._latest = re.search(rb"""\blatest\s*=\s*["']no["']""", attributes) is None
        text = prologue.removeprefix(_UTF8_MARK).decode("latin-1")
        text = _COMMENT.sub("", _DECLARATION.sub("", text, count=1))
        self._declared = {found[1]: html.unescape(found[2]) for found in _ENTITY.finditer(text)}
        if _DOCTYPE.fullmatch(_ENTITY.sub("", text).strip()) is None:
            raise Rejected(
                f"{self.path} declares more than single characters before its first tag, such as"
                " an entity made of others or one from another file.",
                "Take that declaration out, or fetch the file again from where it is published.",
            )

    def _decoded(self, held: _Held) -> str | None:
        """The part as text without entities, fit to stand by itself; None where it is damaged."""
        whole = held.whole()
        if whole is None:
            return None
        try:
            text = whole.decode(self._encoding)
        except UnicodeDecodeError:
            return None
        return _VOID.sub(r"<\1\2/>", _AMPERSAND.sub(self._character, text))

    def _character(self, found: re.Match[str]) -> str:
        """The character that a reference names; an ampersand that names nothing stays one."""
        name = found[1]
        if name in ("amp", "lt", "gt", "quot", "apos"):
            return found[0]
        if name and name.startswith("#"):
            return html.escape(html.unescape(found[0]))
        known = self._declared.get(name) or html5.get(f"{name};") if name else None
        return html.escape(known) if known else "&amp;" + found[0][1:]
