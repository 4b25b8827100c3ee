"""Facets: the number of matching answers for each value of each filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from qa.index import Facet, MatchSet, PassageIndex, Where
from qa.model import STATUSES, Filters, Query
from qa.model.bodies import current_body, with_predecessors
from qa.model.browse import Counts, Facets
from qa.model.members import count_by_name
from qa.search.snapshot import Snapshot

INDEXED_FACETS: tuple[Facet, ...] = ("body", "year", "house", "status", "kind")
MEMBER_FACETS = ("minister", "member")


def facets(query: Query, matches: MatchSet, snapshot: Snapshot) -> Facets:
    """The facets of a query over its unfiltered match set."""
    # Without a filter most facets narrow alike, and a match set keeps what it has worked out.
    narrowed = cache(matches.narrow)
    counts: dict[str, Mapping[str, int]] = {}
    for facet in INDEXED_FACETS:
        filters = _without(query.filters, facet)
        found = narrowed(Where(filters, query.allowed_answers))
        counts[facet] = _counted(facet, found)
    for name in MEMBER_FACETS:
        filters = _without(query.filters, name)
        found = narrowed(Where(filters, _allowed(filters, snapshot)))
        counts[name] = _members(name, found, snapshot)
    return Facets(len(narrowed(Where(query.filters, query.allowed_answers))), counts)


def all_counts(index: PassageIndex) -> Counts:
    """The facets of all answers, without the names of members."""
    everything = index.everything()
    return {facet: _counted(facet, everything) for facet in INDEXED_FACETS}


def _without(filters: Filters, facet: str) -> Filters:
    """The filters without that of a facet; any state where it is the state."""
    return {
        "body": replace(filters, body=None),
        "year": replace(filters, date_from=None, date_to=None),
        "house": replace(filters, house=None),
        "status": replace(filters, status=STATUSES),
        "kind": replace(filters, kind=()),
        "minister": replace(filters, minister=None),
        "member": replace(filters, member=None),
    }[facet]


def _allowed(filters: Filters, snapshot: Snapshot) -> frozenset[int] | None:
    if filters.minister is None and filters.member is None:
        return None
    return snapshot.answers.by_members(filters.minister, filters.member)


def _counted(facet: Facet, matches: MatchSet) -> dict[str, int]:
    counts = matches.count(facet)
    if facet == "body":
        # A body and those before it are one value; a filter by the last finds them all.
        counts = {
            body: sum(counts.get(one, 0) for one in with_predecessors(body))
            for body in map(current_body, counts)
        }
    return _largest_first(counts) if facet in ("body", "house") else counts


def _members(name: str, matches: MatchSet, snapshot: Snapshot) -> dict[str, int]:
    at = MEMBER_FACETS.index(name)
    members = snapshot.answers.members(matches.answers())
    named = Counter(pair[at] or "" for pair in members)
    counts = {name: count for name, count in named.items() if name}
    return _largest_first(count_by_name(counts))


def _largest_first(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
