"""The evidence pack: collect passages, order and annotate them, and download them."""

from __future__ import annotations

from typing import cast, get_args

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from qa.errors import BadRequest
from qa.model.packs import Direction
from qa.service.service import shown
from web import errors
from web.browser import back_link, forget_cookie, no_store, packs, remember, same_site
from web.pages.chat import back_to, turn_named
from web.pages.exporting import download

blueprint = Blueprint("pack", __name__)
blueprint.before_request(same_site)

COOKIE = "pack"


@blueprint.get("/pack")
def page() -> Response:
    """The passages that this browser has collected."""
    entries = packs().entries(_token())
    page = render_template("pack.html", entries=entries, back=back_link())
    return no_store(make_response(page))


@blueprint.post("/pack")
def collect() -> Response:
    """Add a passage of a turn, then redirect to it; the page's script gets an empty response."""
    passage = shown(turn_named().reply, request.form.get("passage_id", ""))
    token = packs().add(_token(), passage)
    if errors.wants_fragment():
        return remember(make_response("", 204), COOKIE, token)
    card = request.form.get("card", "")
    return remember(redirect(back_to(card, collected=card), 303), COOKIE, token)


@blueprint.post("/pack/<int:item>")
def change(item: int) -> Response:
    """Move a passage up or down, remove it, or save a note on it."""
    action = request.form.get("action", "")
    if action in get_args(Direction):
        packs().move(_token(), item, cast(Direction, action))
    elif action == "remove":
        packs().remove(_token(), item)
    elif action == "note":
        packs().set_note(_token(), item, request.form.get("note", ""))
    else:
        raise BadRequest("action", f"action is {action[:40]!r}.", "Give up, down, remove or note.")
    anchor = None if action == "remove" else f"item-{item}"
    return redirect(url_for(".page", _anchor=anchor), 303)


@blueprint.get("/pack.<form>")
def file(form: str) -> Response:
    """The pack as a file."""
    return download(packs().entries(_token()), form, "evidence")


@blueprint.post("/pack/forget")
def forget() -> Response:
    """Delete the pack on the server, and the browser's cookie."""
    packs().delete(_token())
    return forget_cookie(redirect(url_for(".page"), 303), COOKIE)


def _token() -> str:
    return request.cookies.get(COOKIE, "")
