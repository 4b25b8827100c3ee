"""The queries that are sent to OpenSearch: our terms, weights and filters in its language."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa.index.interface import Clause, Where
from qa.model import QUOTABLE, Status
from qa.store.opensearch.queries import all_of, any_of, has, of_filters

Json = dict[str, Any]

COVERAGE_UNITS = 2**22
"""The weight of all clauses together: whole numbers up to here add up exactly in the engine."""


def filters(where: Where, status: Sequence[Status] = QUOTABLE) -> list[Json]:
    """The filters of a search; `status` holds where they name none."""
    found = of_filters(where.filters, with_status=False)
    found.append(has("status", where.filters.status or status))
    if where.answers is not None:
        found.append(has("answer", where.answers))
    return found


def ranked(weights: Mapping[str, float], where: Where) -> Json:
    """The passages that have any of the terms, scored by them."""
    should = [
        {"term": {"terms": {"value": term, "boost": weight}}} for term, weight in weights.items()
    ]
    return _bool(filters(where), should)


def of_uins(uins: Sequence[str]) -> Json:
    """The passages of the answers that have one of the UINs."""
    return has("uin", [uin.upper() for uin in uins])


def of_passages(passages: Collection[int]) -> Json:
    """The passages of these rows."""
    return has("passage", passages)


@dataclass(frozen=True, slots=True)
class Coverage:
    """A query for the passages that cover enough of some clauses, or that are named by a UIN."""

    query: Json
    least: int
    most: int

    @classmethod
    def of(cls, clauses: Sequence[Clause], min_coverage: float, uins: Sequence[str]) -> Coverage:
        """The query that scores a passage by the units of the clauses that it satisfies.

        A passage that is below `min_coverage` by less than a millionth can be found too.
        """
        whole = sum(one.weight for one in clauses) or 1.0
        units = [round(one.weight / whole * COVERAGE_UNITS) for one in clauses]
        should = [
            _constant(_clause(one), unit) for one, unit in zip(clauses, units, strict=True) if unit
        ]
        most = sum(units) or COVERAGE_UNITS
        if uins:
            should.append(_constant(of_uins(uins), most))
        least = max(1, int(min_coverage * COVERAGE_UNITS) - len(clauses))
        return cls(_bool([], should), min(least, most), most)

    def share(self, score: float) -> float:
        """The coverage of a passage that the engine scored; that of a named one is 1."""
        return min(score, self.most) / self.most


def _clause(clause: Clause) -> Json:
    return any_of(
        *(all_of(*({"term": {"terms": term}} for term in terms)) for terms in clause.alternatives)
    )


def _constant(query: Json, boost: int) -> Json:
    return {"constant_score": {"filter": query, "boost": boost}}


def _bool(filters: list[Json], should: list[Json]) -> Json:
    """Any of `should`, which score, among what the filters match; nothing where there is none."""
    if not should:
        return {"match_none": {}}
    return {"bool": {"filter": filters, "should": should, "minimum_should_match": 1}}
