"""An answer's text as blocks: paragraphs, lists and tables, with captions, footnotes and marks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile
from typing import Any, Literal

from qa.model import Span
from qa.model.browse import PassageAnnotations
from qa.service.text_runs import Cell, Marks, marks_of, runs_of
from qa.text.captions import is_caption
from qa.text.csv_sheet import csv_sheet
from qa.text.cut_tables import cut_tables
from qa.text.difference import word_differences
from qa.text.footnotes import Footnotes, Marker, Note, footnotes
from qa.text.highlights import terms_of
from qa.text.lines import is_row

__all__ = [
    "NO_FOOTNOTES",
    "Block",
    "Cell",
    "asked_terms",
    "blocks",
    "cut_tables",
    "footnotes",
    "footnotes_of",
    "is_title",
    "table_csv",
    "word_differences",
]

Kind = Literal["paragraph", "list", "table"]

NO_FOOTNOTES = Footnotes()
_LINE = re.compile(r"[^\n]+|\n(?=\n)")
_ITEM = re.compile(r"(?:[•\u2013-]|\d{1,3}[.)]|\([a-z\d]{1,4}\)) ")


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of cells of runs. A table has many rows and cells, a list one cell in each row, a
    paragraph one cell.

    The first `titles` rows of a table have words in one cell only. `head` is true where the next
    row names the columns. `caption` is the line above the table that titles it. `start` is the
    block's offset in the answer's text.
    """

    kind: Kind
    rows: tuple[tuple[Cell, ...], ...]
    start: int
    titles: int = 0
    head: bool = False
    caption: Cell = ()

    @property
    def best_row(self) -> int | None:
        """The row in which the mark begins; None where it begins in another block."""
        rows = (
            n for n, row in enumerate(self.rows) if any(run.first for cell in row for run in cell)
        )
        return next(rows, None)


def blocks(
    text: str,
    start: int = 0,
    marked: tuple[int, int] | None = None,
    notes: Footnotes = NO_FOOTNOTES,
    terms: Collection[str] = (),
) -> list[Block]:
    """The blocks of `text`, which begins at offset `start` of its answer, with a span marked.

    `notes` are the answer's footnotes; words that have one of the `terms` are asked for. Offsets
    count code points of the answer. Every character is in some run, in order, except white space
    between lines and cells and the bars of a table.
    """
    marks = marks_of(text, start, marked, notes, terms)
    return list(
        _captioned(
            _headed(
                Block(kind, tuple(_rows(kind, text, lines, marks)), start + lines[0][0]),
                cut=start > 0 and lines[0][0] == 0,
            )
            for kind, lines in _groups(text)
        )
    )


def table_csv(text: str, offset: int) -> bytes | None:
    """The table at an offset of an answer's text as CSV; None where there is no table."""
    above = [block for block in blocks(text) if block.start <= offset < len(text)]
    if not above or above[-1].kind != "table":
        return None
    return csv_sheet(["".join(run.text for run in cell) for cell in row] for row in above[-1].rows)


def asked_terms(query: Mapping[str, Any]) -> frozenset[str]:
    """The terms that a query, in JSON, asks for: its own, and those of its synonyms."""
    return frozenset(query["terms"]) | terms_of(query["expansions"])


def footnotes_of(annotations: PassageAnnotations) -> Footnotes:
    """The footnotes of a passage, from its annotations."""
    return Footnotes(
        tuple(
            Note(Span(note["start"], note["end"]), Span(*note["head"]))
            for note in annotations.get("notes", ())
        ),
        tuple(
            Marker(Span(start, end), note) for start, end, note in annotations.get("markers", ())
        ),
    )


def _captioned(laid: Iterable[Block]) -> Iterator[Block]:
    """The blocks, with a paragraph that titles the table below it as the caption of that table."""
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


def _groups(text: str) -> Iterator[tuple[Kind, list[tuple[int, int]]]]:
    """Lines grouped into blocks, in order; an empty line separates paragraphs and is dropped."""
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
    """A table with its titles and head; a table that may be `cut` above has neither."""
    if block.kind != "table" or cut:
        return block
    titles = len(list(takewhile(is_title, block.rows[:-1])))
    return replace(block, titles=titles, head=True)


def is_title(row: Sequence[Cell | str]) -> bool:
    """Whether a row is a title within its table: words in its first cell only."""
    return len(row) > 1 and bool(row[0]) and not any(row[1:])


def _rows(
    kind: Kind, text: str, lines: list[tuple[int, int]], marks: Marks
) -> Iterator[tuple[Cell, ...]]:
    if kind == "paragraph":
        yield (runs_of(text, lines[0][0], lines[-1][1], marks),)
        return
    for start, end in lines:
        if kind == "list":
            yield (runs_of(text, start, end, marks),)
        else:
            bars = [at for at in range(start, end) if text[at] == "|"]
            yield tuple(runs_of(text, left + 1, right, marks) for left, right in pairwise(bars))
