"""Marks: a person's judgment of a passage that a turn of their conversation shows."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from qa.errors import BadRequest
from web import errors
from web.chat import COOKIE
from web.visitor import same_site, service

marking = Blueprint("marks", __name__)
marking.before_request(same_site)


@marking.post("/marks")
def mark() -> Response:
    """Keep a mark, then lead back to the passage; with script, nothing more is to be shown."""
    turn = request.form.get("turn", type=int)
    if turn is None:
        raise BadRequest("turn", "turn is no whole number.", "Mark a passage of a turn.")
    judgment = request.form.get("judgment", "")
    token = request.cookies.get(COOKIE, "")
    service().mark_turn(token, turn, request.form.get("passage_id", ""), judgment)
    if errors.wants_fragment():
        return make_response("", 204)
    card = request.form.get("card", "")
    marked = url_for("chat.conversation", marked=card, judgment=judgment, _anchor=card)
    return redirect(marked, 303)
