"""Numbers of list items as letters and Roman numerals."""

from __future__ import annotations

import re

_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*\b(lower|upper)-(alpha|latin|roman)\b", re.I)
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MAX_ROMAN = 3999


def numbering(kind: str, style: str) -> str:
    """How a list numbers its items, by its `type` or its `style`: one of a, A, i, I and 1."""
    if kind.strip() in ("a", "A", "i", "I"):
        return kind.strip()
    if found := _STYLE.search(style):
        letter = "i" if found[2].lower() == "roman" else "a"
        return letter.upper() if found[1].lower() == "upper" else letter
    return "1"


def numeral(number: int, kind: str) -> str:
    """A number as a list of that kind writes it; as figures where there is no other way."""
    if kind in "aA" and number > 0:
        written = _letters(number)
    elif kind in "iI" and 0 < number <= _MAX_ROMAN:
        written = _roman(number)
    else:
        return str(number)
    return written if kind.islower() else written.upper()


def _letters(number: int) -> str:
    written = ""
    while number:
        number, letter = divmod(number - 1, 26)
        written = chr(ord("a") + letter) + written
    return written


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written
