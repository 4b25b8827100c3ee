"""The evidence pack: collect passages, order and annotate them, and download them.

The page is one form, so that every button sends every note with it.
"""

from __future__ import annotations

import re
from typing import Any, cast, get_args
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from qa.errors import BadRequest, NotFound
from qa.model import json_types
from qa.model.packs import Direction
from qa.service.packs import MAX_ITEMS, NOTE_CHARS, quoted_passage
from qa.service.service import shown
from web import errors, identity
from web.browser import (
    PACK_COOKIE,
    back_link,
    no_store,
    pack_ids,
    pack_token,
    packs,
    remember,
    same_site,
    service,
)
from web.citation import digest
from web.pages.chat import back_to, turn_named
from web.pages.exporting import download
from web.typed_notes import ITEM, typed_notes

blueprint = Blueprint("pack", __name__)
blueprint.before_request(same_site)
blueprint.add_app_template_global(pack_ids)
blueprint.add_app_template_filter(digest, "text_digest")

MESSAGES = {
    "save": "Saved.",
    "up": "Moved up.",
    "down": "Moved down.",
    "remove": "Removed from the pack.",
    "clear": "Pack deleted.",
    "undo": "Back in the pack.",
}
"""What the page says after each action of its form."""
MAX_NOTES_BYTES = MAX_ITEMS * (NOTE_CHARS * 12 + 200)
"""The largest form: notes of four-byte characters, each byte sent as `%XX`."""
PAGES_THAT_COLLECT = ("/search", "/answers/")
_CARD = re.compile(r"[\w-]{1,100}")


@blueprint.get("/pack")
def page() -> Response:
    """The passages that this browser has collected, and what the last action did."""
    return _page()


@blueprint.post("/pack")
def collect() -> Response:
    """Add the passage that the form names to the pack."""
    of_person = identity.person() is not None
    token = packs().add(pack_token(), _named_passage(), of_person=of_person)
    return remember(_collected(token, request.form.get("passage_id", "")), PACK_COOKIE, token)


@blueprint.post("/pack/uncollect")
def uncollect() -> Response:
    """Take the passage that the form names out of the pack; to add it again restores its note."""
    passage_id = request.form.get("passage_id", "")
    packs().take_out(pack_token(), passage_id)
    return no_store(_collected(pack_token(), passage_id))


@blueprint.post("/pack/change")
def change() -> Response:
    """Save the notes and do what the button says, then show the page and what was done."""
    request.max_content_length = request.max_form_memory_size = MAX_NOTES_BYTES
    action = request.form.get("action", "")
    try:
        done = _do(*action.partition(":")[::2], typed_notes())
    except BadRequest as error:
        if errors.by_script() or not error.parameter.startswith("note-"):
            raise
        return _page(error)
    if errors.by_script() and action == "save":
        return no_store(make_response("", 204))
    return redirect(url_for(".page", **done), 303)


@blueprint.get("/pack.<form>")
def file(form: str) -> Response:
    """The pack as a file."""
    return download(packs().entries(pack_token()), form, "evidence")


@blueprint.after_app_request
def vary(response: Response) -> Response:
    """Say that a page differs by browser: its menu has the number of passages in the pack."""
    if response.mimetype == "text/html":
        response.vary.add("Cookie")
    return response


def _do(verb: str, which: str, notes: dict[int, str]) -> dict[str, Any]:
    """Do one action of the page's form; what the next page needs in order to say so."""
    token, item = pack_token(), int(which) if ITEM.fullmatch(which) else 0
    done: dict[str, Any] = {"done": verb, "item": item or None}
    if verb == "save":
        packs().save(token, notes)
    elif verb in get_args(Direction):
        packs().move(token, item, cast(Direction, verb), notes)
    elif verb == "remove":
        ids = [entry.id for entry in packs().entries(token)]
        done["item"] = ids[ids.index(item) + 1] if item in ids[:-1] else None
        done["undo"] = packs().remove(token, item, notes)
    elif verb == "clear":
        done["undo"] = packs().clear(token, notes)
    elif verb == "undo":
        done["item"] = packs().restore(token, which, notes)[0]
    else:
        known = ", ".join(MESSAGES)
        raise BadRequest("action", f"action is {verb[:40]!r}.", f"Give one of {known}.")
    return done


def _page(error: BadRequest | None = None) -> Response:
    """The page: with an error, as it was typed."""
    entries = packs().entries(pack_token())
    removal = request.args.get("undo", "")
    html = render_template(
        "pack.html",
        entries=entries,
        back=back_link(),
        typed=typed_notes() if error else {},
        error=error,
        done=None if error else request.args.get("done"),
        item=request.args.get("item", type=int),
        messages=MESSAGES,
        removal=removal if removal and packs().removed(pack_token(), removal) else None,
    )
    return no_store(make_response(html, errors.status_of(error) if error else 200))


def _named_passage() -> json_types.Passage:
    """The passage that the form names: of a turn, or by its id and the digest of its text."""
    passage_id = request.form.get("passage_id", "")
    if "turn" in request.form:
        return shown(turn_named().reply, passage_id)
    passage = quoted_passage(service(), passage_id)
    if digest(passage["text"]) != request.form.get("is"):
        raise NotFound(
            "The text of this answer has changed since the page was shown.",
            "Open the page again, then add the passage.",
        )
    return passage


def _collected(token: str, passage_id: str) -> Response:
    """The response once a passage was added or taken out: for a script, what the pack has now."""
    if errors.by_script():
        ids = packs().passage_ids(token)
        return jsonify({"collected": passage_id in ids, "count": len(ids)})
    card = request.form.get("card", "")
    card = card if _CARD.fullmatch(card) else ""
    if "turn" in request.form:
        return redirect(back_to(card, collected=card), 303)
    back = urlsplit(request.form.get("back", ""))
    if back.scheme or back.netloc or not back.path.startswith(PAGES_THAT_COLLECT):
        return redirect(url_for(".page"), 303)
    return redirect(back._replace(fragment=card).geturl(), 303)
