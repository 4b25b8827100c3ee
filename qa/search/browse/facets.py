"""Facets: how many of the matching answers there are for each value of each filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from qa import store
from qa.index import Index
from qa.index.local.postings import Ints
from qa.model import KINDS, STATUSES, Filters, Query
from qa.model.bodies import family
from qa.model.browse import Counts, Facets
from qa.model.members import count_by_name
from qa.search.browse.matches import matching
from qa.search.snapshot import Holdings

NAMED = ("minister", "member")
FACETS = ("body", "year", "house", "status", "kind", *NAMED)


def facets(query: Query, holdings: Holdings) -> Facets:
    """The facets of a query."""
    counts: dict[str, Mapping[str, int]] = {}
    answers, _ = matching(query, holdings)
    for facet in FACETS:
        freed = _freed(query, facet, holdings)
        among = answers if freed == query else matching(freed, holdings)[0]
        if facet in NAMED:
            counts[facet] = _named(facet, among, holdings)
        else:
            counts[facet] = _stated(facet, among, holdings.index)
    return Facets(len(answers), counts)


def of_all(index: Index) -> Counts:
    """The counts of all answers of an index, of the facets that it knows without the store."""
    everything = np.arange(len(index.answers))
    return {facet: _stated(facet, everything, index) for facet in FACETS if facet not in NAMED}


def _freed(query: Query, facet: str, holdings: Holdings) -> Query:
    """The query without the filter of a facet; any state where it is the state."""
    own = query.filters
    filters = {
        "body": replace(own, body=None),
        "year": replace(own, date_from=None, date_to=None),
        "house": replace(own, house=None),
        "status": replace(own, status=STATUSES),
        "kind": replace(own, kind=()),
        "minister": replace(own, minister=None),
        "member": replace(own, member=None),
    }[facet]
    if facet not in NAMED:
        return replace(query, filters=filters)
    return replace(query, filters=filters, among=_among(filters, holdings))


def _among(filters: Filters, holdings: Holdings) -> frozenset[int] | None:
    if filters.minister is None and filters.member is None:
        return None
    return store.archive.answers.by_members(holdings.db, filters.minister, filters.member)


def _stated(facet: str, answers: Ints, index: Index) -> dict[str, int]:
    facts = index.answers.facts[answers]
    if facet == "year":
        days, counts = np.unique(facts["day"], return_counts=True)
        years: Counter[str] = Counter()
        for day, count in zip(days.tolist(), counts.tolist(), strict=True):
            years[str(date.fromordinal(day).year)] += count
        return dict(sorted(years.items(), reverse=True))
    names: dict[str, Iterable[str]] = {
        "body": index.answers.bodies,
        "house": index.answers.houses,
        "status": STATUSES,
        "kind": KINDS,
    }
    named = list(names[facet])
    counts = np.bincount(facts[facet], minlength=len(named)).tolist()
    stated = {name: count for name, count in zip(named, counts, strict=True) if name and count}
    if facet == "body":
        # The filter by a body finds what its predecessors answered, too.
        stated = {body: sum(stated.get(one, 0) for one in family(body)) for body in stated}
    return stated if facet in ("status", "kind") else _largest_first(stated)


def _named(facet: str, answers: Ints, holdings: Holdings) -> dict[str, int]:
    rows = holdings.index.answers.facts["number"][answers].tolist()
    members = store.archive.answers.members(holdings.db, rows)
    at = NAMED.index(facet)
    counted = Counter(name for one in members if (name := one[at]))
    return _largest_first(count_by_name(counted))


def _largest_first(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
