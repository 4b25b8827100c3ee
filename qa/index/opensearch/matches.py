"""The answers of a published index that match a question, for facets, timeline and date order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from qa.index.interface import Facet, Hit, Month, Where
from qa.index.opensearch.cells import Cell, count_facet, count_months
from qa.index.opensearch.documents import answer_of_order
from qa.index.opensearch.queries import Json, filters, of_passages, of_uins
from qa.index.opensearch.reader import BY_DATE, OLDEST_FIRST, Reader, all_of_first
from qa.model import STATUSES
from qa.store.opensearch.queries import all_of, any_of

PASSAGES_PER_ANSWER = 3
"""Passages that are read at a time for each answer that is still wanted."""


@dataclass(frozen=True, eq=False)
class OpenSearchMatchSet:
    """A `MatchSet` as a query that scores passages by their coverage in units.

    `least` is the score that matches, `share` turns a score into a coverage, `uins` are those that
    the question names. A set is of whole `answers` where no passage of theirs is left out.
    """

    reader: Reader
    query: Json
    least: int
    share: Callable[[float], float]
    uins: tuple[str, ...] = ()
    whole_answers: bool = False

    def narrow(self, where: Where) -> OpenSearchMatchSet:
        """The answers that the filters match; a named one of any status unless they name one."""
        kept = all_of(*filters(where))
        if self.uins:
            kept = any_of(kept, all_of(of_uins(self.uins), *filters(where, STATUSES)))
        return self._keep(kept)

    def narrow_to(self, passages: frozenset[int]) -> OpenSearchMatchSet:
        """The answers that match by one of these passages, rows of the store."""
        return replace(self._keep(of_passages(passages)), whole_answers=False)

    def _keep(self, kept: Json) -> OpenSearchMatchSet:
        return replace(self, query={"bool": {"must": [self.query], "filter": [kept]}})

    def __len__(self) -> int:
        """The number of answers."""
        return sum(self._cells.values())

    def answers(self) -> list[int]:
        """The rows of the answers in the store."""
        found = self.reader.answer_orders(self._searched, self.least)
        return [answer_of_order(order)[1] for order in found]

    def count(self, facet: Facet) -> dict[str, int]:
        """The number of answers for each value of a facet that occurs."""
        return count_facet(self._cells, facet)

    def months(self) -> dict[Month, int]:
        """The number of answers for each month and body."""
        return count_months(self._cells)

    def by_date(self, limit: int, *, oldest_first: bool = False) -> list[Hit]:
        """The newest answers, each by its passage that covers most; of equals the first."""
        sort = OLDEST_FIRST if oldest_first else BY_DATE
        page = (limit + 1) * (1 if self.whole_answers else PASSAGES_PER_ANSWER)
        best: dict[int, Hit] = {}
        for hit in self.reader.hits(self._searched, sort, None, self.least, page):
            known = best.get(hit.answer)
            if known is None and len(best) == limit:
                break  # The passages of an answer follow each other: the last one is complete.
            if known is None or (-hit.score, hit.doc) < (-known.score, known.doc):
                best[hit.answer] = hit
        return [replace(hit, score=self.share(hit.score)) for hit in best.values()]

    @property
    def _searched(self) -> Json:
        return all_of_first(self.query) if self.whole_answers else self.query

    @cached_property
    def _cells(self) -> dict[Cell, int]:
        if self.whole_answers:
            return self.reader.count_cells_of_first_passages(self.query)
        return self.reader.count_cells(self.query, self.least)
