"""Logs: access, faults and the audit as JSON lines, without a question, a token or a query."""

from __future__ import annotations

import json
import logging
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from qa.errors import QaError
from qa.settings import Settings
from web.browser import COOKIE
from web.cookies import read_cookie

ACCESS = logging.getLogger("qa.access")


def owner_kind() -> str:
    """Whose request it is: of a `key`, a `person`, a `browser` with a cookie, or `none` of them."""
    if "use" in g:
        return "key"
    if g.get("person"):
        return "person"
    return "browser" if read_cookie(COOKIE) else "none"


def who() -> str:
    """Who acts, for the audit: a key or a person by name, else the browser, which has none."""
    if "use" in g:
        return f"key {g.use.name}"
    if person := g.get("person"):
        known_as = person.name if person.name == person.id else f"{person.name} ({person.id})"
        return f"person {known_as}"
    return "browser"


def route() -> str:
    """The rule that the address matches, in place of the address, which can hold a secret."""
    return request.url_rule.rule if request.url_rule else "none"


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, kind and what the record is of."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record; an unexpected error has its type and place, not its message,
        which can hold what was asked."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": moment, "level": record.levelname.lower()}
        error = record.exc_info[1] if record.exc_info else None
        if audit := getattr(record, "audit", None):
            line |= {"kind": "audit", **audit}
        elif access := getattr(record, "access", None):
            line |= {"kind": "access", **access}
        elif error is not None:
            line |= {"kind": "fault", **_fault(error)}
        else:
            line |= {"kind": "notice", "logger": record.name, "said": record.getMessage()}
        if has_request_context():
            line.setdefault("request_id", g.get("request_id"))
            line.setdefault("route", route())
        return json.dumps(line).replace("\x7f", "\\u007f")  # Visible ASCII alone.


def _fault(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": type(error).__name__,
        **({"said": str(error)} if isinstance(error, QaError) else {}),
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def configuration(settings: Settings) -> dict[str, Any] | None:
    """The configuration of all loggers for JSON lines; None for text, as each writes it."""
    if settings.log != "json":
        return None
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "qa": {"level": "INFO"},
            "gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True},
        },
    }


def _log_access(response: Response) -> Response:
    if ACCESS.isEnabledFor(logging.INFO):
        access = {
            "request_id": g.request_id,
            "method": request.method if request.url_rule else "none",
            "route": route(),
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.started) * 1000, 1),
            "owner": owner_kind(),
        }
        if "use" in g:
            access["key"] = g.use.name
        ACCESS.info("", extra={"access": access})
    return response


def init_app(app: Flask) -> None:
    """Log each response."""
    app.after_request(_log_access)
