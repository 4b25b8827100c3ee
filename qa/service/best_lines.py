"""The best sentence of a passage as lines: a row of a table with what names its columns."""

from __future__ import annotations

from itertools import takewhile

from qa.model.json_types import Passage
from qa.text.lines import cells, head_rows, is_row

MAX_FIRST_LINES = 3
"""The first lines of a passage that are shown with a row, where nothing names its columns."""


def best_lines(passage: Passage) -> list[str]:
    """The best sentence of a passage. A row has above it the line that introduces its table and the
    table's head, or else the passage's first lines."""
    start, end = (place - passage["start"] for place in passage["best"])
    best = passage["text"][start:end]
    if not is_row(best):
        return [best]
    above = _lines(passage["text"][:start])
    rows = list(takewhile(is_row, reversed(above)))[::-1]
    lead = above[: len(above) - len(rows)][-1:]
    head = rows[: head_rows([cells(row) for row in (*rows, best)])]
    if not lead and passage["header"]:
        head = _lines(passage["header"])
    if lead or head:
        return [*lead, *head, best]
    first = _lines(passage["text"])[:MAX_FIRST_LINES]
    return first if best in first else [*first, best]


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]
