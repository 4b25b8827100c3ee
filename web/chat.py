"""The chat pages: ask, read, follow an answer, clear; all of it works without script."""

from __future__ import annotations

from typing import Any, cast

from flask import (
    Blueprint,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from qa.conversation import Service
from qa.errors import BadRequest, QaError
from web import errors
from web.citation import as_record, digest

pages = Blueprint("chat", __name__)

COOKIE = "conversation"
SLICE = ("start", "end", "is")


def service() -> Service:
    """The one Service of this app."""
    return cast(Service, current_app.extensions["qa"])


@pages.before_request
def same_site() -> None:
    """Refuse a form posted from another site: it could ask, or clear, in this browser's name.

    A browser that does not say how the sites relate (an old one, or any where the address is
    neither this machine nor https) names the origin, which is compared with the host.
    """
    if request.method != "POST":
        return
    source, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if source is None and origin is not None:
        source = "same-origin" if origin.partition("://")[2] == request.host else "cross-site"
    if source not in (None, "same-origin", "none"):
        abort(403)


@pages.get("/")
def conversation() -> Response:
    """This browser's conversation above one box."""
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
        turn = service().ask(token, question)
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
    response.set_cookie(
        COOKIE,
        token,
        max_age=current_app.config["RETENTION_DAYS"] * 86400,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return _kept_private(response)


@pages.post("/forget")
def forget() -> Response:
    """Delete this browser's conversation, in the store and not only in the browser."""
    service().forget(request.cookies.get(COOKIE, ""))
    response = redirect(url_for(".conversation"), 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=request.is_secure)
    return _kept_private(response)


@pages.get("/answers/<path:answer_id>")
def answer(answer_id: str) -> Response:
    """A whole answer; `start`, `end` and `is` (the slice's digest) mark a passage in place."""
    found = service().answer(answer_id)
    if found.answer_id != answer_id:
        asked: dict[str, Any] = {name: request.args[name] for name in SLICE if name in request.args}
        return redirect(url_for(".answer", answer_id=found.answer_id, **asked), 301)
    context = service().context(found)
    marked = _slice(found.text)
    moved = marked is None and "is" in request.args
    return make_response(
        render_template(
            "answer.html",
            answer=as_record(found, context),
            context=context,
            marked=marked,
            moved=moved,
        )
    )


def _slice(text: str) -> tuple[int, int] | None:
    """The slice that the address names, if it still reads as it did when the address was made."""
    start, end = (request.args.get(name, 0, type=int) for name in ("start", "end"))
    named = 0 <= start < end <= len(text) and digest(text[start:end]) == request.args.get("is")
    return (start, end) if named else None


def _page(question: str = "", error: BadRequest | None = None) -> Response:
    """The conversation; with an error, beside the box, and the typed text kept."""
    turns = service().turns(request.cookies.get(COOKIE, ""))
    page = render_template(
        "chat.html",
        turns=turns,
        lost="asked" in request.args and not turns,
        coverage=service().coverage(),
        question=question,
        error=error,
    )
    return _kept_private(make_response(page, errors.status_of(error) if error else 200))


def _kept_private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept, Cookie"
    return response
