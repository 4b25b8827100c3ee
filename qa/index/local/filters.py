"""Filters over a local index: which passages and answers they match."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.index.interface import Where
from qa.index.local.engine import Wanted
from qa.index.local.index import Index
from qa.index.local.kernels_numpy import ALL_KINDS, LAST_DAY
from qa.index.local.postings import Ints, end_to_end
from qa.model import KINDS, QUOTABLE, STATUSES, Filters, Status
from qa.model.bodies import with_predecessors

Mask = npt.NDArray[np.bool_]
CACHED_FILTERS = 64


class FilterMasks:
    """The filters of one index, worked out where a question needs them."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._cached: Callable[[Filters, tuple[Status, ...]], Wanted] = lru_cache(CACHED_FILTERS)(
            self._ranges
        )

    def wanted(self, where: Where) -> Wanted:
        """The ranges, days and kinds of the engine's passages that the filters match."""
        return self._cached(where.filters, tuple(where.filters.status or QUOTABLE))

    def passages(self, where: Where) -> Mask:
        """The passages that the filters match, by their number in the engine."""
        index, wanted = self._index, self.wanted(where)
        mask = np.zeros(len(index), dtype=bool)
        for first, end in wanted.ranges.tolist():
            mask[first:end] = True
        mask &= index.engine.allows(wanted)
        if where.answers is not None:
            mask &= self._allowed(where.answers)[index.answer_of[index.places]]
        return mask

    def named(self, uins: Sequence[str], where: Where) -> Ints:
        """The docids of the answers that bear one of the UINs and that the filters match; where
        they name no status, in any."""
        index = self._index
        bearing = {at for uin in uins for at in index.answers.bearing(uin)}
        answers = [at for at in sorted(bearing) if self.matches(where, at, STATUSES)]
        bounds = np.array([[at, at + 1] for at in answers], dtype=index.answer_of.dtype)
        spans = np.searchsorted(index.answer_of, bounds).tolist()
        return end_to_end(np.arange(first, end) for first, end in spans).astype(np.int64)

    def matches(self, where: Where, answer: int, status: Sequence[Status] = QUOTABLE) -> bool:
        """Whether the filters match one answer; `status` holds where they name none."""
        answers, filters = self._index.answers, where.filters
        fact = answers.facts[answer]
        day = date.fromordinal(int(fact["day"])).isoformat()
        return (
            STATUSES[fact["status"]] in (filters.status or status)
            and (where.answers is None or int(fact["number"]) in where.answers)
            and (filters.date_from or day) <= day <= (filters.date_to or day)
            and not (
                filters.body and answers.bodies[fact["body"]] not in with_predecessors(filters.body)
            )
            and not (filters.house and answers.houses[fact["house"]] != filters.house)
            and not (filters.kind and KINDS[fact["kind"]] not in filters.kind)
        )

    def _allowed(self, rows: frozenset[int]) -> Mask:
        allowed = np.fromiter(rows, np.int64, len(rows))
        return np.isin(self._index.answers.facts["number"], allowed)

    def _ranges(self, filters: Filters, status: tuple[Status, ...]) -> Wanted:
        runs, answers = self._index.runs, self._index.answers
        mask = _among(runs["status"], map(STATUSES.index, status))
        first, last = 0, LAST_DAY
        if filters.date_from:
            first = date.fromisoformat(filters.date_from).toordinal()
            mask &= runs["year"] >= int(filters.date_from[:4])
        if filters.date_to:
            last = date.fromisoformat(filters.date_to).toordinal()
            mask &= runs["year"] <= int(filters.date_to[:4])
        if filters.body:
            mask &= _among(runs["body"], _numbers(answers.bodies, with_predecessors(filters.body)))
        if filters.house:
            mask &= _among(runs["house"], _numbers(answers.houses, [filters.house]))
        kinds = sum(1 << KINDS.index(kind) for kind in filters.kind) or ALL_KINDS
        edges = np.flatnonzero(np.diff(mask, prepend=False, append=False))
        ends = np.concatenate([[0], runs["end"]]).astype(np.int64)
        return Wanted(ends[edges].reshape(-1, 2), first, last, kinds)


def _among(column: npt.NDArray[Any], values: Iterable[int]) -> Mask:
    mask = np.zeros(len(column), dtype=bool)
    for value in values:
        mask |= column == value
    return mask


def _numbers(names: Sequence[str], wanted: Iterable[str]) -> list[int]:
    return [names.index(name) for name in wanted if name in names]
