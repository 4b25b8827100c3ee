"""Marks: a person's judgment of a passage that a turn of their conversation shows."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from web import errors
from web.browser import marks, same_site
from web.pages.chat import back_to, turn_named

marking = Blueprint("marks", __name__)
marking.before_request(same_site)


@marking.post("/marks")
def mark() -> Response:
    """Keep a mark, then lead back to the passage; with script, nothing more is to be shown."""
    reply = turn_named().reply
    judgment = request.form.get("judgment", "")
    marks().add(request.form.get("passage_id", ""), judgment, reply)
    if errors.wants_fragment():
        return make_response("", 204)
    card = request.form.get("card", "")
    return redirect(back_to(card, marked=card, judgment=judgment), 303)
