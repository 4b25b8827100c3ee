"""Passages: the replies to one question or to many."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlencode

from flask import jsonify, request
from werkzeug.wrappers import Response

from qa.errors import BadRequest, Expired
from qa.model import Reply, json_types
from qa.model.browse import PriorAnswers
from web import responses
from web.access import owner
from web.api.batch import each_in_time
from web.api.endpoint import PREFIX, endpoint
from web.api.requests import (
    MAX_PAGED_PASSAGES,
    PassagesRequest,
    PriorAnswersRequest,
    SearchesRequest,
)
from web.browser import declined, service
from web.metrics import count_reply

_UNTOUCHED = "!$'()*,/:;?@"
"""Characters that the query of an address may hold unescaped (URL Standard)."""
_CURSOR = re.compile(r"([\w+.-]{1,120})\.([0-9]{1,4})\.([0-9a-f]{16})", re.ASCII)


@endpoint("GET", f"{PREFIX}/passages", takes=PassagesRequest, returns={200: json_types.Reply})
def passages(given: PassagesRequest) -> Response:
    """The passages that answer a question, best first, or an honest no with near misses.

    Where there may be more, the `Link` header leads to the next page (`rel="next"`).
    """
    if responses.unchanged(service().state()):
        return Response(status=304)
    index, skip = _position(given)
    reply = service().reply(given.request(given.q, hits=given.hits, offset=skip))
    if index not in (None, reply.index_version):
        raise Expired("The index has changed since the page before.", "Ask without a cursor.")
    count_reply(reply)
    if not reply.answerable:
        declined().note(given.q, owner())
    response = jsonify(reply.as_json())
    if following := _next_page(given, reply, skip):
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


@endpoint("GET", f"{PREFIX}/prior-answers", takes=PriorAnswersRequest, returns={200: PriorAnswers})
def prior_answers(given: PriorAnswersRequest) -> PriorAnswers:
    """The answers to questions that a draft repeats: the very same question, in other words, with
    another number, or about another period."""
    return service().prior_answers(given.q, given.hits)


@endpoint("POST", f"{PREFIX}/searches", takes=SearchesRequest, returns={200: json_types.Replies})
def searches(given: SearchesRequest) -> json_types.Replies:
    """The replies to up to 1,000 questions, in their order, as `/passages` gives each."""
    replies: list[json_types.Reply] = []
    for number, question in each_in_time(given.questions):
        try:
            reply = service().reply(given.request(question, hits=given.hits))
        except BadRequest as error:
            if error.parameter != "q":
                raise
            name = f"questions.{number}"
            raise BadRequest(name, f"{name}: {error}") from error
        count_reply(reply)
        replies.append(reply.as_json())
    return {"replies": replies}


def _position(given: PassagesRequest) -> tuple[str | None, int]:
    """The index version of the cursor, and the number of passages before it."""
    if given.cursor is None:
        return None, 0
    found = _CURSOR.fullmatch(given.cursor)
    if found is None or found[3] != _digest(given) or int(found[2]) > MAX_PAGED_PASSAGES:
        raise BadRequest(
            "cursor",
            "cursor does not belong to this question and these filters.",
            "Follow the Link header unchanged.",
        )
    return found[1], int(found[2])


def _next_page(given: PassagesRequest, reply: Reply, skip: int) -> str | None:
    """The address of the next page; None where this is the last."""
    shown = len(reply.passages)
    after = skip + shown
    if not shown or after >= MAX_PAGED_PASSAGES or shown < (given.hits or shown):
        return None
    cursor = f"{reply.index_version}.{after}.{_digest(given)}"
    known = [pair for pair in request.args.items(multi=True) if pair[0] != "cursor"]
    stated = urlencode([*known, ("cursor", cursor)], safe=_UNTOUCHED)
    return f"{request.script_root}{PREFIX}/passages?{stated}"


def _digest(given: PassagesRequest) -> str:
    """A digest of the question and its filters, which a cursor belongs to."""
    stated = given.model_dump_json(exclude={"cursor", "hits"})
    return hashlib.sha256(stated.encode(errors="surrogatepass")).hexdigest()[:16]
