"""The answers of a local index that match a question, for facets, timeline, feed and date order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from qa.index.interface import Facet, Hit, Month, Where
from qa.index.local.filters import FilterMasks, Mask
from qa.index.local.index import Index
from qa.index.local.postings import Floats, Ints
from qa.model import KINDS, STATUSES


@dataclass(frozen=True, eq=False)
class LocalMatchSet:
    """A `MatchSet` of passages: docids in order, the coverage of each, and which were named."""

    index: Index
    masks: FilterMasks
    to_hits: Callable[[Ints, Floats], list[Hit]]
    docids: Ints
    coverage: Floats
    named: Mask

    def narrow(self, where: Where) -> LocalMatchSet:
        """The answers that the filters match; a named one of any status unless they name one."""
        mask = self.masks.by_docid(where)[self.docids]
        for at in np.flatnonzero(self.named & ~mask).tolist():
            answer = int(self.index.answer_of[self.docids[at]])
            mask[at] = self.masks.matches(where, answer, STATUSES)
        return self._keep(mask)

    def narrow_to(self, passages: frozenset[int]) -> LocalMatchSet:
        """The answers that match by one of these passages, rows of the store."""
        rows = np.fromiter(passages, np.int64, len(passages))
        return self._keep(np.isin(self.index.rows[self.docids], rows))

    def _keep(self, mask: Mask) -> LocalMatchSet:
        return replace(
            self,
            docids=self.docids[mask],
            coverage=self.coverage[mask],
            named=self.named[mask],
        )

    def __len__(self) -> int:
        """The number of answers."""
        return len(self._rows)

    def answers(self) -> list[int]:
        """The rows of the answers in the store."""
        rows: list[int] = self._facts("number").tolist()
        return rows

    def count(self, facet: Facet) -> dict[str, int]:
        """The number of answers for each value of a facet that occurs; years newest first."""
        if facet == "year":
            days = np.unique(self._facts("day"), return_counts=True)
            years: Counter[int] = Counter()
            for day, count in zip(*(one.tolist() for one in days), strict=True):
                years[date.fromordinal(day).year] += count
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
        answers = self.index.answer_of[self.docids]
        order = np.lexsort((self.docids, -self.coverage, answers))
        _, first = np.unique(answers[order], return_index=True)
        best = order[first]  # The docids are in date order, newest first.
        kept = best[::-1][:limit] if oldest_first else best[:limit]
        return self.to_hits(self.docids[kept], self.coverage[kept])

    @cached_property
    def _rows(self) -> Ints:
        """The rows of the answers in the index, in order, each once: docids are in their order."""
        rows = self.index.answer_of[self.docids].astype(np.int64)
        return rows[np.flatnonzero(np.diff(rows, prepend=-1))]

    def _facts(self, name: str) -> Ints:
        facts: Ints = self.index.answers.facts[name][self._rows]
        return facts
