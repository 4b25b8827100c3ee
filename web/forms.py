"""Forms: the fields beside the question, and the chips that show how it was understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from qa.errors import BadRequest
from qa.model import KINDS, SORTS, Filters, Sort
from qa.model.bodies import body_label, current_body
from qa.model.citation import STATUS_LABELS, day
from qa.model.conversations import Turn
from qa.model.filters import read_filters
from qa.model.queries import FILTERS_FROM_WORDS

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
    "text": "Text",
}
"""The label of each field."""
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
    stated = form_fields()
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


def body_choices(names: Mapping[str, str], given: Mapping[str, list[str]]) -> dict[str, str]:
    """The bodies to choose from, each id with its name: one for the line of each body in `names`,
    and the one that is given."""
    choices = {
        body: names.get(body) or body_label(body) or body for body in map(current_body, names)
    }
    chosen = {body: body_label(body) or names.get(body) or body for body in given.get("body", ())}
    return chosen | choices


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

    def chip(label: str, fields: dict[str, list[str]], off: list[str]) -> Chip:
        return Chip(label, (("question", reply["question"]), *_named(fields | {"disabled": off})))

    filters = [
        chip(
            _LABELS[part](query),
            {name: values for name, values in given.items() if name not in names},
            disabled,
        )
        for part, names in (FILTERS_FROM_WORDS | {name: (name,) for name in REPEATED}).items()
        if not given.keys().isdisjoint(names)
    ]
    parts = [
        chip(label, given, [*(one for one in disabled if one != OTHER.get(part)), part])
        for part in query.get("interpretations", ())
        if (label := _label(part, query))
    ]
    return filters + parts


def filters_said(stated: Mapping[str, Any]) -> list[str]:
    """What chips say of these filters, in JSON."""
    known = dict.fromkeys((*SINGLE, *REPEATED)) | dict(stated)
    named = FILTERS_FROM_WORDS | {name: (name,) for name in REPEATED}
    return [
        _LABELS[part](known)
        for part, names in named.items()
        if part != "order" and any(known[name] for name in names)
    ]


def offers(reply: Mapping[str, Any]) -> list[tuple[str, Chip]]:
    """The words of a question that may be meant otherwise, each with the near word, whose form asks
    the question with it."""
    query, question = reply["query"], reply["question"]
    offered = []
    for word, near in query.get("did_you_mean", {}).items():
        meant = re.sub(rf"\b{re.escape(word)}\b", near, question)
        offered.append((word, Chip(near, (("question", meant), *_stated(query)))))
    return offered


def period_chip(reply: Mapping[str, Any]) -> Chip | None:
    """The period that a question names without a filter; its form limits the question to it."""
    query = reply["query"]
    period = query.get("period_offer")
    if not period:
        return None
    dates = {name: [period[name]] for name in ("from", "to") if period[name]}
    fields = given_filters(query) | dates | {"disabled": query.get("disabled", [])}
    span = _span({name: period[name] for name in ("from", "to")})
    return Chip(f"Only {span}", (("question", reply["question"]), *_named(fields)))


def search_form(turn: Turn) -> list[tuple[str, str]]:
    """The fields of a search that asks a turn's question, without the turns before it."""
    return [("q", turn.question), *_stated(turn.reply["query"])]


def _stated(query: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields that ask a query again, without its question."""
    return _named(given_filters(query) | {"disabled": query.get("disabled", [])})


def _named(fields: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in fields.items() for value in values]


def _span(query: Mapping[str, Any]) -> str:
    first, last = (query[name] and day(query[name]) for name in ("from", "to"))
    if first and last:
        return f"answered {first}" if first == last else f"answered {first} to {last}"
    return f"answered since {first}" if first else f"answered until {last}"


def _order(sort: Sort) -> str:
    """What is said of the order that a question asked for; no answer matches one by relevance."""
    why = ": no answer holds every word, so none is in date order" if sort == "relevance" else ""
    return f"{SORT_LABELS[sort].lower()}{why}"


_LABELS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "dates": _span,
    "body": lambda query: f"by {body_label(query['body']) or query['body'].replace('-', ' ')}",
    "house": lambda query: f"House of {query['house']}",
    "minister": lambda query: f"answered by {query['minister']}",
    "member": lambda query: f"asked by {query['member']}",
    "order": lambda query: _order(query["sort"]),
    "status": lambda query: " or ".join(STATUS_LABELS[one].lower() for one in query["status"]),
    "kind": lambda query: " or ".join(KIND_CHOICES[one].lower() for one in query["kind"]),
    "excluded": lambda query: f"without answers that mention {' or '.join(query['excluded'])}",
    "formula": lambda query: "ignored the standard opening",
    "years": lambda query: "the words for the years left out",
    "courtesy": lambda query: "courtesy left out",
    "latest": lambda query: "the newest of the best first",
    "mail": lambda query: "only the question of the message",
    "history": lambda query: "read with the question before",
    "alone": lambda query: "read on its own, not as a follow-up",
}
"""What a chip says of each filter, and of each interpretation that is not about one word."""


def _label(part: str, query: Mapping[str, Any]) -> str | None:
    """What a chip says of an interpretation; None of one that is not known here."""
    kind, _, about = part.partition(":")
    if kind == "expansion":
        return f"also searched: {about}"
    if kind == "corrected":
        corrected = {word.casefold(): right for word, right in query["corrected"].items()}
        right = corrected.get(about.casefold(), "another word")
        return f"no answers mention “{about}”: searched for “{right}”"
    return _LABELS[kind](query) if kind in _LABELS else None
