"""Suggestions as JSON, which the question box shows while a person types.

The text is posted: an address is logged on the way, and a draft is not for logs.
"""

from __future__ import annotations

from flask import Blueprint, jsonify, request, url_for
from werkzeug.wrappers import Response

from web.browser import browser, conversations, no_store, same_site, service

blueprint = Blueprint("suggest", __name__)
blueprint.before_request(same_site)


@blueprint.post("/suggest")
def suggest() -> Response:
    """What the text may lead to, this browser's own questions included; an answer with its page."""
    own = [one.question for one in conversations().listed(browser())]
    found = [
        one.as_json()
        | {
            "address": url_for("answers.answer", answer_id=one.value)
            if one.kind == "answer"
            else None
        }
        for one in service().suggest(request.form.get("q", ""), own)
    ]
    return no_store(jsonify({"suggestions": found}))
