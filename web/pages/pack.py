"""The evidence pack: collect passages of replies, put them in order, note, and take them away."""

from __future__ import annotations

from typing import cast, get_args

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

from qa.errors import BadRequest
from qa.model.packs import Direction
from qa.service.packs import FORMS, Packs, export
from qa.service.service import shown
from web import errors
from web.browser import came_from, kept_private, remember, same_site
from web.pages.chat import back_to, turn_named

pack = Blueprint("pack", __name__)
pack.before_request(same_site)

COOKIE = "pack"
MIMETYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown",
    "csv": "text/csv",
}


def packs() -> Packs:
    """The packs of this app."""
    return cast(Packs, current_app.extensions["packs"])


@pack.get("/pack")
def page() -> Response:
    """What this browser has collected."""
    entries = packs().entries(_token())
    page = render_template("pack.html", entries=entries, back=came_from())
    return kept_private(make_response(page))


@pack.post("/pack")
def collect() -> Response:
    """Add a passage that a turn shows, then lead back to it; with script nothing is to be shown."""
    passage = shown(turn_named().reply, request.form.get("passage_id", ""))
    token = packs().add(_token(), passage)
    if errors.wants_fragment():
        return remember(make_response("", 204), COOKIE, token)
    card = request.form.get("card", "")
    return remember(redirect(back_to(card, collected=card), 303), COOKIE, token)


@pack.post("/pack/<int:item>")
def change(item: int) -> Response:
    """Move a passage up or down, take it out, or keep a note beside it."""
    action = request.form.get("action", "")
    if action in get_args(Direction):
        packs().move(_token(), item, cast(Direction, action))
    elif action == "remove":
        packs().remove(_token(), item)
    elif action == "note":
        packs().note(_token(), item, request.form.get("note", ""))
    else:
        raise BadRequest("action", f"action is {action[:40]!r}.", "Give up, down, remove or note.")
    anchor = None if action == "remove" else f"item-{item}"
    return redirect(url_for(".page", _anchor=anchor), 303)


@pack.get("/pack.<form>")
def file(form: str) -> Response:
    """The pack as a file."""
    if form not in FORMS:
        abort(404)
    response = make_response(export(packs().entries(_token()), form))
    response.headers["Content-Type"] = MIMETYPES[form]
    response.headers["Content-Disposition"] = f'attachment; filename="evidence.{form}"'
    return kept_private(response)


@pack.post("/pack/forget")
def forget() -> Response:
    """Delete the pack, in the store and not only in the browser."""
    packs().forget(_token())
    response = redirect(url_for(".page"), 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=request.is_secure)
    return kept_private(response)


def _token() -> str:
    return request.cookies.get(COOKIE, "")
