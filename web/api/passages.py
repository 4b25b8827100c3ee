"""Passages: one question or many, asked of the service."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlencode

from flask import jsonify, request
from werkzeug.wrappers import Response

from qa.errors import BadRequest, Expired
from qa.model import Reply, json_types
from web import responses
from web.api.endpoint import PREFIX, call
from web.api.requests import MOST_PAGED, PassagesAsked, SearchesAsked
from web.browser import service
from web.metrics import count_reply

_UNTOUCHED = "!$'()*,/:;?@"
"""What may stand in the query of an address as it is (URL Standard)."""
_CURSOR = re.compile(r"([\w+.-]{1,120})\.([0-9]{1,4})\.([0-9a-f]{16})", re.ASCII)


@call("GET", f"{PREFIX}/passages", asked=PassagesAsked, shows={200: json_types.Reply})
def passages(asked: PassagesAsked) -> Response:
    """The passages that answer a question, best first, or an honest no with near misses.

    Where there may be more, the `Link` header leads to the next page (`rel="next"`).
    """
    if responses.unchanged(service().state()):
        return responses.not_modified()
    index, skip = _place(asked)
    reply = service().reply(
        asked.q, asked.filters(), hits=asked.hits, skip=skip, **asked.understanding()
    )
    if index not in (None, reply.index_version):
        raise Expired("The index has changed since the page before.", "Ask without a cursor.")
    count_reply(reply)
    response = jsonify(reply.as_json())
    if following := _next(asked, reply, skip):
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


@call("POST", f"{PREFIX}/searches", asked=SearchesAsked, shows={200: json_types.Replies})
def searches(asked: SearchesAsked) -> json_types.Replies:
    """The replies to up to 1,000 questions, in their order; what `/passages` says to each."""
    filters = asked.filters()
    replies: list[json_types.Reply] = []
    for number, question in enumerate(asked.questions):
        try:
            reply = service().reply(question, filters, hits=asked.hits, **asked.understanding())
        except BadRequest as error:
            if error.parameter != "q":
                raise
            name = f"questions.{number}"
            raise BadRequest(name, f"{name}: {error}") from error
        count_reply(reply)
        replies.append(reply.as_json())
    return {"replies": replies}


def _place(asked: PassagesAsked) -> tuple[str | None, int]:
    """The index that a cursor is of, and how many passages stand before it."""
    if asked.cursor is None:
        return None, 0
    found = _CURSOR.fullmatch(asked.cursor)
    if found is None or found[3] != _asked_digest(asked) or int(found[2]) > MOST_PAGED:
        raise BadRequest(
            "cursor",
            "cursor is not one that was given for this question and these filters.",
            "Follow the Link header as it stands.",
        )
    return found[1], int(found[2])


def _next(asked: PassagesAsked, reply: Reply, skip: int) -> str | None:
    shown = len(reply.passages)
    after = skip + shown
    if not shown or after >= MOST_PAGED or shown < (asked.hits or shown):
        return None
    cursor = f"{reply.index_version}.{after}.{_asked_digest(asked)}"
    known = [pair for pair in request.args.items(multi=True) if pair[0] != "cursor"]
    stated = urlencode([*known, ("cursor", cursor)], safe=_UNTOUCHED)
    return f"{request.script_root}{PREFIX}/passages?{stated}"


def _asked_digest(asked: PassagesAsked) -> str:
    of = asked.model_dump_json(exclude={"cursor", "hits"})
    return hashlib.sha256(of.encode(errors="surrogatepass")).hexdigest()[:16]
