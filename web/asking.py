"""Asking: what the form beside the question holds, and what a reply says it was understood as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from qa.citation import STATUS, day
from qa.filters import read_filters
from qa.records import KINDS, Filters

SINGLE = ("from", "to", "body", "house")
REPEATED = ("status", "kind")
SHAPED = {"": "Any kind of answer", "none": "Only those of substance"} | {
    kind: kind.replace("_", " ").capitalize() for kind in KINDS if kind != "none"
}
"""What may be asked of kinds, in the words of the form."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of what a question was understood as; the form without it takes it away."""

    said: str
    form: tuple[tuple[str, str], ...]


def posted_filters() -> Filters:
    """The filters of a posted form; what is left empty filters nothing."""
    form = {name: request.form.get(name, "").strip() or None for name in SINGLE}
    return read_filters(
        date_from=form["from"],
        date_to=form["to"],
        body=form["body"],
        house=form["house"],
        status=list(filter(None, request.form.getlist("status"))),
        kind=list(filter(None, request.form.getlist("kind"))),
    )


def typed_filters() -> dict[str, list[str]]:
    """The filters of a posted form as they were typed, right or wrong."""
    typed = {name: request.form.getlist(name) for name in (*SINGLE, *REPEATED)}
    return {name: values for name, values in typed.items() if any(values)}


def given_filters(query: Mapping[str, Any]) -> dict[str, list[str]]:
    """The filters of a query, in JSON, that were set beside it, not read from its words."""
    given = {name: [query[name]] for name in SINGLE if query.get(name)}
    given |= {name: query[name] for name in REPEATED if query.get(name)}
    if "dates" in query.get("parts", ()):
        given = {name: value for name, value in given.items() if name not in ("from", "to")}
    return given


def chips(turn: Mapping[str, Any]) -> list[Chip]:
    """What a turn's question was understood as, each part with the form that asks without it."""
    query = turn["query"]
    given, without = given_filters(query), query.get("without", [])

    def form(fields: Mapping[str, list[str]], left_out: list[str]) -> tuple[tuple[str, str], ...]:
        named = [("question", turn["question"])]
        named += [(name, value) for name, values in fields.items() for value in values]
        return (*named, *(("without", name) for name in left_out))

    parts = [Chip(said, form(given, [*without, part])) for part, said in _parts(query)]
    filters = [
        Chip(said, form({name: given[name] for name in given if name not in names}, without))
        for names, said in _filters(query, given)
    ]
    return filters + parts


def _parts(query: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part in query.get("parts", ()):
        kind, _, about = part.partition(":")
        if kind == "dates":
            yield part, _span(query)
        elif kind == "formula":
            yield part, "set phrases of a parliamentary question left out"
        elif kind == "earlier":
            yield part, "together with the question before"
        elif kind == "also":
            yield part, f"also searched: {about}"
        elif kind == "corrected":
            meant = {word.casefold(): right for word, right in query["corrected"].items()}
            yield part, f"{about} read as {meant.get(about.casefold(), 'another word')}"


def _filters(
    query: Mapping[str, Any], given: Mapping[str, list[str]]
) -> Iterator[tuple[tuple[str, ...], str]]:
    if "from" in given or "to" in given:
        yield ("from", "to"), _span(query)
    if "body" in given:
        yield ("body",), f"by {given['body'][0].replace('-', ' ')}"
    if "house" in given:
        yield ("house",), f"House of {given['house'][0]}"
    if "status" in given:
        yield ("status",), " or ".join(STATUS[one].lower() for one in given["status"])
    if "kind" in given:
        yield ("kind",), " or ".join(SHAPED[one].lower() for one in given["kind"])


def _span(query: Mapping[str, Any]) -> str:
    first, last = (query[name] and day(query[name]) for name in ("from", "to"))
    if first and last:
        return f"answered {first}" if first == last else f"answered {first} to {last}"
    return f"answered since {first}" if first else f"answered until {last}"
