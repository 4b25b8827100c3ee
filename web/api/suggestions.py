"""Suggestions for a text that is still being typed."""

from __future__ import annotations

from qa.model.suggestions import Suggestions
from web.api.endpoint import PREFIX, endpoint
from web.api.requests import SuggestionsRequest
from web.browser import service


@endpoint("GET", f"{PREFIX}/suggestions", takes=SuggestionsRequest, returns={200: Suggestions})
def suggestions(given: SuggestionsRequest) -> Suggestions:
    """What a text that is still being typed may lead to: answers by the beginning of a UIN, bodies,
    ministers, and questions that were asked in Parliament."""
    return {"suggestions": [one.as_json() for one in service().suggest(given.q)]}
