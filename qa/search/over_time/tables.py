"""The tables of an answer: their rows, heads and the words above them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from qa.model import Span
from qa.search.over_time.cell import Cell, is_period, is_value
from qa.text.captions import caption_above
from qa.text.lines import head_rows, introduces, is_row, points_to_table
from qa.text.passages import sentences

MAX_ROWS, MAX_COLUMNS = 400, 40
"""The rows and columns of a table that are read; a larger one is a data set of its own."""
NEAR_SENTENCES = 4
"""The sentences above a table that may say what it is of: the last that leads to it does."""

_LINE = re.compile(r"\S[^\n]*")
_ADDRESS = re.compile(r"\S*(?:https?:)?//\S+|www\.\S+")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows, the number of title rows and of rows that name the columns, and the slices
    of the words above it."""

    rows: list[list[Cell]]
    titles: int
    head: int
    above: list[Span] = field(default_factory=list)


def tables_of(text: str) -> Iterator[Table]:
    """The tables of a text, in order, without those of one row."""
    lines = [match.span() for match in _LINE.finditer(text)]
    at = 0
    after = 0  # where the last table ended
    while at < len(lines):
        if not is_row(text[slice(*lines[at])]):
            at += 1
            continue
        first = at
        while at < len(lines) and is_row(text[slice(*lines[at])]) and (
            at == first or lines[at - 1][1] + 1 == lines[at][0]
        ):  # fmt: skip
            at += 1
        rows = [_cells(text, *line) for line in lines[first:at]]
        if 1 < len(rows) <= MAX_ROWS and max(map(len, rows)) <= MAX_COLUMNS:
            yield _headed(rows, _above(text, lines[first][0], after))
        after = lines[at - 1][1]


def _cells(text: str, start: int, end: int) -> list[Cell]:
    bars = [at for at in range(start, end) if text[at] == "|"]
    found = []
    for left, right in pairwise(bars):
        inner = text[left + 1 : right]
        begin = left + 1 + len(inner) - len(inner.lstrip())
        found.append(Cell(inner.strip(), begin, begin + len(inner.strip())))
    return found


def _above(text: str, start: int, after: int) -> list[Span]:
    """The caption of a table, else the sentence that leads to it, after the table before."""
    caption = caption_above(text, start)
    if caption and caption.start >= after and not _is_address(text, caption):
        return [caption]
    before = [
        one
        for one in sentences(text, after, start)
        if not is_row(text[one.start : one.end]) and not _is_address(text, one)
    ]
    near = before[-NEAR_SENTENCES:]
    leading = [one for one in near if _leads(text[one.start : one.end])] or near
    return leading[-1:]


def _is_address(text: str, span: Span) -> bool:
    return bool(_ADDRESS.fullmatch(text[span.start : span.end].strip()))


def _leads(line: str) -> bool:
    return introduces(line) or points_to_table(line)


def _headed(rows: list[list[Cell]], above: list[Span]) -> Table:
    texts = [[cell.text for cell in row] for row in rows]
    head = head_rows(texts)
    titles = 0
    while titles < head and sum(map(bool, texts[titles])) <= 1:
        titles += 1
    # A second row of heads, under heads that span columns.
    while (
        titles < head < len(rows) - 1
        and len(texts[head]) > 2
        and all(texts[head][1:])
        and not any(is_value(one) or is_period(one) for one in texts[head][1:])
    ):
        head += 1
    return Table(rows, titles, head, above)


def spread(names: list[list[Cell]]) -> list[list[Cell]]:
    """The rows that name the columns; a head that spans columns is put over each of them.

    It spans them for certain where the same names recur under each such head: "2019/20 | | 2020/21
    |" over "Fees | VAT | Fees | VAT".
    """
    if len(names) != 2:
        return names
    over, under = names
    begins = [n for n, cell in enumerate(over) if n and cell.text]
    if len(begins) < 2:
        return names
    groups = [
        [cell.text for cell in under[one:two]] for one, two in pairwise([*begins, len(under)])
    ]
    if len(groups[0]) < 2 or not all(groups[0]) or any(one != groups[0] for one in groups):
        return names
    spread = list(over)
    for n in range(begins[0], len(over)):
        spread[n] = over[n] if over[n].text else spread[n - 1]
    return [spread, under]
