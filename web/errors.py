"""Errors: the one place where what went wrong becomes a status code and a body."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from qa.errors import BadRequest, IndexUnusable, NotFound, QaError, StoreError

FRAGMENT = "text/vnd.qa.turn+html"
"""What the page's own script accepts: one turn as HTML, and errors as problem details."""

STATUS: dict[type[QaError], int] = {
    BadRequest: 422,
    NotFound: 404,
    IndexUnusable: 503,
    StoreError: 503,
}

PROBLEMS = {
    400: ("/problems/bad-parameter", "A parameter cannot be used"),
    403: ("/problems/forbidden", "Not allowed from another site"),
    404: ("/problems/not-found", "Nothing stands at this address"),
    405: ("/problems/method-not-allowed", "This address is not used that way"),
    413: ("/problems/too-large", "Too much was sent"),
    422: ("/problems/bad-parameter", "A parameter cannot be used"),
    500: ("/problems/internal", "Something went wrong on our side"),
    503: ("/problems/unavailable", "The answers cannot be read at the moment"),
}

DETAILS = {
    403: "A question is taken only from the page of this service itself.",
    404: "Check the address, or start from the question box.",
    413: "Send less: a question has a limit of some thousand characters.",
    500: "The fault has been written to the log of this service. Try again in a minute.",
    503: "Try again in a minute. The log of this service says what is missing.",
}
"""Said in place of what the error itself says, which may tell of the inside."""


def status_of(error: QaError) -> int:
    """The status code of an error: the API says 400 where the page says 422."""
    status = STATUS.get(type(error), 500)
    return 400 if status == 422 and request.path.startswith("/api/") else status


def problem(status: int, detail: str, **more: Any) -> Response:
    """Problem details as in RFC 9457."""
    kind, title = PROBLEMS.get(status, ("about:blank", HTTPStatus(status).phrase))
    body = {"type": kind, "title": title, "status": status, "detail": detail, **more}
    return Response(current_app.json.dumps(body), status, mimetype="application/problem+json")


def wants_fragment() -> bool:
    """Whether the page's script asks; the Accept header alone decides."""
    return request.headers.get("Accept") == FRAGMENT


def _respond(status: int, detail: str, **more: Any) -> Response:
    """Problem details for programs, a page in our own layout for people."""
    if request.path.startswith("/api/") or wants_fragment():
        return problem(status, detail, **more)
    _, title = PROBLEMS.get(status, ("", HTTPStatus(status).phrase))
    return Response(render_template("error.html", title=title, detail=detail), status)


def _qa_error(error: QaError) -> Response:
    status = status_of(error)
    if status >= 500:
        current_app.logger.error("%s %s: %s", request.method, request.path, error, exc_info=error)
        return _respond(status, DETAILS[status])
    more = {"parameter": error.parameter} if isinstance(error, BadRequest) else {}
    return _respond(status, str(error), **more)


def _http_error(error: HTTPException) -> Response:
    """The same for the framework's own errors, whose headers (Allow, Retry-After) are kept."""
    status = error.code or 500
    response = _respond(status, DETAILS.get(status) or error.description or "")
    for name, value in error.get_headers(request.environ):
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def init_app(app: Flask) -> None:
    """Register the handlers; called by the application factory."""
    app.register_error_handler(QaError, _qa_error)
    app.register_error_handler(HTTPException, _http_error)
