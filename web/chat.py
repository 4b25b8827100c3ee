"""The chat page: ask, read, clear; all of it works without script."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from qa.errors import BadRequest, QaError
from qa.store.conversations import Turn
from web import errors
from web.asking import given_filters, posted_filters, posted_sort, typed_filters
from web.visitor import kept_private, remember, same_site, service

pages = Blueprint("chat", __name__)

COOKIE = "conversation"

pages.before_request(same_site)


@pages.get("/")
def conversation() -> Response:
    """This browser's conversation above one box, in it the question of the turn to `edit`."""
    return _page()


@pages.post("/")
def ask() -> Response:
    """Ask, and keep the turn: without script a redirect to it, with script the turn alone."""
    question = request.form.get("question", "")
    token = request.cookies.get(COOKIE, "")
    known = bool(service().turns(token))
    if not known:
        token = service().begin()
    try:
        without = request.form.getlist("without")
        turn = service().ask(
            token,
            question,
            filters=posted_filters(),
            without=without,
            explain=True,
            sort=posted_sort(),
        )
    except QaError as error:
        if not known:
            service().forget(token)
        if isinstance(error, BadRequest) and not errors.wants_fragment():
            return _page(question, error)
        raise
    response: Response
    if errors.wants_fragment():
        response = make_response(render_template("turn.html", turn=turn))
        response.headers["Content-Type"] = f"{errors.FRAGMENT}; charset=utf-8"
    else:
        begun: dict[str, Any] = {} if known else {"asked": 1}
        response = redirect(url_for(".conversation", **begun, _anchor=f"turn-{turn.number}"), 303)
    return remember(response, COOKIE, token)


@pages.post("/forget")
def forget() -> Response:
    """Delete this browser's conversation, in the store and not only in the browser."""
    service().forget(request.cookies.get(COOKIE, ""))
    response = redirect(url_for(".conversation"), 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=request.is_secure)
    return kept_private(response)


def _carried(turns: list[Turn]) -> dict[str, list[str]]:
    """The filters of the last question, which hold until they are removed."""
    return given_filters(turns[-1].reply["query"]) if turns else {}


def turn_named() -> Turn:
    """The turn of this browser's conversation that a form names; raises BadRequest or NotFound."""
    number = request.form.get("turn", type=int)
    if number is None:
        raise BadRequest("turn", "turn is no whole number.", "Name a turn of the conversation.")
    return service().turn(request.cookies.get(COOKIE, ""), number)


def _page(question: str = "", error: BadRequest | None = None) -> Response:
    """The conversation; with an error, beside the box, and the typed text kept."""
    turns = service().turns(request.cookies.get(COOKIE, ""))
    edited = request.args.get("edit", type=int)
    question = question or next((one.question for one in turns if one.number == edited), "")
    page = render_template(
        "chat.html",
        turns=turns,
        lost="asked" in request.args and not turns,
        coverage=service().coverage(),
        examples=() if turns else service().examples(),
        question=question,
        error=error,
        given=typed_filters() if error else _carried(turns),
    )
    return kept_private(make_response(page, errors.status_of(error) if error else 200))
