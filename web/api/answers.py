"""Answers: one whole, with its passages, versions and likes; or all of them, to be followed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from qa.errors import BadRequest
from qa.model import Answer, json_types
from web.api.endpoint import PREFIX, Nothing, call
from web.api.requests import AnswersAsked, SimilarAsked
from web.browser import service
from web.citation import as_record

ANSWER = f"{PREFIX}/answers/<date>/<uin>"

_CURSOR = re.compile(r"[0-9a-f]{1,32}\.[0-9]{1,18}")


@call(
    "GET",
    f"{PREFIX}/answers",
    asked=AnswersAsked,
    shows={200: json_types.Page},
    links={"answers": {"cursor": "$response.body#/cursor"}},
)
def answers(asked: AnswersAsked) -> json_types.Page:
    """Answers in the order of their last change, for a copy elsewhere.

    Begin without a cursor. Put each of `answers` in your copy under its `answer_id`, take each of
    `replaced` out of it. While `more` is true, ask again with the page's `cursor` and all else as
    before; then keep the cursor, and ask with it whenever you want what has changed since. Answers
    in any state are listed unless `status` is given.
    """
    if asked.cursor is not None and not _CURSOR.fullmatch(asked.cursor):
        raise BadRequest("cursor", "cursor is not one that was given.", "Give one as it stands.")
    found, cursor = service().follow(
        asked.cursor, asked.hits, asked.filters(), _moment(asked.changed_since)
    )
    return {
        "answers": [one.as_json() for one in found.answers],
        "replaced": [{"answer_id": name, "replaced_by": by} for name, by in found.replaced],
        "cursor": cursor,
        "more": found.more,
    }


@call("GET", ANSWER, asked=Nothing, shows={200: json_types.Answer})
def answer(asked: Nothing, date: str, uin: str) -> Response | json_types.Answer:
    """One whole answer by its date tabled and UIN, in any case; a former name leads to it."""
    found = _found(date, uin)
    if isinstance(found, Response):
        return found
    return as_record(found, service().context(found))


@call("GET", f"{ANSWER}/passages", asked=Nothing, shows={200: json_types.Slices})
def answer_passages(asked: Nothing, date: str, uin: str) -> Response | json_types.Slices:
    """The passages of one answer, in their order."""
    found = _found(date, uin)
    if isinstance(found, Response):
        return found
    text = found.text
    return {
        "answer_id": found.answer_id,
        "passages": [
            {
                "passage_id": one.passage_id,
                "text": text[one.start : one.end],
                "start": one.start,
                "end": one.end,
                "header": text[one.header.start : one.header.end] if one.header else None,
            }
            for one in service().cut(found)
        ],
    }


@call("GET", f"{ANSWER}/history", asked=Nothing, shows={200: json_types.History})
def history(asked: Nothing, date: str, uin: str) -> Response | json_types.History:
    """What each source stated of one answer, version after version."""
    found = _found(date, uin)
    if isinstance(found, Response):
        return found
    return {"answer_id": found.answer_id, "versions": service().history(found)}


@call("GET", f"{ANSWER}/similar", asked=SimilarAsked, shows={200: json_types.Similar})
def similar(asked: SimilarAsked, date: str, uin: str) -> Response | json_types.Similar:
    """Answers to questions that ask nearly the same, the most alike first."""
    found = _found(date, uin)
    if isinstance(found, Response):
        return found
    return {
        "answer_id": found.answer_id,
        "similar": [
            {"answer_id": other.answer_id, "similarity": alike, **other.facts()}
            for other, alike in service().similar(found, asked.hits)
        ],
    }


def _found(date: str, uin: str) -> Answer | Response:
    """The answer; where it goes by another name today, the way to the same call of that name."""
    found = service().answer(f"{date}/{uin}")
    if found.answer_id == f"{date}/{uin}":
        return found
    date, uin = found.answer_id.split("/", 1)
    known = dict(request.args.lists())
    return redirect(url_for(request.endpoint or "", date=date, uin=uin, **known), 301)  # type: ignore[arg-type]


def _moment(stated: str | None) -> str | None:
    """A moment in the form in which the store keeps them, to the second."""
    if stated is None:
        return None
    try:
        moment = datetime.fromisoformat(stated)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        raise BadRequest(
            "changed_since",
            f"changed_since is {stated!r}.",
            "Give a moment such as 2021-09-13T12:00:00Z.",
        ) from None
    return moment.replace(tzinfo=None).isoformat(timespec="seconds")
