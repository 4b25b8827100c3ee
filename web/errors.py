"""Errors: the one place where what went wrong becomes a status code and a body."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import BadHost, HTTPException

from qa.errors import BadRequest, Expired, IndexUnusable, NotFound, QaError, StoreError

FRAGMENT = "text/vnd.qa.turn+html"
"""What the page's own script accepts: one turn as HTML, and errors as problem details."""

HEALTH = ("/healthz", "/readyz", "/metrics")
DOCS = "/api/v1/docs"
MOST_BYTES = 8 * 2**20
"""How large a body that a program sends may be."""

STATUS: dict[type[QaError], int] = {
    BadRequest: 422,
    NotFound: 404,
    Expired: 410,
    IndexUnusable: 503,
    StoreError: 503,
}

PROBLEMS = {
    400: ("/problems/bad-parameter", "A parameter cannot be used"),
    401: ("/problems/no-key", "A key is needed"),
    403: ("/problems/forbidden", "Not allowed from another site"),
    404: ("/problems/not-found", "Nothing stands at this address"),
    405: ("/problems/method-not-allowed", "This address is not used that way"),
    410: ("/problems/expired", "What came before is no more"),
    413: ("/problems/too-large", "Too much was sent"),
    415: ("/problems/not-json", "The body is not declared as JSON"),
    422: ("/problems/bad-parameter", "A parameter cannot be used"),
    429: ("/problems/too-many-requests", "This key has asked too often"),
    500: ("/problems/internal", "Something went wrong on our side"),
    503: ("/problems/unavailable", "The answers cannot be read at the moment"),
}

DETAILS = {
    403: "A question is taken only from the page of this service itself.",
    404: "Check the address, or start from the question box.",
    405: "Go to the question box and ask there.",
    413: "Send less: a question has at most {limit:,} characters.",
    500: "The fault has been written to the log of this service. Try again in a minute.",
    503: "Run `qa ingest` or `qa index` on the server, whose log says what is wrong. "
    "If another command is at work there, try again when it has ended.",
}
"""Said in place of what the error itself says, which may tell of the inside."""

API_PROBLEMS = PROBLEMS | {403: ("/problems/out-of-scope", "The key does not allow this")}
API_DETAILS = {
    401: "Send a key, as in `Authorization: Bearer KEY`; whoever runs this service gives keys out.",
    404: "Use /api/v1/passages?q=QUESTION or /api/v1/answers/DATE/UIN; /api/v1/openapi.json lists "
    "every call.",
    405: "Use a method that the header Allow lists; questions are asked with GET, in the "
    "parameter q.",
    413: "Send less: a body has at most {bytes:,} bytes, a question at most {limit:,} characters.",
    415: "Send JSON, with the header Content-Type: application/json.",
    500: DETAILS[500],
    503: DETAILS[503],
}
"""The same for programs."""


def of_api() -> bool:
    """Whether a program asks, or tries to: all that stands under `/api`, and the service's health.

    The page that describes the API is for people.
    """
    return request.path in HEALTH or (
        f"{request.path}/".startswith("/api/") and request.path != DOCS
    )


def status_of(error: QaError) -> int:
    """The status code of an error: what a form holds is 422, what an address holds is 400."""
    status = STATUS.get(type(error), 500)
    return 400 if status == 422 and (of_api() or request.method != "POST") else status


def problem(status: int, detail: str, **more: Any) -> Response:
    """Problem details as in RFC 9457."""
    known = API_PROBLEMS if of_api() else PROBLEMS
    kind, title = known.get(status, ("about:blank", HTTPStatus(status).phrase))
    body = {"type": kind, "title": title, "status": status, "detail": detail, **more}
    return Response(current_app.json.dumps(body), status, mimetype="application/problem+json")


def wants_fragment() -> bool:
    """Whether the page's script asks; the Accept header alone decides."""
    return request.headers.get("Accept") == FRAGMENT


def _respond(status: int, detail: str, **more: Any) -> Response:
    """Problem details for programs, a page in our own layout for people."""
    if of_api() or wants_fragment():
        return problem(status, detail, **more)
    if isinstance(request.routing_exception, BadHost):  # No page: nothing can be linked to.
        return Response(f"{detail}\n", status, mimetype="text/plain")
    _, title = PROBLEMS.get(status, ("", HTTPStatus(status).phrase))
    return Response(render_template("error.html", title=title, detail=detail), status)


def _detail(status: int) -> str | None:
    details = API_DETAILS if of_api() else DETAILS
    said = details.get(status)
    return said and said.format(limit=current_app.config["QUESTION_CHARS"], bytes=MOST_BYTES)


def _qa_error(error: QaError) -> Response:
    status = status_of(error)
    if status >= 500:
        current_app.logger.error("%s %s: %s", request.method, request.path, error, exc_info=error)
        return _respond(status, _detail(status) or "")
    more = {"parameter": error.parameter} if isinstance(error, BadRequest) else {}
    return _respond(status, str(error), **more)


def _http_error(error: HTTPException) -> Response:
    """The same for the framework's own errors, whose headers (Allow, Retry-After) are kept."""
    status = error.code or 500
    own = error.description if error.description != type(error).description else None
    response = _respond(status, own or _detail(status) or error.description or "")
    for name, value in error.get_headers(request.environ):
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def bad_body(error: Exception) -> Response:
    """A body that does not keep to HTTP: what the server raises while a view reads it."""
    return _respond(400, "The body breaks off or is not in the form that its headers state.")


def refuse_other_bytes() -> None:
    """Refuse an address whose query is not UTF-8, where the framework would alter or fail."""
    try:
        unquote_to_bytes(request.query_string).decode()
        return
    except UnicodeError:
        pass  # Which parameter it is takes longer to tell.
    query = request.query_string.decode("latin-1")
    for name, value in parse_qsl(query, keep_blank_values=True, encoding="latin-1"):
        try:
            f"{name}={value}".encode("latin-1").decode("utf-8")
        except UnicodeError:
            raise BadRequest(
                name, f"{name} is not in UTF-8.", "Percent-encode it as UTF-8."
            ) from None


def init_app(app: Flask) -> None:
    """Register the handlers; called by the application factory."""
    app.before_request(refuse_other_bytes)
    app.register_error_handler(QaError, _qa_error)
    app.register_error_handler(HTTPException, _http_error)
