"""Audited requests: which acts of people the audit has, by endpoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask, Response, current_app, request

from qa.service.audit import Audit
from web import logs

Act = tuple[str, str]
"""What was done, and to what."""


def _by_action(acts: dict[str, Act]) -> Callable[[], Act | None]:
    """The act that the field `action` of a form names, before any colon."""
    return lambda: acts.get(request.form.get("action", "").partition(":")[0])


DELETED, UNDONE = "deleted", "deletion undone"
ACTS: dict[str, Callable[[], Act | None]] = {
    "chat.forget": lambda: (DELETED, "conversation"),
    "history.change": _by_action({"delete": (DELETED, "conversation")}),
    "history.forget_all": lambda: (DELETED, "all conversations"),
    "history.undo": lambda: (UNDONE, "conversations"),
    "api.forget": lambda: (DELETED, "conversation"),
    "drafts.change": _by_action({"remove": (DELETED, "item of a draft")}),
    "drafts.delete": lambda: (DELETED, "draft"),
    "drafts.undo": lambda: (UNDONE, "draft"),
    "pack.change": _by_action(
        {
            "remove": (DELETED, "item of a pack"),
            "clear": (DELETED, "pack"),
            "undo": (UNDONE, "pack"),
        }
    ),
    "watches.change": _by_action({"remove": (DELETED, "watch"), "undo": (UNDONE, "watch")}),
    "api.unwatch": lambda: (DELETED, "watch"),
}
"""By endpoint, what a request does that succeeds; None where it deletes nothing."""


def audit() -> Audit:
    """The audit of this app."""
    return cast(Audit, current_app.extensions["audit"])


def _record(response: Response) -> Response:
    act = ACTS.get(request.endpoint or "")
    if act and response.status_code < 400 and (done := act()):
        audit().record(done[0], logs.who(), done[1])
    return response


def init_app(app: Flask) -> None:
    """Record the acts of people that succeed."""
    app.extensions["audit"] = Audit(app.config["SETTINGS"])
    app.after_request(_record)
