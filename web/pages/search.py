"""Search: a question with filters and order as an address; the server keeps nothing of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from qa.errors import BadRequest
from qa.model import Reply, Request
from qa.model.citation import STATUS_LABELS
from qa.model.understood import KIND_CHOICES, REPEATED, SINGLE, given_filters
from qa.service.service import SearchPage
from web import errors
from web.browser import browser, declined, service
from web.charts import chart
from web.forms import (
    body_choices,
    chips,
    form_fields,
    offers,
    sent_filters,
    sent_sort,
    typed_filters,
)
from web.metrics import count_reply

blueprint = Blueprint("search", __name__)

PASSAGES_PER_PAGE = 10
MAX_PAGES = 100
SINGLE_PARAMETERS = ("q", *SINGLE, "page")
PARAMETERS = (*SINGLE_PARAMETERS, *REPEATED, "disabled")
DEFAULTS = {"sort": "relevance", "page": "1"}
FACET_LABELS = {
    "body": "Answering body",
    "year": "Year answered",
    "house": "House",
    "status": "Status",
    "kind": "Kind of answer",
    "minister": "Minister",
    "member": "Asked by",
}
Fields = Mapping[str, list[str]]
"""The parameters of an address, each name with its values."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, the number of its answers, and the address that narrows the search to it,
    or that removes it where it is chosen."""

    label: str
    count: int
    address: str
    chosen: bool


@blueprint.get("/search")
def page() -> Response:
    """The reply to a question as a page of cards, with counts, a timeline and a feed."""
    if stated_fields() != dict(request.args.lists()):
        return redirect(address(stated_fields()), 302)
    if "q" not in request.args:
        return _page()
    try:
        refuse_repeated()
        number = _number()
        # One more shows whether there is another page.
        asked = replace(sent_search(), hits=PASSAGES_PER_PAGE + 1, explain=True)
        found = service().search_page(asked)
        if number > 1 and not found.reply.passages:
            raise BadRequest("page", f"There is no page {number}.", "Begin at the first page.")
    except BadRequest as error:
        return _page(error=error)
    count_reply(found.reply)
    if not found.reply.answerable:
        declined().note(found.reply.question, browser())
    return _page(found, number)


def sent_search() -> Request:
    """The search that this request's form, or its address, asks for; raises BadRequest."""
    fields = form_fields()
    return Request(
        fields.get("q", ""),
        sent_filters(),
        hits=PASSAGES_PER_PAGE,
        offset=PASSAGES_PER_PAGE * (_number() - 1),
        disabled=tuple(fields.getlist("disabled")),
        sort=sent_sort(),
    )


def stated_fields() -> dict[str, list[str]]:
    """The parameters of this address, without unknown names, empty values and defaults."""
    fields = {
        name: [
            value
            for value in request.args.getlist(name)
            if name == "q" or value not in ("", DEFAULTS.get(name))
        ]
        for name in PARAMETERS
    }
    return {name: values for name, values in fields.items() if values}


def refuse_repeated() -> None:
    """Raise BadRequest where the address repeats a parameter that takes one value."""
    for name, values in request.args.lists():
        if name in SINGLE_PARAMETERS and len(values) > 1:
            raise BadRequest(name, f"{name} is given {len(values)} times.", "Give it once.")


def address(fields: Fields, **changes: str | None) -> str:
    """The address of a search with some values changed; None removes a value."""
    values: dict[str, Any] = {**fields, **changes}
    return url_for("search.page", **values)


def _number() -> int:
    stated = form_fields().get("page", "1")
    if not (stated.isascii() and stated.isdecimal()) or not 1 <= int(stated[:9]) <= MAX_PAGES:
        raise BadRequest(
            "page", f"page is {stated[:40]!r}.", f"Give a whole number from 1 to {MAX_PAGES}."
        )
    return int(stated)


def _page(
    found: SearchPage | None = None, number: int = 1, error: BadRequest | None = None
) -> Response:
    """The page of a search, with an error above the form and the typed values in it."""
    asked = {name: values for name, values in stated_fields().items() if name != "page"}
    names = body_choices(service().coverage().body_names, asked)
    shown: dict[str, Any] = {"counts": service().all_counts()}
    if found:
        record = found.reply.as_json()
        more = len(record["passages"]) > PASSAGES_PER_PAGE and number < MAX_PAGES
        record["passages"] = record["passages"][:PASSAGES_PER_PAGE]
        shown = {
            "reply": record,
            "annotations": found.annotations["passages"],
            "first": PASSAGES_PER_PAGE * (number - 1) + 1,
            "facets": found.facets,
            "counts": found.facets.counts,
            "facet_choices": _facet_choices(found, asked, names),
            "chart": chart(found.timeline, names, _dates(found.reply))
            if found.timeline.answers
            else None,
            "chips": [
                {"label": chip.label, "address": _form_address(chip.form)} for chip in chips(record)
            ],
            "offered": [
                (word, {"label": near.label, "address": _form_address(near.form)})
                for word, near in offers(record)
            ],
            "before": address(asked, page=str(number - 1)) if number > 1 else None,
            "after": address(asked, page=str(number + 1)) if more else None,
            "feed": feed_address(asked),
        }
    html = render_template(
        "search.html",
        question=request.args.get("q", ""),
        given=given_filters(shown["reply"]["query"]) if found else typed_filters(),
        asked=asked,
        page=number,
        error=error,
        body_names=names,
        address=address,
        coverage=service().coverage(),
        **shown,
    )
    response = make_response(html, errors.status_of(error) if error else 200)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def feed_address(fields: Fields, **options: Any) -> str:
    """The address of a search's feed, which has its own order and no pages."""
    values: dict[str, Any] = {**fields, "sort": None, "page": None}
    return url_for("feed.feed", **values, **options)


def _form_address(form: Iterable[tuple[str, str]]) -> str:
    """The address of the search that a form asks for."""
    values: dict[str, list[str]] = {}
    for name, value in form:
        values.setdefault("q" if name == "question" else name, []).append(value)
    return address(values)


def _dates(reply: Reply) -> dict[str, str]:
    """The dates by which the query of a reply is filtered."""
    filters = reply.query.filters
    stated = {"from": filters.date_from, "to": filters.date_to}
    return {name: value for name, value in stated.items() if value}


def _facet_choices(
    found: SearchPage, fields: Fields, names: Mapping[str, str]
) -> list[tuple[str, list[Choice]]]:
    """The label and values of each facet that has several values, or a chosen one."""
    asked = {
        name: set(values) for name, values in given_filters(found.reply.query.as_json()).items()
    }
    facets = []
    for facet, title in FACET_LABELS.items():
        choices = []
        for value, count in found.facets.counts[facet].items():
            filters = _filters(facet, value)
            chosen = all(asked.get(name) == {one} for name, one in filters.items())
            changes = dict.fromkeys(filters) if chosen else filters
            labels = {"body": names, "status": STATUS_LABELS, "kind": KIND_CHOICES}.get(facet, {})
            label = labels.get(value, value)
            choices.append(Choice(label, count, address(fields, **changes), chosen))
        if len(choices) > 1 or any(choice.chosen for choice in choices):
            facets.append((title, choices))
    return facets


def _filters(facet: str, value: str) -> dict[str, str]:
    if facet == "year":
        return {"from": f"{value}-01-01", "to": f"{value}-12-31"}
    return {facet: value}
