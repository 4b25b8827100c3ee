"""Text files that a person hands in: a Word document, Markdown or plain text, as plain text.

Each is hostile until read: its size, and that of what it holds packed, has a limit.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile, ZipFile

from qa.errors import BadRequest

MAX_FILE_BYTES = 5 * 2**20
MAX_PART_BYTES = 10 * 2**20
"""Of the text of a Word document as XML, when unpacked; one of MAX_TEXT_CHARS has a tenth."""
MAX_PARTS = 5000
"""The files in a Word document."""

_ZIP = b"PK\x03\x04"
_BYTE_ORDER_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_MAIN = "/officeDocument"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SHOWN = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_MARKDOWN = (
    (re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE), ""),
    (re.compile(r"^#{1,6}[ \t]+", re.MULTILINE), ""),
    (re.compile(r"!?\[([^\]\n]{1,2000})\]\([^)\s]{1,2000}\)"), r"\1"),
    (re.compile(r"\*\*|__|`"), ""),
    (re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]{1,2000})(?<=\S)\1(?![\w*])"), r"\2"),
)
"""What Markdown marks up a text with, and what is left of it."""


def read_text(name: str, content: bytes) -> str:
    """The text of a file; raises BadRequest for one that is too large, or of no known form."""
    if len(content) > MAX_FILE_BYTES:
        raise _refusal(name, f"has more than {MAX_FILE_BYTES // 2**20} MB.")
    if content.startswith(_ZIP):
        return _text_of_word(name, content)
    text = _decoded(content)
    if "\0" in text or text.startswith(("%PDF-", "{\\rtf", "ÐÏ")):
        raise _refusal(name, "is not a text.")
    if name.lower().endswith((".md", ".markdown")):
        for pattern, left in _MARKDOWN:
            text = pattern.sub(left, text)
    return text


def _decoded(content: bytes) -> str:
    """The text of bytes in UTF-8, UTF-16 with its mark, or Windows-1252."""
    encoding = _BYTE_ORDER_MARKS.get(content[:2], "utf-8-sig")
    try:
        text = content.decode(encoding)
    except UnicodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text_of_word(name: str, content: bytes) -> str:
    """The paragraphs of a Word document, a line each; what is deleted in it is left out."""
    from docx.oxml import parse_xml  # it resolves no entity; only a Word file needs it

    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > MAX_PARTS:
                raise _refusal(name, "holds too many files.")
            related = parse_xml(_part(name, archive, "_rels/.rels"))
            targets = [one.get("Target", "") for one in related if _is_main(one)]
            body = parse_xml(_part(name, archive, targets[0].lstrip("/")))
    except (
        BadZipFile,
        KeyError,
        IndexError,
        ValueError,
        SyntaxError,
        NotImplementedError,
    ) as error:
        raise _refusal(name, "is not a Word document that can be read.") from error
    except (EOFError, RuntimeError, OSError) as error:  # cut off, or locked with a password
        raise _refusal(name, "is damaged, or locked with a password.") from error
    paragraphs = body.iter(f"{_W}p")
    return "\n".join("".join(_shown(one)) for one in paragraphs if not _is_fallback(one))


def _part(name: str, archive: ZipFile, part: str) -> bytes:
    """A file of a Word document, unpacked; ZipFile unpacks no more than the size stated for it."""
    if archive.getinfo(part).file_size > MAX_PART_BYTES:
        raise _refusal(name, f"unpacks to more than {MAX_PART_BYTES // 2**20} MB.")
    return archive.read(part)


def _is_main(relationship: Any) -> bool:
    return str(relationship.get("Type", "")).endswith(_MAIN)


def _is_fallback(element: Any) -> bool:
    """Whether an element repeats another for old programs."""
    return any(one.tag == _FALLBACK for one in element.iterancestors())


def _shown(paragraph: Any) -> Iterator[str]:
    """What a paragraph shows, without the paragraphs of text boxes in it."""
    for one in paragraph.iter(f"{_W}t", *_SHOWN):
        if next(one.iterancestors(f"{_W}p")) is paragraph:
            yield _SHOWN.get(one.tag) or one.text or ""


def _refusal(name: str, message: str) -> BadRequest:
    return BadRequest(
        "file",
        f"The file {name[:100]!r} {message}",
        "Give a .docx, Markdown or plain text, or paste the text.",
    )
