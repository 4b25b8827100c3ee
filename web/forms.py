"""Forms: the fields beside the question, and the chips that show how it was understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from qa.errors import BadRequest
from qa.model import SORTS, Filters, Sort
from qa.model.bodies import body_label, current_body
from qa.model.conversations import Turn
from qa.model.filters import read_filters
from qa.model.understood import (
    FILTERS,
    REPEATED,
    SINGLE,
    filters_in_words,
    given_filters,
    interpretations_in_words,
    period_offer_in_words,
)

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


def chips(reply: Mapping[str, Any]) -> list[Chip]:
    """How a question was understood; `reply` is its reply in JSON."""
    query = reply["query"]
    given, disabled = given_filters(query), query.get("disabled", [])

    def chip(label: str, fields: dict[str, list[str]], off: list[str]) -> Chip:
        return Chip(label, (("question", reply["question"]), *_named(fields | {"disabled": off})))

    filters = [
        chip(
            label,
            {name: values for name, values in given.items() if name not in FILTERS[part]},
            disabled,
        )
        for part, label in filters_in_words(query).items()
    ]
    parts = [
        chip(label, given, [*(one for one in disabled if one != OTHER.get(part)), part])
        for part, label in interpretations_in_words(query).items()
    ]
    return filters + parts


def filters_said(stated: Mapping[str, Any]) -> list[str]:
    """What chips say of these filters, in JSON."""
    known = dict.fromkeys((*SINGLE, *REPEATED)) | dict(stated)
    return list(filters_in_words(known).values())


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
    said = period_offer_in_words(query)
    if not said:
        return None
    period = query["period_offer"]
    dates = {name: [period[name]] for name in ("from", "to") if period[name]}
    fields = given_filters(query) | dates | {"disabled": query.get("disabled", [])}
    return Chip(said[1], (("question", reply["question"]), *_named(fields)))


def search_form(turn: Turn) -> list[tuple[str, str]]:
    """The fields of a search that asks a turn's question, without the turns before it."""
    return [("q", turn.question), *_stated(turn.reply["query"])]


def _stated(query: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields that ask a query again, without its question."""
    return _named(given_filters(query) | {"disabled": query.get("disabled", [])})


def _named(fields: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in fields.items() for value in values]
