"""The chat page: ask, read, delete. Everything works without script."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from qa.errors import BadRequest, NotFound, ServiceStoreError
from qa.model import Request
from qa.model.conversations import ListedConversation, Turn
from qa.model.tokens import short_key
from qa.model.understood import given_filters
from qa.service.conversations import owner_of
from qa.service.first_visit import sync_command
from web import errors
from web.browser import (
    COOKIE,
    browser,
    conversations,
    making_token,
    no_store,
    remember,
    same_site,
    service,
)
from web.forms import sent_filters, sent_sort, typed_filters
from web.pages.watches import headline

blueprint = Blueprint("chat", __name__)

blueprint.add_app_template_global(short_key, "once")

LATEST_LISTED = 3
"""The latest conversations that the empty page links to."""

blueprint.before_request(same_site)


@blueprint.get("/", defaults={"key": None})
@blueprint.get("/conversations/<key>")
def conversation(key: str | None) -> Response:
    """A conversation of this browser, or an empty page; the box contains the question to `edit`."""
    return _page(key)


@blueprint.post("/")
def ask() -> Response:
    """Ask in the conversation named, or a new one; then redirect, or give the script the turn."""
    question, named = request.form.get("question", ""), request.form.get("conversation")
    token = making_token()
    try:
        key, turn = conversations().ask(
            named or None,
            Request(
                question,
                sent_filters(),
                disabled=tuple(request.form.getlist("disabled")),
                sort=sent_sort(),
            ),
            owner_of(token),
            annotated=True,
            attempt=_attempt(),
            replace_turn=request.form.get("replace", type=int),
        )
    except (BadRequest, NotFound) as error:
        if errors.wants_fragment():
            raise
        return _page(named, question, error)
    if errors.wants_fragment():
        here = _listed(conversations().listed(owner_of(token)), key)
        fragment = render_template("_turn_fragment.html", turn=turn, key=key, here=here)
        response = make_response(fragment)
        response.headers["Content-Type"] = f"{errors.FRAGMENT}; charset=utf-8"
    else:
        there = url_for(".conversation", key=key, _anchor=f"turn-{turn.number}-question")
        response = make_response(redirect(there, 303))
    return remember(response, COOKIE, token)


@blueprint.post("/forget")
def forget() -> Response:
    """Delete a conversation, then show the list of the others, where this can be undone."""
    deletion = conversations().discard(request.form.get("conversation", ""), browser())
    return redirect(url_for("history.page", deleted=deletion), 303)


def turn_named() -> Turn:
    """The turn that the form names; raises BadRequest or NotFound."""
    number = request.form.get("turn", type=int)
    if number is None:
        raise BadRequest("turn", "turn is not a whole number.", "Name a turn of the conversation.")
    return conversations().turn(request.form.get("conversation", ""), number, browser())


def back_to(card: str, **query: Any) -> str:
    """The address of a card in the conversation that the form names."""
    key = request.form.get("conversation", "")
    return url_for("chat.conversation", key=key, _anchor=card, **query)


def _attempt() -> str | None:
    """An id of this submission, the same if the browser sends the form again."""
    return urlencode(sorted(request.form.items(multi=True))) if "once" in request.form else None


def _listed(listed: list[ListedConversation], key: str | None) -> ListedConversation | None:
    """The conversation with this key."""
    return next((one for one in listed if one.key == key), None)


def _page(
    key: str | None, question: str = "", error: BadRequest | NotFound | None = None
) -> Response:
    """The page of a conversation, with an error beside the box and the typed text in it.

    A conversation that this browser does not have gives the page of a new one, with a message.
    """
    turns: list[Turn] = []
    try:
        turns = conversations().turns(key, browser()) if key else []
    except NotFound as lost:
        key, error = None, lost
    edited = request.args.get("edit", type=int)
    question = question or next((one.question for one in turns if one.number == edited), "")
    listed = []
    with suppress(ServiceStoreError):  # The question box is of use without the list.
        listed = conversations().listed(browser())
    # The filters of the last question stay until they are removed.
    carried = given_filters(turns[-1].reply["query"]) if turns else {}
    page = render_template(
        "chat.html",
        key=key,
        here=_listed(listed, key),
        latest=listed[:LATEST_LISTED],
        turns=turns,
        since=conversations().changes_since(turns),
        lost=isinstance(error, NotFound),
        coverage=service().coverage(),
        counts=service().all_counts(),
        first=None if turns else service().first_visit(),
        headline=None if turns else headline(),
        sync_command=sync_command(date.today()),
        question=question,
        error=error if isinstance(error, BadRequest) else None,
        given=typed_filters() if error else carried,
    )
    return no_store(make_response(page, errors.status_of(error) if error else 200))
