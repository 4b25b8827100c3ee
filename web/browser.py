"""A visitor: one browser, known by cookies that only the service can read."""

from __future__ import annotations

from typing import cast

from flask import abort, current_app, request
from werkzeug.wrappers import Response

from qa.service.conversations import Conversations, owner_of
from qa.service.marks import Marks
from qa.service.service import Service

COOKIE = "conversation"
"""Names the browser: whoever shows its token has what was asked with it."""
FROM = "/conversations/"
"""Where the pages stand that an answer is opened from, and that its page leads back to."""

SEARCH = "/search"
"""The same of searches, whose address is all there is of them."""


def service() -> Service:
    """The one Service of this app."""
    return cast(Service, current_app.extensions["qa"])


def conversations() -> Conversations:
    """The conversations of this app."""
    return cast(Conversations, current_app.extensions["conversations"])


def marks() -> Marks:
    """The marks of this app."""
    return cast(Marks, current_app.extensions["marks"])


def browser() -> str:
    """The owner of what this browser asked."""
    return owner_of(request.cookies.get(COOKIE, ""))


def came_from() -> str | None:
    """The address of the conversation, or the search, from which this page was opened, if any."""
    opened_from = (request.referrer or "").partition("://")[2].removeprefix(request.host)
    path = opened_from.partition("?")[0]
    if path == SEARCH:
        return opened_from
    return path if path.startswith(FROM) else None


def same_site() -> None:
    """Refuse a form posted from another site: it could ask, or delete, in this browser's name.

    A browser that does not say how the sites relate (an old one, or any where the address is
    neither this machine nor https) names the origin, which is compared with the host.
    """
    if request.method != "POST":
        return
    source, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if source is None and origin is not None:
        source = "same-origin" if origin.partition("://")[2] == request.host else "cross-site"
    if source not in (None, "same-origin", "none"):
        abort(403)


def remember(response: Response, name: str, token: str) -> Response:
    """Let this browser keep a token for as long as what it leads to is kept."""
    response.set_cookie(
        name,
        token,
        max_age=current_app.config["RETENTION_DAYS"] * 86400,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return kept_private(response)


def kept_private(response: Response) -> Response:
    """Let no cache keep what belongs to one browser."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept, Cookie"
    return response
