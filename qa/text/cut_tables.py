"""Cut tables: those with some rows in a passage, and others in the passages beside it."""

from __future__ import annotations

from qa.model import CutTable
from qa.text.lines import cells, head_rows, is_row


def cut_tables(text: str, start: int, end: int) -> tuple[CutTable, ...]:
    """The tables of an answer's text that `text[start:end]`, whole lines, holds a part of."""
    found: list[CutTable] = []
    for at in (start, _line_start(text, end)):
        part = _part(text, at, start, end)
        if part and part not in found:
            found.append(part)
    return tuple(found)


def _part(text: str, at: int, start: int, end: int) -> CutTable | None:
    """The part within `start` and `end` of the table that has a row where the line at `at` begins;
    None where there is no table, or it is whole."""
    if not is_row(_line(text, at)):
        return None
    rows = [at]
    while rows[0] and is_row(_line(text, above := _line_start(text, rows[0] - 1))):
        rows.insert(0, above)
    while is_row(_line(text, below := rows[-1] + len(_line(text, rows[-1])) + 1)):
        rows.append(below)
    inside = [number for number, row in enumerate(rows) if start <= row < end]
    head = head_rows([cells(_line(text, row)) for row in rows])
    if len([number for number in inside if number >= head]) == len(rows) - head:
        return None
    first = max(inside[0] - head, 0) + 1
    last = max(inside[-1] - head + 1, 0)
    return CutTable(rows[inside[0]], min(first, last), last, len(rows) - head)


def _line_start(text: str, at: int) -> int:
    """Where the line begins that has the character before `at`, or that at `at` in an empty one."""
    return text.rfind("\n", 0, at) + 1


def _line(text: str, start: int) -> str:
    """The line that begins at an offset; empty after the end."""
    end = text.find("\n", start)
    return text[start : len(text) if end < 0 else end] if start < len(text) else ""
