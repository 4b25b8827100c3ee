"""Part periods: what an answer says in words of the periods in its tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.text.dates import MONTHS
from qa.text.lines import is_row
from qa.text.passages import sentences
from qa.text.stated_periods import StatedPeriod, stated_periods

_PART = re.compile(
    r"\bnot\b[^.;]{0,40}\b(?:whole|full|complete|entire)\s(?:calendar\s|financial\s)?(?:year|month"
    r"|quarter)\b|\byear[ -]to[ -]date\b|\bpart[ -]year\b"
    r"|\b(?:partial|incomplete)\s(?:year|data|figures?)\b",
    re.IGNORECASE,
)
"""What says of the period nearest to it that the figures are of a part of it."""
_OTHER_YEAR = re.compile(
    r"\byears?\b[^.;]{0,60}\b(?:refers?|relates?)\b[^.;]{0,40}\b(?:financial|fiscal|academic|tax)"
    r"\syears?\b",
    re.IGNORECASE,
)
"""A sentence that says that the years of a table are no calendar years."""
_MONTH_ALONE = re.compile(rf"(?:{'|'.join(f'{one}|{one[:3]}' for one in MONTHS)})", re.IGNORECASE)
_YEAR_KINDS = ("year", "years")


class PeriodNotes:
    """The sentences of an answer that say of a period that it is another than a table names."""

    def __init__(self, text: str) -> None:
        self._parts: list[StatedPeriod] = []
        self._other_years = False
        if not (_PART.search(text) or _OTHER_YEAR.search(text)):
            return
        for span in sentences(text, 0, len(text)):
            line = text[span.start : span.end]
            if is_row(line):
                continue
            for found in _PART.finditer(line):
                named = [one for one in stated_periods(line) if one.kind != "open"]
                middle = (found.start() + found.end()) / 2
                self._parts += sorted(named, key=lambda one: abs(one.start - middle))[:1]
            self._other_years = self._other_years or bool(_OTHER_YEAR.search(line))

    def is_as_named(self, period: StatedPeriod) -> bool:
        """Whether nothing is said that makes a table's period a part of it or another year."""
        if self._other_years and period.kind == "year":
            return False
        return not any(
            one.label == period.label
            or (
                one.kind == "year"
                and period.kind in _YEAR_KINDS
                and one.first[:4] == period.first[:4]
            )
            for one in self._parts
        )


def part_years(first_cells: Sequence[str]) -> frozenset[int]:
    """The rows of a year under which some of its months are listed, and not all twelve: such a row
    is the sum of those months."""
    found = set()
    for n, said in enumerate(first_cells):
        periods = list(stated_periods(said))
        if len(periods) != 1 or periods[0].kind not in _YEAR_KINDS:
            continue
        months = 0
        while n + months + 1 < len(first_cells) and _MONTH_ALONE.fullmatch(
            first_cells[n + months + 1].strip()
        ):
            months += 1
        if 0 < months < len(MONTHS):
            found.add(n)
    return frozenset(found)
