"""Blocks: an answer's text laid out as paragraphs, lists and tables, no word of it lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile
from typing import Literal

from qa.text.captions import is_caption
from qa.text.footnotes import Footnotes
from qa.text.passages import is_row

Kind = Literal["paragraph", "list", "table"]
Role = Literal["", "marker", "first marker", "head"]

NO_NOTES = Footnotes()
_LINE = re.compile(r"[^\n]+|\n(?=\n)")
_SEEN = re.compile(r"[^\s|]")
_ITEM = re.compile(r"(?:[•\u2013-]|\d{1,3}[.)]|\([a-z\d]{1,4}\)) ")


@dataclass(frozen=True, slots=True)
class Run:
    """Text that is marked throughout or not at all; `first` is where the mark begins.

    `note` is the number, from 1, of the note that this leads to, or whose head it is; `role` says
    which, and whether it is the `first marker`, to which the note leads back.
    """

    text: str
    marked: bool = False
    first: bool = False
    note: int = 0
    role: Role = ""


Cell = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of cells of runs: a table has many of both, a list one cell a row, a paragraph one cell.

    So many `titles` come first in a table, rows of one cell with words; then, where it is known
    to begin here, `head` says that the next row names the columns. `caption` is the line above it
    that titles it. It begins at `start` of its answer's text.
    """

    kind: Kind
    rows: tuple[tuple[Cell, ...], ...]
    start: int
    titles: int = 0
    head: bool = False
    caption: Cell = ()


@dataclass(frozen=True, slots=True)
class _Marks:
    """What is marked of the text in hand: a span, and the markers and heads of notes.

    `seen` is where the first word or figure of the span stands; `notes` gives for the place where
    a marker begins its end, its note and its role.
    """

    low: int
    high: int
    seen: int
    notes: Mapping[int, tuple[int, int, Role]]


def blocks(
    text: str,
    start: int = 0,
    marked: tuple[int, int] | None = None,
    notes: Footnotes = NO_NOTES,
) -> list[Block]:
    """Lay out `text`, which stands at `start` of its answer, with the span `marked` marked.

    `notes` are those of the answer. Offsets count code points of the answer. Every character but
    white space between lines and cells, and the bars of a table, comes out in order in some run.
    """
    low, high = (0, 0) if marked is None else (marked[0] - start, marked[1] - start)
    seen = _SEEN.search(text, max(low, 0), max(high, 0))
    marks = _Marks(low, high, seen.start() if seen else high, _noted(notes, start))
    return list(
        _captioned(
            _headed(
                Block(kind, tuple(_rows(kind, text, lines, marks)), start + lines[0][0]),
                cut=start > 0 and lines[0][0] == 0,
            )
            for kind, lines in _groups(text)
        )
    )


def _noted(notes: Footnotes, start: int) -> dict[int, tuple[int, int, Role]]:
    """Where markers and heads of notes begin in the text in hand."""
    found: dict[int, tuple[int, int, Role]] = {
        note.head.start - start: (note.head.end - start, number, "head")
        for number, note in enumerate(notes.notes, start=1)
    }
    led: set[int] = set()
    for marker in notes.markers:
        role: Role = "marker" if marker.note in led else "first marker"
        if marker.span.start >= start:
            led.add(marker.note)
        found[marker.span.start - start] = (marker.span.end - start, marker.note + 1, role)
    return found


def _captioned(laid: Iterable[Block]) -> Iterator[Block]:
    """Blocks, with the paragraph that titles the table below it made its caption."""
    before: Block | None = None
    for block in laid:
        if before and block.kind == "table" and _titles(before):
            yield replace(block, caption=before.rows[0][0])
            before = None
            continue
        if before:
            yield before
        before = block
    if before:
        yield before


def _titles(block: Block) -> bool:
    return block.kind == "paragraph" and is_caption("".join(run.text for run in block.rows[0][0]))


def table_at(text: str, place: int) -> list[list[str]] | None:
    """The cells of the table that stands at an offset of an answer's text; None where none does."""
    above = [block for block in blocks(text) if block.start <= place < len(text)]
    if not above or above[-1].kind != "table":
        return None
    return [["".join(run.text for run in cell) for cell in row] for row in above[-1].rows]


def _groups(text: str) -> Iterator[tuple[Kind, list[tuple[int, int]]]]:
    """Lines that belong together, in order; an empty line parts paragraphs, and is dropped."""
    lines = [(match.start(), match.end()) for match in _LINE.finditer(text)]
    for kind, group in groupby(lines, key=lambda line: _kind(text[line[0] : line[1]])):
        if kind is not None:
            yield kind, list(group)


def _kind(line: str) -> Kind | None:
    if not line.strip():
        return None
    if is_row(line.strip()):
        return "table"
    return "list" if _ITEM.match(line.lstrip()) else "paragraph"


def _headed(block: Block, cut: bool) -> Block:
    """A table with its titles and head told; where it may be `cut` above, nobody can tell."""
    if block.kind != "table" or cut:
        return block
    titles = len(list(takewhile(_is_title, block.rows[:-1])))
    return replace(block, titles=titles, head=True)


def _is_title(row: tuple[Cell, ...]) -> bool:
    return len(row) > 1 and bool(row[0]) and not any(row[1:])


def _rows(
    kind: Kind, text: str, lines: list[tuple[int, int]], marks: _Marks
) -> Iterator[tuple[Cell, ...]]:
    if kind == "paragraph":
        yield (_runs(text, lines[0][0], lines[-1][1], marks),)
        return
    for start, end in lines:
        if kind == "list":
            yield (_runs(text, start, end, marks),)
        else:
            bars = [at for at in range(start, end) if text[at] == "|"]
            yield tuple(_runs(text, left + 1, right, marks) for left, right in pairwise(bars))


def _runs(text: str, start: int, end: int, marks: _Marks) -> Cell:
    """`text[start:end]` without the white space around it, cut where the mark begins and ends."""
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    end = start + len(inner.strip())
    noted = [(at, marks.notes[at][0]) for at in marks.notes if start <= at < end]
    inside = [at for span in ((marks.low, marks.high), *noted) for at in span if start < at < end]
    return tuple(
        Run(
            text[a:b],
            marked=marks.low <= a < marks.high,
            first=a <= marks.seen < min(b, marks.high),
            note=marks.notes[a][1] if a in marks.notes else 0,
            role=marks.notes[a][2] if a in marks.notes else "",
        )
        for a, b in pairwise(sorted({start, end, *inside}))
    )
