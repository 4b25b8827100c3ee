"""An export as Markdown: GitHub's, which has tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qa.model import LICENCE
from qa.service.packs.sections import (
    Chapter,
    Lines,
    Pieces,
    Quotation,
    Statement,
    Table,
    linked,
    printable,
)

_MARKUP = re.compile(r"[\\`*_\[\]<>#|~$]")
_NUMBERED = re.compile(r"^(\s*)(\d+)([.)])(?=\s|$)", re.MULTILINE)
_LINE_START = re.compile(r"^(\s*)([+\-=:])", re.MULTILINE)


def markdown(title: str, intro: str, chapters: Sequence[Chapter]) -> bytes:
    """Chapters as Markdown; text that looks like markup is escaped."""
    parts = [f"# {_plain(title)}", _text(intro)]
    for one in chapters:
        number = "" if one.number is None else f"{one.number}. "
        parts.append(f"## {number}{_plain(one.title)}")
        parts += [_part(part) for part in one.body]
    parts.append(LICENCE)
    return ("\n\n".join(parts) + "\n").encode()


def _part(part: Statement | Quotation) -> str:
    if isinstance(part, Quotation):
        return _quoted(part.parts)
    said = _text(part.text) if isinstance(part.text, str) else _inline(part.text)
    return " ".join(filter(None, (f"**{_plain(part.lead)}**" if part.lead else "", said)))


def _quoted(quotation: Sequence[Lines | Table]) -> str:
    parts = [_table(one) if isinstance(one, Table) else _hard_lines(one.lines) for one in quotation]
    return "\n".join(f"> {line}".rstrip(" ") for line in "\n\n".join(parts).split("\n"))


def _table(table: Table) -> str:
    """A table below its titles. Markdown has one row of column heads; another follows as a row."""
    width = len((*table.heads, *table.rows)[0])
    head, *rows = (*(table.heads or (("",) * width,)), *table.rows)
    lines = [_row(map(_cell, head)), _row(["---"] * width), *(_row(map(_cell, r)) for r in rows)]
    titles = [f"**{_plain(title)}**" for title in table.titles]
    return "\n\n".join([*titles, "\n".join(lines), *map(_plain, table.remarks)])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return _inline(linked(text))


def _text(text: str) -> str:
    """A text of any number of paragraphs, its addresses as links."""
    paragraphs = re.split(r"\n\s*\n", printable(text).strip())
    return "\n\n".join(_hard_lines(one.split("\n")) for one in paragraphs)


def _hard_lines(lines: Sequence[str]) -> str:
    """Lines of one paragraph; each ends in a backslash where the paragraph continues."""
    return "\\\n".join(_inline(linked(line.strip())) for line in lines if line.strip())


def _inline(pieces: Pieces) -> str:
    return "".join(_piece(text, target) for text, target in pieces)


def _piece(text: str, target: str) -> str:
    if not target:
        return _plain(text)
    if text == target:
        return f"<{target}>"
    return f"[{_plain(text)}](<{target.replace('&', '&amp;')}>)"


def _plain(text: str) -> str:
    """The text with the characters escaped that are markup in Markdown."""
    text = _MARKUP.sub(r"\\\g<0>", printable(text)).replace("&", "&amp;")
    return _LINE_START.sub(r"\1\\\2", _NUMBERED.sub(r"\1\2\\\3", text))
