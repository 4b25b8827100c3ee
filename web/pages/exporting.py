"""Downloads: passages as a Word document, as Markdown or as a CSV table."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, make_response
from werkzeug.wrappers import Response

from qa.errors import NotFound
from qa.service.packs import FORMS, PackEntry
from web.browser import browser, conversations, exports, no_store

blueprint = Blueprint("exporting", __name__)

MIMETYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown",
    "csv": "text/csv",
}


@blueprint.get("/conversations/<key>/reply-<int:number>.<form>")
def reply(key: str, number: int, form: str) -> Response:
    """The passages of a reply as a file, without near misses."""
    turn = conversations().turn(key, number, browser())
    since = conversations().changes_since([turn])
    entries = [
        PackEntry(place, passage, "", since.get(f"{number}:{passage['passage_id']}"))
        for place, passage in enumerate(turn.reply["passages"])
    ]
    if not entries:
        raise NotFound("This reply has no passages.", "Download a reply that has some.")
    return download(entries, form, f"reply-{number}", turn.question)


def download(entries: Sequence[PackEntry], form: str, name: str, asked: str = "") -> Response:
    """Passages as a file of that name; a form that does not exist is not found."""
    if form not in FORMS:
        abort(404)
    file = exports().file(entries, form, asked)
    return no_store(attachment(file, f"{name}.{form}", MIMETYPES[form]))


def attachment(content: bytes | str, name: str, media_type: str) -> Response:
    """A file to download under a name."""
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
