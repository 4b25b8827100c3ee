"""Captions of tables: the line right above a table that is its title."""

from __future__ import annotations

import re

from qa.model import Span
from qa.text.lines import is_row, line_at

MAX_CAPTION_WORDS = 40
"""A longer line above a table is prose, not its title."""

_TABLE_TITLE = re.compile(r"table\b(?!.*[.?!] \S)", re.IGNORECASE)
_PROSE = re.compile(r"[.:;,?!][\s'\"’”)\]]*$|[.?!] \S|^source\b", re.IGNORECASE)


def is_caption(line: str) -> bool:
    """Whether a line right above a table is its title, such as "Table 2: Staff by grade".

    It is where it begins with "Table", or is short and no sentence. A line that introduces the
    table ("as follows:") or names the source of another is not.
    """
    line = line.strip()
    if "\n" in line or not line or len(line.split()) > MAX_CAPTION_WORDS:
        return False
    return bool(_TABLE_TITLE.match(line)) or not _PROSE.search(line)


def caption_above(text: str, at: int) -> Span | None:
    """The title above the table that has a row at the offset `at`; None where there is none.

    Rows of one cell, which are titles within the table, do not count.
    """
    row = line_at(text, at)
    if not is_row(text[row.start : row.end].strip()):
        return None
    start = row.start
    while start and (above := _line_before(text, start)) is not None:
        line = text[above.start : above.end]
        if not is_row(line.strip()):
            alone = above.start < 2 or text[above.start - 2 : above.start] == "\n\n"
            return above if alone and is_caption(line) else None
        start = above.start
    return None


def _line_before(text: str, start: int) -> Span | None:
    """The last line with words before `start`, where a line begins."""
    end = len(text[:start].rstrip())
    return Span(text.rfind("\n", 0, end) + 1, end) if end else None
