"""Answers: one with its passages, versions and similar answers; or all, in pages of changes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from flask import abort, redirect, request, url_for

from qa.errors import BadRequest
from qa.model import Answer, json_types
from qa.service.text_blocks import cut_tables
from web.api.endpoint import PREFIX, NoParameters, endpoint
from web.api.requests import AnswersRequest, SimilarRequest
from web.browser import service
from web.citation import as_record

ANSWER = f"{PREFIX}/answers/<date>/<uin>"

_CURSOR = re.compile(r"[0-9a-f]{1,32}\.[0-9]{1,18}")


@endpoint(
    "GET",
    f"{PREFIX}/answers",
    takes=AnswersRequest,
    returns={200: json_types.Page},
    links={"answers": {"cursor": "$response.body#/cursor"}},
)
def answers(given: AnswersRequest) -> json_types.Page:
    """Every answer, in the order of its last change: a feed to keep a copy up to date.

    Begin without a cursor. Store each of `answers` in your copy under its `answer_id`, and delete
    each of `replaced`. While `more` is true, repeat the request with the page's `cursor`. Keep the
    last cursor: a request with it returns what has changed since. All statuses are listed unless
    `status` is given.
    """
    if given.cursor is not None and not _CURSOR.fullmatch(given.cursor):
        raise BadRequest("cursor", "cursor is malformed.", "Give the cursor of a page unchanged.")
    found, cursor = service().follow(
        given.cursor, given.hits, given.filters(), _utc_moment(given.changed_since)
    )
    return {
        "answers": [one.as_json() for one in found.answers],
        "replaced": [{"answer_id": name, "replaced_by": by} for name, by in found.replaced],
        "cursor": cursor,
        "more": found.more,
    }


@endpoint("GET", ANSWER, takes=NoParameters, returns={200: json_types.Answer})
def answer(given: NoParameters, date: str, uin: str) -> json_types.Answer:
    """One whole answer by its date tabled and UIN, in any case; a former id redirects to it."""
    found = _found(date, uin)
    return as_record(found, service().context(found))


@endpoint("GET", f"{ANSWER}/passages", takes=NoParameters, returns={200: json_types.Slices})
def answer_passages(given: NoParameters, date: str, uin: str) -> json_types.Slices:
    """The passages of one answer, in the order of its text."""
    found = _found(date, uin)
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
                "cut_tables": [part.as_json() for part in cut_tables(text, one.start, one.end)],
            }
            for one in service().cut(found)
        ],
    }


@endpoint("GET", f"{ANSWER}/history", takes=NoParameters, returns={200: json_types.History})
def history(given: NoParameters, date: str, uin: str) -> json_types.History:
    """What each source stated of one answer, version after version."""
    found = _found(date, uin)
    return {"answer_id": found.answer_id, "versions": service().history(found)}


@endpoint("GET", f"{ANSWER}/similar", takes=SimilarRequest, returns={200: json_types.Similar})
def similar(given: SimilarRequest, date: str, uin: str) -> json_types.Similar:
    """Answers to similar questions, most similar first."""
    found = _found(date, uin)
    return {
        "answer_id": found.answer_id,
        "similar": [
            {"answer_id": other.answer_id, "similarity": similarity, **other.facts()}
            for other, similarity in service().similar(found, given.hits)
        ],
    }


def _found(date: str, uin: str) -> Answer:
    """The answer; under a former id, redirects to the same endpoint under today's."""
    found = service().answer(f"{date}/{uin}")
    if found.answer_id != f"{date}/{uin}":
        date, uin = found.answer_id.split("/", 1)
        known: dict[str, Any] = dict(request.args.lists())
        abort(redirect(url_for(request.endpoint or "", date=date, uin=uin, **known), 301))
    return found


def _utc_moment(stated: str | None) -> str | None:
    """A moment as the store writes it: UTC, to the second."""
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
