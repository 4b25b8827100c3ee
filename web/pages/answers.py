"""The pages of one answer: all of it, with a passage marked in place, and its tables as files."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from qa.service.text_blocks import footnotes, table_csv
from web.browser import came_from, service
from web.citation import as_record, digest

answers = Blueprint("answers", __name__, url_prefix="/answers")

SLICE = ("start", "end", "is")


@answers.get("/<path:answer_id>")
def answer(answer_id: str) -> Response:
    """A whole answer; `start`, `end` and `is` (the slice's digest) mark a passage in place."""
    found = service().answer(answer_id)
    if found.answer_id != answer_id:
        asked: dict[str, Any] = {name: request.args[name] for name in SLICE if name in request.args}
        return redirect(url_for(".answer", answer_id=found.answer_id, **asked), 301)
    context = service().context(found)
    marked = _slice(found.text)
    moved = marked is None and "is" in request.args
    return make_response(
        render_template(
            "answer.html",
            answer=as_record(found, context),
            context=context,
            marked=marked,
            moved=moved,
            back=came_from(),
            notes=footnotes(found.text),
        )
    )


@answers.get("/<path:answer_id>/over-time")
def over_time(answer_id: str) -> Response:
    """How the answer to the same question changed over the years, oldest first."""
    found = service().answer(answer_id)
    given = service().answer_history(found)
    asked = sum(1 + len(one.also) for one in given)
    page = render_template("over-time.html", answer=found, given=given, asked=asked)
    return make_response(page)


@answers.get("/<path:answer_id>/table.csv")
def table(answer_id: str) -> Response:
    """The table that stands `at` an offset of an answer's text, as CSV."""
    found = service().answer(answer_id)
    sheet = table_csv(found.text, request.args.get("at", -1, type=int))
    if sheet is None:
        abort(404)
    response = make_response(sheet)
    response.headers["Content-Type"] = "text/csv"
    name = re.sub("[^A-Za-z0-9-]", "-", found.answer_id)
    response.headers["Content-Disposition"] = f'attachment; filename="table-{name}.csv"'
    return response


def _slice(text: str) -> tuple[int, int] | None:
    """The slice that the address names, if it still reads as it did when the address was made."""
    start, end = (request.args.get(name, 0, type=int) for name in ("start", "end"))
    named = 0 <= start < end <= len(text) and digest(text[start:end]) == request.args.get("is")
    return (start, end) if named else None
