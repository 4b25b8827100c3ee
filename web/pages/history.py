"""The history: this browser's conversations, to open, rename and delete."""

from __future__ import annotations

import textwrap

from flask import Blueprint, Flask, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from qa.errors import BadRequest
from qa.model.conversations import ListedConversation
from qa.service.conversations import NAME_CHARS
from web.browser import COOKIE, browser, conversations, forget_cookie, no_store, same_site

blueprint = Blueprint("history", __name__, url_prefix="/conversations")
blueprint.before_request(same_site)

TITLE_CHARS = 80
"""The longest title, where it is the first question."""


def title(listed: ListedConversation) -> str:
    """The name of a conversation, else its first question, shortened."""
    if listed.name:
        return listed.name
    short = textwrap.shorten(listed.question, TITLE_CHARS, placeholder="…")
    # Shortening leaves nothing of a question whose first word is too long.
    return short if short != "…" else f"{listed.question.strip()[: TITLE_CHARS - 1]}…"


@blueprint.get("")
def page() -> Response:
    """The conversations of this browser, newest first."""
    listed = conversations().listed(browser())
    return no_store(make_response(render_template("history.html", listed=listed)))


@blueprint.post("/<key>")
def change(key: str) -> Response:
    """Rename or delete a conversation."""
    action = request.form.get("action", "")
    if action == "rename":
        conversations().rename(key, request.form.get("name", ""), browser())
    elif action == "delete":
        conversations().delete(key, browser())
    else:
        raise BadRequest("action", f"action is {action[:40]!r}.", "Give rename or delete.")
    return redirect(url_for(".page"), 303)


@blueprint.post("/forget")
def forget_all() -> Response:
    """Delete all conversations of this browser."""
    conversations().delete_all(browser())
    return forget_cookie(redirect(url_for(".page"), 303), COOKIE)


def init_app(app: Flask) -> None:
    """Register the pages and what their templates need."""
    app.register_blueprint(blueprint)
    app.jinja_env.filters["conversation_title"] = title
    app.jinja_env.globals["NAME_CHARS"] = NAME_CHARS
