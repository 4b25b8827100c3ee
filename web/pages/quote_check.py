"""The quote check: a text beside the answers that it quotes, and a quotation's own address."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from qa.errors import BadRequest
from qa.model.quote_checks import (
    DIFFERENCE_LABELS,
    FINDING_LABELS,
    MAX_TEXT_CHARS,
    CheckedSentence,
    QuoteCheck,
)
from qa.service.text_files import MAX_FILE_BYTES, read_text
from web import errors
from web.browser import no_store, same_site, service

blueprint = Blueprint("quote_check", __name__)
blueprint.before_request(same_site)

ROOM_BYTES = 2**20 + 12 * MAX_TEXT_CHARS
"""What a form has beside its file: the text, and what separates the fields."""


@blueprint.get("/quote-check")
def form() -> Response:
    """The form, empty."""
    return _page("", None, None)


@blueprint.post("/quote-check")
def check() -> Response:
    """The text, pasted or from a file, with what it quotes; nothing of it is kept."""
    request.max_content_length = MAX_FILE_BYTES + ROOM_BYTES
    text = request.form.get("text", "").replace("\r\n", "\n")
    file = request.files.get("file")
    try:
        if file and file.filename:
            text = read_text(file.filename, file.stream.read(MAX_FILE_BYTES + 1))
        return _page(text, service().check_quotations(text), None)
    except BadRequest as error:
        return _page(text[:MAX_TEXT_CHARS], None, error)


@blueprint.get("/quotations/<path:answer_id>/<version>/<int:start>-<int:end>")
def quotation(answer_id: str, version: str, start: int, end: int) -> Response:
    """A quotation by its permanent address; a former id of its answer leads on to today's."""
    found = service().quotation(answer_id, version, start, end)
    if found["answer_id"] != answer_id:
        own: dict[str, Any] = {
            "answer_id": found["answer_id"],
            "version": version,
            "start": start,
            "end": end,
        }
        return redirect(url_for(".quotation", **own), 301)
    return make_response(render_template("quotation.html", found=found))


def _page(text: str, found: QuoteCheck | None, error: BadRequest | None) -> Response:
    numbered = list(enumerate(found["sentences"], start=1)) if found else []
    html = render_template(
        "quote-check.html",
        text=text,
        found=found,
        shown=[pair for pair in numbered if not _is_own_words(pair[1])],
        own=[one for _, one in numbered if _is_own_words(one)],
        error=error,
        most=MAX_TEXT_CHARS,
    )
    return no_store(make_response(html, errors.status_of(error) if error else 200))


def _is_own_words(one: CheckedSentence) -> bool:
    """Whether a sentence claims nothing of any answer."""
    return one["finding"] == "not_found" and not one["fault"]


def quotation_address(quotation_id: str) -> str:
    """The permanent address of a quotation, by its id."""
    answer_id, version, bounds = quotation_id.rsplit("/", 2)
    start, _, end = bounds.partition("-")
    own: dict[str, Any] = {"answer_id": answer_id, "version": version}
    return url_for("quote_check.quotation", **own, start=int(start), end=int(end))


def init_app(app: Flask) -> None:
    """Register the pages and what their templates need."""
    app.register_blueprint(blueprint)
    app.jinja_env.filters["quotation_address"] = quotation_address
    app.jinja_env.globals.update(DIFFERENCE_LABELS=DIFFERENCE_LABELS, FINDING_LABELS=FINDING_LABELS)
