"""Search: a question with filters and order in an address of its own; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from qa.errors import BadRequest
from qa.model import Reply, Request
from qa.model.browse import Facets
from qa.model.citation import STATUS_LABELS
from qa.service.service import SearchPage
from web import errors
from web.browser import service
from web.charts import chart
from web.forms import (
    REPEATED,
    SHAPED,
    SINGLE,
    chips,
    given_filters,
    sent_filters,
    sent_sort,
    typed_filters,
)
from web.metrics import count_reply

search = Blueprint("search", __name__)

HITS = 10
"""Passages on a page."""
MOST_PAGES = 100
ONCE = ("q", *SINGLE, "page")
KNOWN = (*ONCE, *REPEATED, "disabled")
ANYHOW = {"sort": "relevance", "page": "1"}
FACETS = {
    "body": "Answering body",
    "year": "Year answered",
    "house": "House",
    "status": "Status",
    "kind": "Kind of answer",
    "minister": "Minister",
    "member": "Asked by",
}
Given = Mapping[str, list[str]]
"""What an address states, each name with its values."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, how many answers have it, and the address that narrows to it; one that
    is chosen leads to the address without it."""

    said: str
    count: int
    href: str
    chosen: bool


@search.get("/search")
def page() -> Response:
    """The reply to a question as a page of cards, with counts, a timeline and a feed to follow."""
    if stated() != dict(request.args.lists()):
        return redirect(address(stated()), 302)
    if "q" not in request.args:
        return _page()
    try:
        refuse_repeated()
        number = _number()
        found = service().search_page(
            Request(
                request.args["q"],
                sent_filters(),
                hits=HITS + 1,  # One more than is shown says whether there is another page.
                offset=HITS * (number - 1),
                disabled=tuple(request.args.getlist("disabled")),
                sort=sent_sort(),
                explain=True,
            )
        )
        if number > 1 and not found.reply.passages:
            raise BadRequest("page", f"There is no page {number}.", "Begin at the first page.")
    except BadRequest as error:
        return _page(error=error)
    count_reply(found.reply)
    return _page(found, number)


def stated() -> dict[str, list[str]]:
    """What this address states of a search: not what is unknown, empty, or holds anyhow."""
    told = {name: request.args.getlist(name) for name in KNOWN}
    kept = {
        name: [value for value in values if name == "q" or value not in ("", ANYHOW.get(name))]
        for name, values in told.items()
    }
    return {name: values for name, values in kept.items() if values}


def refuse_repeated() -> None:
    """Raise BadRequest where the address states twice what can hold but once."""
    for name, values in request.args.lists():
        if name in ONCE and len(values) > 1:
            raise BadRequest(name, f"{name} is given {len(values)} times.", "Give it once.")


def address(given: Given, **changes: str | None) -> str:
    """The address of a search with some values put in or taken out."""
    values: dict[str, Any] = {**given, **changes}
    return url_for("search.page", **values)


def _number() -> int:
    stated = request.args.get("page", "1")
    if not (stated.isascii() and stated.isdecimal()) or not 1 <= int(stated[:9]) <= MOST_PAGES:
        raise BadRequest(
            "page", f"page is {stated[:40]!r}.", f"Give a whole number from 1 to {MOST_PAGES}."
        )
    return int(stated)


def _page(
    found: SearchPage | None = None,
    number: int = 1,
    error: BadRequest | None = None,
) -> Response:
    """The page of a search; with an error, above the form, and what was typed kept."""
    given = {name: values for name, values in stated().items() if name != "page"}
    names = service().coverage().body_names
    told: dict[str, Any] = {"counts": service().all_counts()}
    reply = found and found.reply
    if found and reply:
        shown = reply.as_json()
        more = len(shown["passages"]) > HITS and number < MOST_PAGES
        shown["passages"] = shown["passages"][:HITS]
        told = {
            "reply": shown,
            "around": found.annotations["passages"],
            "first": HITS * (number - 1) + 1,
            "facets": found.facets,
            "counts": found.facets.counts,
            "groups": _groups(found.facets, given, names, reply),
            "chart": chart(found.timeline, names, dates_of(reply))
            if found.timeline.answers
            else None,
            "chips": [(chip.said, _without(chip.form)) for chip in chips(shown)],
            "before": address(given, page=str(number - 1)) if number > 1 else None,
            "after": address(given, page=str(number + 1)) if more else None,
            "feed": feed_address(given),
        }
    html = render_template(
        "search.html",
        question=request.args.get("q", ""),
        given=given_filters(told["reply"]["query"]) if reply else typed_filters(),
        asked=given,
        page=number,
        error=error,
        body_names=names,
        address=address,
        coverage=service().coverage(),
        **told,
    )
    response = make_response(html, errors.status_of(error) if error else 200)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")  # that of the form of citation
    return response


def feed_address(given: Given, **how: Any) -> str:
    """The address of a search's feed, whose entries have an order of their own."""
    asked: dict[str, Any] = {**given, "sort": None, "page": None}
    return url_for("feed.feed", **asked, **how)


def _without(form: Iterable[tuple[str, str]]) -> str:
    """The address that asks what a chip's form asks."""
    values: dict[str, list[str]] = {}
    for name, value in form:
        values.setdefault("q" if name == "question" else name, []).append(value)
    return address(values)


def dates_of(reply: Reply) -> dict[str, str]:
    """The dates that the query of a reply keeps to."""
    filters = reply.query.filters
    stated = {"from": filters.date_from, "to": filters.date_to}
    return {name: value for name, value in stated.items() if value}


def _groups(
    found: Facets, given: Given, names: Mapping[str, str], reply: Reply
) -> list[tuple[str, list[Choice]]]:
    """The facets that leave a choice, or in which one was made, with their values as addresses."""
    asked = {name: set(values) for name, values in given_filters(reply.query.as_json()).items()}
    groups = []
    for facet, title in FACETS.items():
        choices = []
        for value, count in found.counts[facet].items():
            filters = _filters(facet, value)
            chosen = all(asked.get(name) == {one} for name, one in filters.items())
            changes = dict.fromkeys(filters) if chosen else filters
            said = {"body": names, "status": STATUS_LABELS, "kind": KINDS}.get(facet, {}).get(
                value, value
            )
            choices.append(Choice(said, count, address(given, **changes), chosen))
        if len(choices) > 1 or any(choice.chosen for choice in choices):
            groups.append((title, choices))
    return groups


KINDS = SHAPED | {"none": "Of substance"}


def _filters(facet: str, value: str) -> dict[str, str]:
    if facet == "year":
        return {"from": f"{value}-01-01", "to": f"{value}-12-31"}
    return {facet: value}
