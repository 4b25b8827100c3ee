"""Timeline: when the answers that match a turn's question were given; its address says nothing."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from qa.errors import BadRequest
from web.browser import browser, conversations, kept_private, same_site, service
from web.charts import chart
from web.forms import filters_of, given_filters
from web.pages.search import dates_of

timeline = Blueprint("timeline", __name__)
timeline.before_request(same_site)

WITHIN = ("from", "to", "body")
"""What a bar keeps to, in the order in which its button says so."""


@timeline.get("/conversations/<key>/<int:number>/timeline")
def page(key: str, number: int) -> Response:
    """The answers of today that match the question of a turn, by month or year and body."""
    reply = conversations().again(key, number, browser())
    told = service().timeline(reply.query)
    drawn = chart(told, service().coverage().body_names, dates_of(reply))
    shown = render_template(
        "timeline.html", key=key, number=number, question=reply.question, chart=drawn
    )
    return kept_private(make_response(shown))


@timeline.post("/conversations/<key>/<int:number>/timeline")
def within(key: str, number: int) -> Response:
    """Ask the question of a turn again, as the next turn, of the answers of one bar alone."""
    turn = conversations().turn(key, number, browser())
    query = turn.reply["query"]
    bar = dict(zip(WITHIN, request.form.get("bar", "").split(" "), strict=False))
    if bar.keys() < {"from", "to"}:
        raise BadRequest("bar", "bar names no dates.", "Choose a bar of the timeline.")
    stated: dict[str, str | list[str]] = {**given_filters(query), **bar}
    _, asked = conversations().ask(
        key,
        turn.question,
        browser(),
        filters=filters_of(MultiDict(stated)),
        without=query.get("without", ()),
        sort=query.get("sort", "relevance"),
        surrounded=True,
    )
    there = url_for("chat.conversation", key=key, _anchor=f"turn-{asked.number}")
    return redirect(there, 303)
