"""Forms: the fields beside the question, and the chips that show how it was understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from qa.errors import BadRequest
from qa.model import KINDS, SORTS, Filters, Sort
from qa.model.citation import STATUS_LABELS, day
from qa.model.conversations import Turn
from qa.model.filters import read_filters

SINGLE = ("from", "to", "body", "house", "minister", "member", "sort")
REPEATED = ("status", "kind")
FIELD_LABELS = {
    "from": "Answered from",
    "to": "Answered until",
    "body": "Answering body",
    "house": "House",
    "minister": "Minister",
    "member": "Asked by",
    "status": "Status",
    "kind": "Kind of answer",
    "sort": "Order",
    "page": "Page",
}
"""The label of each field."""
FILTERS_FROM_WORDS = {
    "dates": ("from", "to"),
    "body": ("body",),
    "minister": ("minister",),
    "member": ("member",),
    "house": ("house",),
    "order": ("sort",),
}
"""The filters that each part of a question's own words can set."""
OTHER = {"history": "alone", "alone": "history"}
"""The two readings of a question that follows others: to switch one off is to choose the other."""
KIND_CHOICES = {"": "Any kind of answer", "none": "Full answers"} | {
    kind: kind.replace("_", " ").capitalize() for kind in KINDS if kind != "none"
}
"""Labels of the kinds of answer."""
SORT_LABELS = {"relevance": "Best first", "newest": "Newest first", "oldest": "Oldest first"}


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of how a question was understood; `form` are the fields that ask without it."""

    label: str
    form: tuple[tuple[str, str], ...]


def labelled(error: Exception) -> str:
    """The message of an error; a field is named by its label on the form."""
    name, space, rest = str(error).partition(" ")
    return f"“{FIELD_LABELS[name]}”{space}{rest}" if name in FIELD_LABELS else str(error)


def form_fields() -> MultiDict[str, str]:
    """The fields of this request's form, posted or in the address."""
    return request.args if request.method in ("GET", "HEAD") else request.form


def sent_filters() -> Filters:
    """The filters of this request's form; an empty field does not filter."""
    return filters_of(form_fields())


def filters_of(stated: MultiDict[str, str]) -> Filters:
    """The filters of a form; raises BadRequest, which names the field, where one cannot be used."""
    form = {name: stated.get(name, "").strip() or None for name in SINGLE}
    return read_filters(
        date_from=form["from"],
        date_to=form["to"],
        body=form["body"],
        house=form["house"],
        minister=form["minister"],
        member=form["member"],
        status=list(filter(None, stated.getlist("status"))),
        kind=list(filter(None, stated.getlist("kind"))),
    )


def sent_sort() -> Sort:
    """The order of this request's form; raises BadRequest where there is no such order."""
    asked = form_fields().get("sort") or "relevance"
    found = next((sort for sort in SORTS if sort == asked), None)
    if found is None:
        raise BadRequest("sort", f"sort is {asked[:40]!r}.", f"Give {', '.join(SORTS)}.")
    return found


def typed_filters() -> dict[str, list[str]]:
    """The filters of this request's form as typed, valid or not."""
    typed = {name: form_fields().getlist(name) for name in (*SINGLE, *REPEATED)}
    return {name: values for name, values in typed.items() if any(values)}


def given_filters(query: Mapping[str, Any]) -> dict[str, list[str]]:
    """The filters of a query, in JSON, that were set in the form and not read from its words."""
    given = {name: [query[name]] for name in SINGLE if query.get(name)}
    given |= {name: query[name] for name in REPEATED if query.get(name)}
    if given.get("sort") == ["relevance"]:
        del given["sort"]
    read = {
        name
        for part in query.get("interpretations", ())
        for name in FILTERS_FROM_WORDS.get(part, ())
    }
    return {name: value for name, value in given.items() if name not in read}


def chips(reply: Mapping[str, Any]) -> list[Chip]:
    """How a question was understood; `reply` is its reply in JSON."""
    query = reply["query"]
    given, disabled = given_filters(query), query.get("disabled", [])

    def form(fields: Mapping[str, list[str]], off: list[str]) -> tuple[tuple[str, str], ...]:
        named = [("question", reply["question"])]
        named += [(name, value) for name, values in fields.items() for value in values]
        return (*named, *(("disabled", name) for name in off))

    parts = [
        Chip(label, form(given, [*(one for one in disabled if one != OTHER.get(part)), part]))
        for part, label in _parts(query)
    ]
    filters = [
        Chip(label, form({name: given[name] for name in given if name not in names}, disabled))
        for names, label in _filters(query, given)
    ]
    return filters + parts


def offers(reply: Mapping[str, Any]) -> list[tuple[str, Chip]]:
    """The words of a question that may be meant otherwise, each with the near word, whose form asks
    the question with it."""
    query, question = reply["query"], reply["question"]
    offered = []
    for word, near in query.get("did_you_mean", {}).items():
        meant = re.sub(rf"\b{re.escape(word)}\b", near, question)
        stated = given_filters(query) | {"disabled": query.get("disabled", [])}
        named = [(name, value) for name, values in stated.items() for value in values]
        offered.append((word, Chip(near, (("question", meant), *named))))
    return offered


def search_form(turn: Turn) -> list[tuple[str, str]]:
    """The fields of a search that asks a turn's question, without the turns before it."""
    query = turn.reply["query"]
    stated = given_filters(query) | {"disabled": query.get("disabled", [])}
    named = [(name, value) for name, values in stated.items() for value in values]
    return [("q", turn.question), *named]


def _parts(query: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part in query.get("interpretations", ()):
        kind, _, about = part.partition(":")
        if kind == "dates":
            yield part, _span(query)
        elif kind == "body":
            yield part, _by(query)
        elif kind == "minister":
            yield part, f"answered by {query['minister']}"
        elif kind == "member":
            yield part, f"asked by {query['member']}"
        elif kind == "excluded":
            yield part, f"without answers that mention {' or '.join(query['excluded'])}"
        elif kind == "house":
            yield part, f"House of {query['house']}"
        elif kind == "formula":
            yield part, "ignored the standard opening"
        elif kind == "courtesy":
            yield part, "courtesy left out"
        elif kind == "order":
            yield part, SORT_LABELS[query["sort"]].lower()
        elif kind == "latest":
            yield part, "the newest of the best first"
        elif kind == "mail":
            yield part, "only the question of the message"
        elif kind == "history":
            yield part, "read with the question before"
        elif kind == "alone":
            yield part, "read on its own, not as a follow-up"
        elif kind == "expansion":
            yield part, f"also searched: {about}"
        elif kind == "corrected":
            corrected = {word.casefold(): right for word, right in query["corrected"].items()}
            right = corrected.get(about.casefold(), "another word")
            yield part, f"no answers mention “{about}”: searched for “{right}”"


def _filters(
    query: Mapping[str, Any], given: Mapping[str, list[str]]
) -> Iterator[tuple[tuple[str, ...], str]]:
    if "from" in given or "to" in given:
        yield ("from", "to"), _span(query)
    if "body" in given:
        yield ("body",), _by(query)
    if "house" in given:
        yield ("house",), f"House of {given['house'][0]}"
    if "minister" in given:
        yield ("minister",), f"answered by {given['minister'][0]}"
    if "member" in given:
        yield ("member",), f"asked by {given['member'][0]}"
    if "sort" in given:
        yield ("sort",), SORT_LABELS[given["sort"][0]].lower()
    if "status" in given:
        yield ("status",), " or ".join(STATUS_LABELS[one].lower() for one in given["status"])
    if "kind" in given:
        yield ("kind",), " or ".join(KIND_CHOICES[one].lower() for one in given["kind"])


def _by(query: Mapping[str, Any]) -> str:
    return f"by {query['body'].replace('-', ' ')}"


def _span(query: Mapping[str, Any]) -> str:
    first, last = (query[name] and day(query[name]) for name in ("from", "to"))
    if first and last:
        return f"answered {first}" if first == last else f"answered {first} to {last}"
    return f"answered since {first}" if first else f"answered until {last}"
