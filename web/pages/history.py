"""The history: this browser's conversations, listed, renamed and deleted."""

from __future__ import annotations

import textwrap

from flask import Blueprint, Flask, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from qa.errors import BadRequest
from qa.model.conversations import ListedConversation
from qa.service.conversations import NAME_CHARS
from web.browser import COOKIE, browser, conversations, kept_private, same_site

history = Blueprint("history", __name__, url_prefix="/conversations")
history.before_request(same_site)

TITLE_CHARS = 80


def title(listed: ListedConversation) -> str:
    """The name of a conversation: the one it was given, else its first question, shortened."""
    if listed.name:
        return listed.name
    short = textwrap.shorten(listed.question, TITLE_CHARS, placeholder="…")
    # A first word that is too long leaves nothing before the dots.
    return short if short != "…" else f"{listed.question.strip()[: TITLE_CHARS - 1]}…"


@history.get("")
def page() -> Response:
    """The conversations of this browser, newest first."""
    listed = conversations().every(browser())
    return kept_private(make_response(render_template("history.html", listed=listed)))


@history.post("/<key>")
def change(key: str) -> Response:
    """Rename a conversation, or delete it, in the store and not only on the page."""
    action = request.form.get("action", "")
    if action == "rename":
        conversations().rename(key, request.form.get("name", ""), browser())
    elif action == "delete":
        conversations().forget(key, browser())
    else:
        raise BadRequest("action", f"action is {action[:40]!r}.", "Give rename or delete.")
    return redirect(url_for(".page"), 303)


@history.post("/forget")
def forget_all() -> Response:
    """Delete all conversations of this browser."""
    conversations().forget_all(browser())
    response = redirect(url_for(".page"), 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=request.is_secure)
    return kept_private(response)


def init_app(app: Flask) -> None:
    """Register the pages; called by the application factory."""
    app.register_blueprint(history)
    app.jinja_env.filters["named"] = title
    app.jinja_env.globals["NAME_CHARS"] = NAME_CHARS
