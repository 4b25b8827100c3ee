"""Captions: the line that titles a table, where one stands right above it."""

from __future__ import annotations

import re

from qa.model import Span
from qa.text.passages import is_row

MOST_WORDS = 40
"""Words beyond which a line above a table is prose, not its title."""

_TABLE = re.compile(r"table\b(?!.*[.?!] \S)", re.IGNORECASE)
_PROSE = re.compile(r"[.:;,?!][\s'\"’”)\]]*$|[.?!] \S|^source\b", re.IGNORECASE)


def is_caption(line: str) -> bool:
    """Whether a line that stands right above a table titles it: "Table 2: Staff by grade".

    A line that begins with "Table" does, and one that is short and no sentence; what leads on to
    the table ("as follows:"), or names the source of another, does not.
    """
    line = line.strip()
    if "\n" in line or not line or len(line.split()) > MOST_WORDS:
        return False
    return bool(_TABLE.match(line)) or not _PROSE.search(line)


def caption_above(text: str, place: int) -> Span | None:
    """The title of the table whose row stands at `place` of a text; None where it has none above.

    Titles within the table, rows of one cell, are not looked for.
    """
    if not is_row(_line(text, place)):
        return None
    start = text.rfind("\n", 0, place) + 1
    while start and (above := _before(text, start)) is not None:
        line = text[above.start : above.end]
        if not is_row(line.strip()):
            alone = above.start < 2 or text[above.start - 2 : above.start] == "\n\n"
            return above if alone and is_caption(line) else None
        start = above.start
    return None


def _line(text: str, place: int) -> str:
    end = text.find("\n", place)
    return text[text.rfind("\n", 0, place) + 1 : len(text) if end < 0 else end].strip()


def _before(text: str, start: int) -> Span | None:
    """The last line with words that ends before `start`, where a line begins."""
    end = len(text[:start].rstrip())
    return Span(text.rfind("\n", 0, end) + 1, end) if end else None
