"""One browser: the owner its person or cookie names, the page it came from, and its cookies."""

from __future__ import annotations

from contextlib import suppress
from typing import cast

from flask import abort, current_app, g, request
from werkzeug.wrappers import Response

from qa.errors import StoreError
from qa.model.tokens import derived_token
from qa.service.conversations import Conversations, owner_of
from qa.service.declined import Declined
from qa.service.drafts import Drafts
from qa.service.marks import Marks
from qa.service.packs import Exports, Packs
from qa.service.service import Service
from qa.service.shares import Shares
from qa.service.watches import Watches
from web import identity
from web.cookies import read_cookie, set_cookie

COOKIE = "conversation"
"""The cookie whose token identifies the owner of conversations."""
PACK_COOKIE = "pack"
"""The cookie whose token identifies an evidence pack."""
CONVERSATIONS_PATH = "/conversations/"
SEARCH_PATH = "/search"


def service() -> Service:
    """The Service of this app."""
    return cast(Service, current_app.extensions["qa"])


def conversations() -> Conversations:
    """The conversations of this app."""
    return cast(Conversations, current_app.extensions["conversations"])


def marks() -> Marks:
    """The marks of this app."""
    return cast(Marks, current_app.extensions["marks"])


def declined() -> Declined:
    """The declined questions of this app."""
    return cast(Declined, current_app.extensions["declined"])


def packs() -> Packs:
    """The packs of this app."""
    return cast(Packs, current_app.extensions["packs"])


def drafts() -> Drafts:
    """The drafts of this app."""
    return cast(Drafts, current_app.extensions["drafts"])


def exports() -> Exports:
    """The exports of this app."""
    return cast(Exports, current_app.extensions["exports"])


def shares() -> Shares:
    """The links to conversations of this app."""
    return cast(Shares, current_app.extensions["shares"])


def watches() -> Watches:
    """The watches of this app."""
    return cast(Watches, current_app.extensions["watches"])


def own_token() -> str:
    """The token that what is shown here belongs to: of the person, else of this browser's cookie;
    empty where it has none. The links that it makes are derived from it."""
    return identity.person_token() if identity.has_people() else read_cookie(COOKIE)


def making_token() -> str:
    """The same for what is made now: a new token where the browser has none that is known."""
    return identity.person_token() or conversations().browser_token(own_token())


def browser() -> str:
    """The owner id of the person, else of this browser."""
    return owner_of(own_token())


def pack_token() -> str:
    """The token of the pack of the person, else of this browser; empty where it has none."""
    if identity.has_people():
        token = identity.person_token()
        return derived_token(token, PACK_COOKIE) if token else ""
    return read_cookie(PACK_COOKIE)


def pack_ids() -> list[str]:
    """The ids of the passages in this browser's pack; none where the store cannot be read.

    An error page shows their number too, so it is read once, and raises nothing.
    """
    if "pack_ids" not in g:
        g.pack_ids = []
        with suppress(StoreError):
            g.pack_ids = packs().passage_ids(pack_token())
    return cast(list[str], g.pack_ids)


def back_link() -> str | None:
    """The address of the conversation or search from which this page was opened, if any."""
    opened_from = (request.referrer or "").partition("://")[2].removeprefix(request.host)
    path = opened_from.partition("?")[0]
    if path == SEARCH_PATH:
        return opened_from
    return path if path.startswith(CONVERSATIONS_PATH) else None


def same_site() -> None:
    """Refuse a form posted from another site, which could ask or delete as this browser.

    Old browsers, and all browsers on plain http, send no Sec-Fetch-Site; there the Origin is
    compared with scheme and host.
    """
    if request.method != "POST":
        return
    source, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if source is None and origin is not None:
        source = "same-origin" if origin == request.host_url.rstrip("/") else "cross-site"
    if source not in (None, "same-origin", "none"):
        abort(403)


def remember(response: Response, name: str, token: str) -> Response:
    """Set a cookie that expires with what its token identifies; a person needs none."""
    if identity.person():
        return no_store(response)
    set_cookie(response, name, token, current_app.config["SETTINGS"].retention_days * 86400)
    return no_store(response)


def no_store(response: Response) -> Response:
    """Forbid caches to keep a response that belongs to one browser."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept, Cookie"
    return response
