"""The pages of one answer: its text with a passage marked, its history, and its tables as CSV."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from qa.service.text_blocks import footnotes, table_csv
from web.browser import back_link, service
from web.citation import as_record, digest
from web.pages.exporting import attachment
from web.pages.over_time import answer_page as over_time_page

blueprint = Blueprint("answers", __name__, url_prefix="/answers")

SLICE_PARAMETERS = ("start", "end", "is")


@blueprint.get("/<path:answer_id>")
def answer(answer_id: str) -> Response:
    """A whole answer; `start`, `end` and `is`, the digest of the slice, mark a passage in it."""
    found = service().answer(answer_id)
    if found.answer_id != answer_id:
        asked: dict[str, Any] = {
            name: request.args[name] for name in SLICE_PARAMETERS if name in request.args
        }
        return redirect(url_for(".answer", answer_id=found.answer_id, **asked), 301)
    context = service().context(found)
    marked = _slice(found.text)
    passages = service().cut(found)
    only = passages[0] if len(passages) == 1 else None
    passage = next((one for one in passages if (one.start, one.end) == marked), only)
    slice_changed = marked is None and "is" in request.args
    return make_response(
        render_template(
            "answer.html",
            answer=as_record(found, context),
            context=context,
            marked=marked,
            passage=passage,
            slice_changed=slice_changed,
            back=back_link(),
            footnotes=footnotes(found.text),
        )
    )


@blueprint.get("/<path:answer_id>/over-time")
def over_time(answer_id: str) -> Response:
    """The question of an answer over time."""
    return over_time_page(service().answer(answer_id))


@blueprint.get("/<path:answer_id>/table.csv")
def table(answer_id: str) -> Response:
    """The table at the offset `at` of an answer's text, as CSV."""
    found = service().answer(answer_id)
    sheet = table_csv(found.text, request.args.get("at", -1, type=int))
    if sheet is None:
        abort(404)
    name = re.sub("[^A-Za-z0-9-]", "-", found.answer_id)
    return attachment(sheet, f"table-{name}.csv", "text/csv")


def _slice(text: str) -> tuple[int, int] | None:
    """The slice that the address names, if its text is unchanged since the address was made."""
    start, end = (request.args.get(name, 0, type=int) for name in ("start", "end"))
    unchanged = 0 <= start < end <= len(text) and digest(text[start:end]) == request.args.get("is")
    return (start, end) if unchanged else None
