"""Watches of API clients, each only for its owner, with what happened since it looked."""

from __future__ import annotations

from werkzeug.wrappers import Response

from qa.errors import BadRequest
from qa.model.watches import WatchesRecord, WatchRecord
from web.access import owner
from web.api.endpoint import PREFIX, NoParameters, endpoint, kept_private
from web.api.requests import WatchesRequest, WatchRequest
from web.browser import watches as watch_list

ALL = f"{PREFIX}/watches"


@endpoint("GET", ALL, scope="converse", takes=WatchesRequest, returns={200: WatchesRecord})
def watches(given: WatchesRequest) -> Response:
    """Your watches, each with what is new, corrected, withdrawn or superseded since you looked.

    Listing them does not say that you have looked.
    """
    watch_list().look(owner())
    return kept_private(watch_list().report(owner(), entries=given.hits).as_json())


@endpoint("POST", f"{ALL}/seen/<seen>", scope="converse", returns={204: None})
def looked(given: NoParameters, seen: str) -> Response:
    """Say that you have looked at all of a list, by its `seen`; what came later stays listed."""
    watch_list().see(owner(), seen)
    return Response(status=204)


@endpoint("POST", ALL, scope="converse", takes=WatchRequest, returns={201: WatchRecord})
def watch(given: WatchRequest) -> Response:
    """Watch an answer, a search or a question, from now on.

    An answer matches a search where it holds all words, and a question also where the reply would
    give it as an answer. What you watch already is returned as it is.
    """
    if given.answer_id is not None:
        if given.q:
            raise BadRequest("q", "q is given beside answer_id.", "Give one of the two.")
        key = watch_list().add_answer(owner(), given.answer_id)
    else:
        whole = given.watch == "search"
        key = watch_list().add_search(owner(), given.request(given.q), whole=whole)
    found, _ = watch_list().one(owner(), key, (), entries=given.hits)
    return kept_private(found.as_json(), 201)


@endpoint("DELETE", f"{ALL}/<watch_id>", scope="converse", returns={204: None})
def unwatch(given: NoParameters, watch_id: str) -> Response:
    """Remove a watch."""
    watch_list().remove(owner(), watch_id)
    return Response(status=204)
