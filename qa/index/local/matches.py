"""The answers of a local index that match a question, for facets, timeline, feed and date order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from qa.index.interface import Facet, Hit, Month, Where
from qa.index.local.filters import FilterMasks, Mask
from qa.index.local.index import Index
from qa.index.local.postings import Floats, Ints
from qa.model import KINDS, STATUSES


@dataclass(frozen=True, eq=False)
class LocalMatchSet:
    """Answers by their passages: docids in order, the coverage of each, and which were named."""

    index: Index
    masks: FilterMasks
    to_hits: Callable[[Ints, Floats], list[Hit]]
    docs: Ints
    covered: Floats
    named: Mask

    def narrow(self, where: Where) -> LocalMatchSet:
        """Those of them that the filters match; a named answer in any state unless one is named."""
        keep = self.masks.passages(where)[self.index.numbers[self.docs]]
        for at in np.flatnonzero(self.named & ~keep).tolist():
            answer = int(self.index.answer_of[self.docs[at]])
            keep[at] = self.masks.matches(where, answer, STATUSES)
        return self._kept(keep)

    def narrow_to(self, passages: frozenset[int]) -> LocalMatchSet:
        """Those of them that match by one of these passages, rows of the store."""
        rows = np.fromiter(passages, np.int64, len(passages))
        return self._kept(np.isin(self.index.rows[self.docs], rows))

    def _kept(self, keep: Mask) -> LocalMatchSet:
        return replace(
            self, docs=self.docs[keep], covered=self.covered[keep], named=self.named[keep]
        )

    def __len__(self) -> int:
        """The number of answers."""
        return len(self._answers())

    def answers(self) -> list[int]:
        """The rows of the answers in the store."""
        rows: list[int] = self._facts("number").tolist()
        return rows

    def count(self, facet: Facet) -> dict[str, int]:
        """The number of answers for each value of a facet that occurs; years newest first."""
        if facet == "year":
            years = Counter(date.fromordinal(day).year for day in self._facts("day").tolist())
            return {str(year): years[year] for year in sorted(years, reverse=True)}
        answers = self.index.answers
        names = {
            "body": answers.bodies,
            "house": answers.houses,
            "status": STATUSES,
            "kind": KINDS,
        }[facet]
        counts = np.bincount(self._facts(facet), minlength=len(names)).tolist()
        return {name: count for name, count in zip(names, counts, strict=True) if name and count}

    def months(self) -> dict[Month, int]:
        """The number of answers for each month and body."""
        bodies = self.index.answers.bodies
        pairs = zip(self._facts("day").tolist(), self._facts("body").tolist(), strict=True)
        days = ((date.fromordinal(day), bodies[body]) for day, body in pairs)
        return dict(Counter((day.year, day.month, body) for day, body in days))

    def by_date(self, limit: int, *, oldest_first: bool = False) -> list[Hit]:
        """The newest answers, each by its passage that covers most; of equals the first."""
        order = np.lexsort((self.docs, -self.covered, self.index.answer_of[self.docs]))
        _, first = np.unique(self.index.answer_of[self.docs[order]], return_index=True)
        best = order[first]  # The docids are in date order, newest first.
        kept = best[::-1][:limit] if oldest_first else best[:limit]
        return self.to_hits(self.docs[kept], self.covered[kept])

    def _answers(self) -> Ints:
        return np.unique(self.index.answer_of[self.docs])

    def _facts(self, name: str) -> Ints:
        facts: Ints = self.index.answers.facts[name][self._answers()]
        return facts
