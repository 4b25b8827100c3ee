"""Cells: the combinations of all that answers are counted by, each with a number of answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from qa.index.interface import Facet, Month
from qa.model import KINDS, STATUSES


class Cell(NamedTuple):
    """What answers have in common that are counted together; of the day only month and year."""

    day: date
    body: str
    house: str
    status: str
    kind: str

    def key(self) -> str:
        """The value of the field `cell`."""
        month = f"{self.day.year:04d}-{self.day.month:02d}"
        return "\t".join((month, *self[1:]))

    @classmethod
    def of(cls, key: str) -> Cell:
        """The cell of a value of that field."""
        month, body, house, status, kind = key.split("\t")
        return cls(date.fromisoformat(f"{month}-01"), body, house, status, kind)


def count_facet(cells: Mapping[Cell, int], facet: Facet) -> dict[str, int]:
    """The number of answers for each value of a facet that occurs; years newest first."""
    counts: Counter[str] = Counter()
    for cell, number in cells.items():
        counts[str(cell.day.year) if facet == "year" else getattr(cell, facet)] += number
    ranks = {"status": STATUSES, "kind": KINDS}.get(facet)
    if ranks:
        return {name: counts[name] for name in ranks if counts[name]}
    return {name: counts[name] for name in sorted(counts, reverse=facet == "year") if name}


def count_months(cells: Mapping[Cell, int]) -> dict[Month, int]:
    """The number of answers for each month and body, newest first."""
    counts: Counter[Month] = Counter()
    for cell, number in cells.items():
        counts[cell.day.year, cell.day.month, cell.body] += number
    return {month: counts[month] for month in sorted(counts, reverse=True)}
