"""Marks: a person's judgment of a passage in a turn of their conversation, or in a search."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from web import errors
from web.browser import marks, same_site, service
from web.pages.chat import back_to, turn_named
from web.pages.search import sent_search

blueprint = Blueprint("marks", __name__)
blueprint.before_request(same_site)


@blueprint.post("/marks")
def mark() -> Response:
    """Keep a mark, then redirect to the passage; the page's script gets an empty response."""
    in_search = "turn" not in request.form and "q" in request.form
    reply = service().reply(sent_search()).as_json() if in_search else turn_named().reply
    judgment = request.form.get("judgment", "")
    marks().add(request.form.get("passage_id", ""), judgment, reply)
    if in_search or errors.wants_fragment():
        return make_response("", 204)
    card = request.form.get("card", "")
    return redirect(back_to(card, marked=card, judgment=judgment), 303)
