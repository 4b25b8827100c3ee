"""The queries for documents of answers: by id, row, filter or state."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from qa.model import Filters
from qa.model.bodies import with_predecessors
from qa.model.identity import lookup_form

Json = dict[str, Any]

NOTHING: Json = {"match_none": {}}


def answers_with(*conditions: Json) -> Json:
    """The documents of answers that meet all conditions."""
    return all_of(is_a("answer"), *conditions)


def is_a(kind: str) -> Json:
    """The documents of a kind."""
    return {"term": {"document": kind}}


def all_of(*conditions: Json) -> Json:
    """The documents that meet all conditions."""
    return {"bool": {"filter": list(conditions)}}


def any_of(*conditions: Json) -> Json:
    """The documents that meet one of the conditions."""
    return {"bool": {"should": list(conditions), "minimum_should_match": 1}}


def has(field: str, values: Collection[Any]) -> Json:
    """The documents that have one of these values in a field."""
    return {"terms": {field: sorted(values)}}


def with_id(ids: Iterable[str]) -> Json:
    """The documents of answers that have one of these ids, or had it."""
    names = {lookup_form(one) for one in ids}
    return any_of(has("name", names), has("alias", names))


def between(field: str, first: Any, last: Any) -> Json:
    """The documents with a value in a field from the first to the last; None sets no bound."""
    bounds = {"gte": first, "lte": last}
    return {"range": {field: {name: bound for name, bound in bounds.items() if bound is not None}}}


def of_filters(filters: Filters, *, with_status: bool = True) -> list[Json]:
    """The conditions of filters on an answer, without those on names; no status means any."""
    found: list[Json] = []
    if filters.date_from or filters.date_to:
        first, last = (
            day and date.fromisoformat(day).toordinal()
            for day in (filters.date_from, filters.date_to)
        )
        found.append(between("day", first, last))
    if filters.house:
        found.append({"term": {"house": filters.house}})
    if filters.body:
        found.append(has("body", with_predecessors(filters.body)))
    if filters.status and with_status:
        found.append(has("status", filters.status))
    if filters.kind:
        found.append(has("kind", filters.kind))
    return found
