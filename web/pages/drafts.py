"""The draft desk: paste a question, choose what was found for each part, and download a skeleton.

The page of a draft is one form, so that every button sends everything that was typed.
"""

from __future__ import annotations

import re
from typing import Any, cast, get_args

from flask import (
    Blueprint,
    Flask,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response

from qa.errors import BadRequest, NotFound
from qa.model import json_types
from qa.model.drafts import DraftEvidence
from qa.model.packs import Direction
from qa.service.conversations import owner_of
from qa.service.drafts import (
    MAX_ITEMS,
    NOTE_CHARS,
    OpenedDraft,
    Typed,
    gap,
    house_of,
    item_kind,
    part_passage,
    referral,
    skeleton,
)
from qa.service.packs import DocumentForm, quoted_passage
from web import errors
from web.browser import (
    COOKIE,
    browser,
    drafts,
    exports,
    making_token,
    no_store,
    own_token,
    remember,
    same_site,
    service,
)
from web.citation import digest
from web.pages.exporting import MIMETYPES, attachment
from web.typed_notes import ITEM, typed, typed_notes

blueprint = Blueprint("drafts", __name__)
blueprint.before_request(same_site)

MESSAGES = {
    "save": "Saved.",
    "up": "Moved up.",
    "down": "Moved down.",
    "remove": "Removed from the draft.",
    "undo": "Back in the draft.",
    "quotation": "Added to the draft.",
    "referral": "Added to the draft as a referral.",
    "gap": "Marked as a gap.",
    "best": "The best of each part is in the draft.",
}
"""What the page says after each action of its form."""
MAX_TYPED_BYTES = MAX_ITEMS * (NOTE_CHARS * 12 + 200) + 2**16
"""The largest form: notes of four-byte characters, each byte sent as `%XX`."""
_CHOSEN = re.compile(r"(?P<part>\d{1,2}):(?P<digest>[0-9a-f]{8}):(?P<id>.{1,300})")


@blueprint.get("/drafts")
def page() -> Response:
    """A box to paste a question into, and the drafts of this browser, the last changed first."""
    return _list()


@blueprint.post("/drafts")
def begin() -> Response:
    """Take a question apart and begin a draft of the reply to it."""
    token = making_token()
    try:
        asked, parts = service().draft_questions(request.form.get("question", ""))
        key = drafts().begin(asked, parts, owner_of(token))
    except BadRequest as error:
        return _list(error)
    return remember(redirect(url_for(".draft", key=key), 303), COOKIE, token)


@blueprint.post("/drafts/undo")
def undo() -> Response:
    """Undo the deletion of a draft."""
    drafts().restore(request.form.get("deletion", ""), browser())
    return redirect(url_for(".page", restored=1), 303)


@blueprint.get("/drafts/<key>")
def draft(key: str) -> Response:
    """The desk: each part with what was chosen for it and what was found, as it is now."""
    return _desk(key)


@blueprint.post("/drafts/<key>")
def change(key: str) -> Response:
    """Save what was typed and do what the button says, then show the desk and what was done."""
    request.max_content_length = request.max_form_memory_size = MAX_TYPED_BYTES
    action = request.form.get("action", "")
    try:
        done = _do(key, *action.partition(":")[::2])
    except BadRequest as error:
        if errors.by_script() or not error.parameter.startswith(("note-", "minister")):
            raise
        return _desk(key, error)
    if errors.by_script() and action == "save":
        return no_store(make_response("", 204))
    return redirect(url_for(".draft", key=key, **done), 303)


@blueprint.post("/drafts/<key>/delete")
def delete(key: str) -> Response:
    """Delete a draft, then show the list of the others, where this can be undone."""
    return redirect(url_for(".page", deleted=drafts().discard(key, browser())), 303)


@blueprint.get("/drafts/<key>/skeleton.<form>")
def file(key: str, form: str) -> Response:
    """The skeleton of the reply as a file."""
    known = next((one for one in get_args(DocumentForm) if one == form), None)
    if known is None:
        abort(404)
    made = skeleton(service().settings, exports(), drafts().draft(key, browser()), known)
    return no_store(attachment(made, f"skeleton.{form}", MIMETYPES[form]))


@blueprint.get("/drafts/<key>/share")
def share(key: str) -> Response:
    """The link to a draft, and a button to make one."""
    drafts().draft(key, browser())
    link = drafts().link(key, own_token(), browser())
    return no_store(make_response(render_template("share-draft.html", key=key, link=link)))


@blueprint.post("/drafts/<key>/share")
def change_share(key: str) -> Response:
    """Make the link to a draft, or end it."""
    action = request.form.get("action", "")
    if action == "share":
        drafts().share(key, own_token(), browser())
    elif action == "end":
        drafts().end_share(key, browser())
    else:
        raise BadRequest("action", f"action is {action[:40]!r}.", "Give share or end.")
    return redirect(url_for(".share", key=key), 303)


@blueprint.get("/shared-drafts/<token>")
def shared(token: str) -> Response:
    """The draft of a link as it is now, to read only.

    The address is a secret, so it is sent as no referrer and no search engine may list it.
    """
    found = drafts().shared(token)
    response = no_store(make_response(render_template("shared-draft.html", draft=found)))
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _do(key: str, verb: str, which: str) -> dict[str, Any]:
    """Do one action of the desk's form; what the next page needs in order to say so."""
    item, said = int(which) if ITEM.fullmatch(which) else 0, _typed()
    done: dict[str, Any] = {"done": verb, "item": item or None}
    if verb == "save":
        drafts().save(key, said, browser())
    elif verb in get_args(Direction):
        drafts().move(key, item, cast(Direction, verb), said, browser())
    elif verb == "remove":
        entries = drafts().draft(key, browser()).entries
        part = next((part for part in entries if any(one.id == item for one in part)), ())
        after = [one.id for one in part[1:] if part[part.index(one) - 1].id == item]
        done["item"] = after[0] if after else None
        done["part"] = part[0].part if part else None
        done["undo"] = drafts().remove(key, item, said, browser())
    elif verb == "undo":
        done["item"] = drafts().restore_items(key, which, said, browser())
    elif verb == "best":
        drafts().fill(key, _evidence(drafts().draft(key, browser())), said, browser())
    elif verb == "gap":
        done["item"] = drafts().add(key, item, "gap", None, said, browser())
    elif verb in MESSAGES:
        part_number, passage = _named_passage(key, which)
        kind = item_kind(verb)
        done["item"] = drafts().add(key, part_number, kind, passage, said, browser())
        done["at"] = f"{part_number}:{passage['passage_id']}"
    else:
        known = ", ".join(MESSAGES)
        raise BadRequest("action", f"action is {verb[:40]!r}.", f"Give one of {known}.")
    return done


def _typed() -> Typed:
    """What was typed on the desk, where it differs from what the page showed."""
    return Typed(typed_notes(), typed("minister", "was-minister"))


def _named_passage(key: str, which: str) -> tuple[int, json_types.Passage]:
    """The part and the passage that a button names: one that was found for the part, else by its
    id; its text is the one that the page showed."""
    named = _CHOSEN.fullmatch(which)
    if named is None:
        raise BadRequest("action", f"{which[:40]!r} names no passage.", "Open the draft again.")
    part = int(named["part"])
    found = part_passage(_evidence(drafts().draft(key, browser())), part, named["id"])
    passage = found or quoted_passage(service(), named["id"])
    if digest(passage["text"]) != named["digest"]:
        raise NotFound(
            "The text of this answer has changed since the page was shown.",
            "Open the draft again, then choose the passage.",
        )
    return part, passage


def _evidence(found: OpenedDraft) -> DraftEvidence:
    return service().draft_evidence(found.question, found.parts)


def _desk(key: str, error: BadRequest | None = None) -> Response:
    """The desk: with an error, as it was typed."""
    found = drafts().draft(key, browser())
    removal = request.args.get("undo", "")
    said = _typed() if error else Typed({})
    html = render_template(
        "draft.html",
        key=key,
        draft=found,
        evidence=_evidence(found),
        typed=said,
        error=error,
        done=None if error else request.args.get("done"),
        item=request.args.get("item", type=int),
        part=request.args.get("part", type=int),
        at=request.args.get("at"),
        messages=MESSAGES,
        removal=removal if removal and drafts().removed(key, removal, browser()) else None,
    )
    return no_store(make_response(html, errors.status_of(error) if error else 200))


def _list(error: BadRequest | None = None) -> Response:
    deletion = request.args.get("deleted")
    html = render_template(
        "drafts.html",
        listed=drafts().listed(browser()),
        typed=request.form.get("question", ""),
        error=error,
        deletion=deletion if deletion and drafts().discarded(browser(), deletion) else None,
        restored="restored" in request.args,
    )
    return no_store(make_response(html, errors.status_of(error) if error else 200))


def init_app(app: Flask) -> None:
    """Register the pages and what their templates need."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(draft_gap=gap, house_of=house_of, referral=referral)
