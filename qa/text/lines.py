"""Lines of an answer's text: rows of tables, items of lists, headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from qa.model import Span

_WORD = re.compile(r"\w+")
_FIGURE = re.compile(
    r"[^\w]*\d[\d,.\s]*[%\w]{0,3}[^\w]*|-|n/?a|\d{1,2}(?:st|nd|rd|th)? [a-z]+ \d{4}", re.IGNORECASE
)
_YEAR = re.compile(r"\D*(?:19|20)\d\d(?:\D.*)?")
_LIST_ITEM = re.compile(r"\s*(?:[•·–-]|\(?[\da-zA-Z]{1,3}[.)])\s")
_TABLE_TITLE = re.compile(r"table\b(?!.*[.?!] \S)", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.?!…]['\"’”)\]]*(?:\[\d+\])*$")
_POINTER = re.compile(r"\b(?:tables?|below|following|follows|listed|set out|shown|shows)\b")
_POINTER_PARTS = ("table", "below", "follow", "listed", "set out", "show")
"""Parts of the words of `_POINTER`; to look for them first is several times faster."""

MAX_HEADING_WORDS = 12
"""A line with more words is not a heading."""

ROW_START, ROW_END = "| ", " |"
"""How a line begins and ends that is a row of a table; ` | ` divides its cells."""

_ENDS = (".", "?", "!")
"""How most sentences end; to look for more takes longer."""


def line_at(text: str, at: int) -> Span:
    """The line that has the character at an offset."""
    end = text.find("\n", at)
    return Span(text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end)


def is_row(line: str) -> bool:
    """Whether a line of an answer's text is a row of a table."""
    return line.startswith(ROW_START) and line.endswith(ROW_END)


def cells(row: str) -> list[str]:
    """The cells of a table row, left to right."""
    return [cell.strip() for cell in row[1:-1].split("|")]


def is_list_item(line: str) -> bool:
    """Whether a line begins as an item of a list does, such as "• " or "(a) "."""
    return bool(_LIST_ITEM.match(line))


def introduces(line: str) -> bool:
    """Whether a sentence or line introduces what follows: it ends with a colon, or is a heading or
    the title of a table."""
    if line.endswith(":") or _TABLE_TITLE.match(line):
        return True
    if line.endswith(_ENDS):
        return False
    if is_row(line) or is_list_item(line) or SENTENCE_END.search(line) or "://" in line:
        return False
    return len(_WORD.findall(line)) <= MAX_HEADING_WORDS


def points_to_table(line: str) -> bool:
    """Whether a sentence names a table or list, or what is shown below."""
    folded = line.lower()
    return any(part in folded for part in _POINTER_PARTS) and bool(_POINTER.search(folded))


def title_rows(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of the lines that are titles within a table: its head, and rows of one cell."""
    found: set[int] = set()
    for table, group in groupby(range(len(lines)), key=lambda number: is_row(lines[number])):
        if table:
            numbers = list(group)
            rows = [cells(lines[number]) for number in numbers]
            if len(rows[0]) > 1:
                found |= set(numbers[: head_rows(rows)])
                found |= {
                    n for n, row in zip(numbers, rows, strict=True) if sum(map(bool, row)) < 2
                }
    return frozenset(found)


def head_rows(table: list[list[str]]) -> int:
    """The number of rows in a table's head: titles of one cell, then the row of column names.

    A row names columns where its first cell is empty, or no other cell is a figure or a date (a
    year may be a name). A table with no other rows, or of one column, has no head.
    """
    if len(table[0]) < 2:
        return 0
    head = 0
    while head < len(table) - 1 and sum(map(bool, table[head])) <= 1:
        head += 1
    if head < len(table) - 1:
        first, *others = table[head]
        figures = [cell for cell in others if _FIGURE.fullmatch(cell) and not _YEAR.fullmatch(cell)]
        head += not (first and figures)
    return head if head < len(table) else 0
