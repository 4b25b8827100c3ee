"""Filters over a local index: which passages and answers they match."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.index.interface import Where
from qa.index.local.doc_table import ranges
from qa.index.local.engine import DocFilter
from qa.index.local.index import Index
from qa.index.local.kernels_numpy import ALL_KINDS, LAST_DAY
from qa.index.local.postings import Ints
from qa.model import KINDS, QUOTABLE, STATUSES, Filters, Status
from qa.model.bodies import with_predecessors

Mask = npt.NDArray[np.bool_]
CACHED_FILTERS = 64


class FilterMasks:
    """The filters of one index, translated into ranges and masks on demand."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._cached: Callable[[Filters, tuple[Status, ...]], DocFilter] = lru_cache(
            CACHED_FILTERS
        )(self._doc_filter)

    def doc_filter(self, where: Where) -> DocFilter:
        """The ranges of engine numbers, the days and the kinds that the filters match."""
        return self._cached(where.filters, tuple(where.filters.status or QUOTABLE))

    def by_engine_number(self, where: Where) -> Mask:
        """The passages that the filters match, a mask over the engine numbers."""
        index, doc_filter = self._index, self.doc_filter(where)
        mask = np.zeros(len(index), dtype=bool)
        for first, end in doc_filter.ranges.tolist():
            mask[first:end] = True
        mask &= index.engine.of_days_and_kinds(doc_filter)
        if where.answers is not None:
            mask &= self._allowed(where.answers)[index.answer_of[index.docids]]
        return mask

    def by_docid(self, where: Where) -> Mask:
        """The passages that the filters match, a mask over the docids."""
        return self.by_engine_number(where)[self._index.engine_numbers]

    def named(self, uins: Sequence[str], where: Where) -> Ints:
        """The docids of the answers that have one of the UINs and that the filters match; of any
        status unless the filters name one."""
        answers = self._index.answers
        found = {at for uin in uins for at in answers.with_uin(uin)}
        rows = np.array(
            [at for at in sorted(found) if self.matches(where, at, STATUSES)], dtype=np.int64
        )
        return ranges(answers.firsts[rows], answers.facts["size"][rows])

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

    def _doc_filter(self, filters: Filters, status: tuple[Status, ...]) -> DocFilter:
        blocks, answers = self._index.filter_blocks, self._index.answers
        mask = _is_any(blocks["status"], map(STATUSES.index, status))
        first, last = 0, LAST_DAY
        if filters.date_from:
            first = date.fromisoformat(filters.date_from).toordinal()
            mask &= blocks["year"] >= int(filters.date_from[:4])
        if filters.date_to:
            last = date.fromisoformat(filters.date_to).toordinal()
            mask &= blocks["year"] <= int(filters.date_to[:4])
        if filters.body:
            bodies = with_predecessors(filters.body)
            mask &= _is_any(blocks["body"], _indices(answers.bodies, bodies))
        if filters.house:
            mask &= _is_any(blocks["house"], _indices(answers.houses, [filters.house]))
        kind_bits = sum(1 << KINDS.index(kind) for kind in filters.kind) or ALL_KINDS
        edges = np.flatnonzero(np.diff(mask, prepend=False, append=False))
        ends = np.concatenate([[0], blocks["end"]]).astype(np.int64)
        return DocFilter(ends[edges].reshape(-1, 2), first, last, kind_bits)


def _is_any(column: npt.NDArray[Any], values: Iterable[int]) -> Mask:
    mask = np.zeros(len(column), dtype=bool)
    for value in values:
        mask |= column == value
    return mask


def _indices(names: Sequence[str], wanted: Iterable[str]) -> list[int]:
    return [names.index(name) for name in wanted if name in names]
