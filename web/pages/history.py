"""The history: this browser's conversations, to open, rename, delete and bring back."""

from __future__ import annotations

import textwrap

from flask import Blueprint, Flask, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from qa.errors import BadRequest
from qa.model.conversations import ListedConversation
from qa.service.conversations import NAME_CHARS
from web.browser import browser, conversations, no_store, same_site

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
    """The conversations of this browser, newest first, and what the last action did."""
    deletion = request.args.get("deleted")
    shown = render_template(
        "history.html",
        listed=conversations().listed(browser()),
        deletion=deletion,
        deleted=conversations().discarded(browser(), deletion) if deletion else 0,
        restored="restored" in request.args,
        renamed=request.args.get("renamed"),
    )
    return no_store(make_response(shown))


@blueprint.post("/<key>")
def change(key: str) -> Response:
    """Rename or delete a conversation."""
    action = request.form.get("action", "")
    if action == "rename":
        conversations().rename(key, request.form.get("name", ""), browser())
        return redirect(url_for(".page", renamed=key, _anchor=key), 303)
    if action == "delete":
        return redirect(url_for(".page", deleted=conversations().discard(key, browser())), 303)
    raise BadRequest("action", f"action is {action[:40]!r}.", "Give rename or delete.")


@blueprint.post("/forget")
def forget_all() -> Response:
    """Delete all conversations of this browser; its cookie stays, so that it can undo this."""
    return redirect(url_for(".page", deleted=conversations().discard_all(browser())), 303)


@blueprint.post("/undo")
def undo() -> Response:
    """Undo a deletion."""
    conversations().restore(request.form.get("deletion", ""), browser())
    return redirect(url_for(".page", restored=1), 303)


def init_app(app: Flask) -> None:
    """Register the pages and what their templates need."""
    app.register_blueprint(blueprint)
    app.jinja_env.filters["conversation_title"] = title
    app.jinja_env.globals["NAME_CHARS"] = NAME_CHARS
