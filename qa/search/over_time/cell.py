"""A cell of a table, and the value in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from qa.model import Span
from qa.search.over_time.figure import without
from qa.text.footnotes import Footnotes
from qa.text.stated_periods import stated_periods

_VALUE = re.compile(
    r"(?P<money>[£$€]?)\s?(?P<sign>[-−–]?)(?P<number>\d{1,3}(?:,\s?\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"\s?(?P<scale>bn|mn?|k|million|billion|thousand)?\s?(?P<cent>%|per cent)?"
)
_NO_NUMBER = re.compile(
    r"[-–—~*.:]{1,4}|n/?a\.?|not (?:available|applicable|known|held|recorded)|nil|none"
    r"|unknown|(?:<|less than |fewer than |under )\s?(?:\d+|five|ten|three)(?: or fewer)?"
    r"|(?:five|ten|three|5|10|3) or (?:fewer|less)|(?:zero|x|z|c)",
    re.IGNORECASE,
)
_MARKS = re.compile(
    r"\s?(?:\[\w{1,2}\]|\((?:\d{1,2}|p|r|e|provisional|revised|estimated?)\)|\*+|[¹²³†‡]+)$",
    re.IGNORECASE,
)
_SCALES = {"m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9, "k": 3, "thousand": 3}


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of a cell and where they are in the answer's text."""

    text: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The slice of its words."""
        return Span(self.start, self.end)


def is_value(said: str) -> bool:
    """Whether words are a number, or say that there is none."""
    said = _MARKS.sub("", said.strip())
    return bool(_VALUE.fullmatch(said) or _NO_NUMBER.fullmatch(said))


def is_period(said: str) -> bool:
    """Whether words are a period and hardly more."""
    found = list(stated_periods(said))
    return len(found) == 1 and len(said) - (found[0].end - found[0].start) <= 4


def unmarked(cell: Cell, notes: Footnotes) -> str:
    """The words of a cell without the marks of footnotes."""
    spans = [
        (one.span.start - cell.start, one.span.end - cell.start)
        for one in notes.markers
        if cell.start <= one.span.start < cell.end
    ]
    said = without(cell.text, spans, "")
    while marks := _MARKS.search(said):
        said = said[: marks.start()]
    return said.strip()


def value_of(cell: Cell) -> tuple[Decimal | None, str, Span] | None:
    """A cell's number, its unit, and the slice of it without marks; None where it has none."""
    said = cell.text
    while marks := _MARKS.search(said):
        if not said[: marks.start()]:
            break  # an asterisk alone is a value that is not given
        said = said[: marks.start()]
    span = Span(cell.start, cell.start + len(said))
    if _NO_NUMBER.fullmatch(said):
        return None, "", span
    found = _VALUE.fullmatch(said)
    if found is None or (found["number"].startswith("0") and found["number"][1:2].isdigit()):
        return None
    number = Decimal(re.sub(r"[,\s]", "", found["number"]))
    if found["scale"]:
        number = number.scaleb(_SCALES[found["scale"].casefold()])
    if found["sign"]:
        number = -number
    return number, found["money"] or ("%" if found["cent"] else ""), span
