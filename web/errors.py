"""Errors: each exception as a status code and a body, a page or problem details."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import BadHost, HTTPException

from qa.errors import (
    BadRequest,
    EngineDown,
    Expired,
    IndexUnusable,
    NotFound,
    QaError,
    ServiceStoreError,
    StoreError,
)
from qa.service.folders import folders_are_there
from web.forms import labelled

FRAGMENT = "text/vnd.qa.turn+html"
"""The media type that the page's script accepts: one turn as HTML, or problem details."""

HEALTH = ("/healthz", "/readyz", "/metrics")
DOCS = "/api/v1/docs"
MAX_BODY_BYTES = 8 * 2**20
"""The largest body that the API accepts."""

STATUS_CODES: dict[type[QaError], int] = {
    BadRequest: 422,
    NotFound: 404,
    Expired: 410,
    IndexUnusable: 503,
    EngineDown: 503,
    ServiceStoreError: 503,
    StoreError: 503,
}

PROBLEMS = {
    400: ("/problems/bad-parameter", "A parameter cannot be used"),
    401: ("/problems/not-signed-in", "You are not signed in"),
    403: ("/problems/forbidden", "Not allowed from another site"),
    404: ("/problems/not-found", "Page not found"),
    405: ("/problems/method-not-allowed", "Method not allowed"),
    410: ("/problems/expired", "No longer available"),
    413: ("/problems/too-large", "Request too large"),
    415: ("/problems/not-json", "The body is not JSON"),
    421: ("/problems/unknown-host", "This service has another name"),
    422: ("/problems/bad-parameter", "A parameter cannot be used"),
    429: ("/problems/too-many-requests", "Too many requests"),
    500: ("/problems/internal", "Something went wrong on our side"),
    503: ("/problems/unavailable", "The answers are not available at the moment"),
}

DETAILS = {
    403: "Ask on a page of this service.",
    404: "Check the address, or go to the question box.",
    405: "Go to the question box and ask there.",
    413: "Send less: a question has at most {limit:,} characters.",
    500: "The fault is in the log of this service. Try again in a minute.",
    503: "Run `qa ingest` or `qa index` on the server; its log says what is wrong. "
    "If another command is running there, wait until it ends.",
}
"""Details that replace an error's own message, which may reveal internals."""

RECORDS_DETAIL = (
    "Conversations, packs and keys cannot be read or saved at the moment. Answers can be searched. "
    "If another command is running on the server, wait until it ends; else its log says what is "
    "wrong, and `qa check` finds it."
)
"""The same where the store of what people made fails."""

FOLDER_DETAIL = (
    "A folder of this service is not there at the moment, so answers or conversations cannot be "
    "read. When its operator has put it back, everything is as it was."
)
"""The same where a folder has been moved away, or a disk is not there."""

ENGINE_DETAIL = (
    "The search engine that has the answers cannot be used at the moment. Nothing is lost: try "
    "again in a minute. The log of this service says what is wrong."
)
"""The same where the engine of a cluster is away."""

API_PROBLEMS = PROBLEMS | {
    401: ("/problems/no-key", "A key is needed"),
    403: ("/problems/out-of-scope", "The key does not allow this"),
}
API_DETAILS = {
    401: "Send a key, as in `Authorization: Bearer KEY`. The operator of this service issues keys.",
    404: "Use /api/v1/passages?q=QUESTION or /api/v1/answers/DATE/UIN; /api/v1/openapi.json lists "
    "every call.",
    405: "Use a method that the header Allow lists; questions are asked with GET, in the "
    "parameter q.",
    413: "Send less: a body has at most {bytes:,} bytes, a question at most {limit:,} characters.",
    415: "Send JSON, with the header Content-Type: application/json.",
    500: DETAILS[500],
    503: DETAILS[503],
}
"""The same for the API."""


def of_api() -> bool:
    """Whether the request is for the API: any path under `/api` but its page, or a health check."""
    return request.path in HEALTH or (
        f"{request.path}/".startswith("/api/") and request.path != DOCS
    )


def status_of(error: QaError) -> int:
    """The status code of an error; a bad field of a form is 422, a bad parameter 400."""
    status = STATUS_CODES.get(type(error), 500)
    return 400 if status == 422 and (of_api() or request.method != "POST") else status


def problem(status: int, detail: str, **more: Any) -> Response:
    """Problem details as in RFC 9457."""
    known = API_PROBLEMS if of_api() else PROBLEMS
    kind, title = known.get(status, ("about:blank", HTTPStatus(status).phrase))
    body = {"type": kind, "title": title, "status": status, "detail": detail, **more}
    return Response(current_app.json.dumps(body), status, mimetype="application/problem+json")


def wants_fragment() -> bool:
    """Whether the page's script asks, by the Accept header."""
    return request.headers.get("Accept") == FRAGMENT


def by_script() -> bool:
    """Whether a page's script asks: for one turn, or for JSON."""
    return wants_fragment() or request.headers.get("Accept") == "application/json"


def _respond(status: int, detail: str, **more: Any) -> Response:
    """Problem details for the API and the page's script, else an error page."""
    if of_api() or by_script():
        return problem(status, detail, **more)
    if isinstance(request.routing_exception, BadHost):  # No page: it could not have links.
        return Response(f"{detail}\n", status, mimetype="text/plain")
    _, title = PROBLEMS.get(status, ("", HTTPStatus(status).phrase))
    return Response(render_template("error.html", title=title, detail=detail), status)


def _detail(status: int) -> str | None:
    details = API_DETAILS if of_api() else DETAILS
    detail = details.get(status)
    return detail and detail.format(
        limit=current_app.config["SETTINGS"].question_chars, bytes=MAX_BODY_BYTES
    )


def _qa_error(error: QaError) -> Response:
    status = status_of(error)
    if status >= 500:
        current_app.logger.error("%s %s: %s", request.method, request.path, error, exc_info=error)
        return _respond(status, _unavailable(error) or _detail(status) or "")
    more = {"parameter": error.parameter} if isinstance(error, BadRequest) else {}
    return _respond(status, str(error) if of_api() else labelled(error), **more)


def _unavailable(error: QaError) -> str | None:
    """What a response says where a folder, what people made or the engine fails; None for any other
    error."""
    if not folders_are_there(current_app.config["SETTINGS"]):
        return FOLDER_DETAIL
    if isinstance(error, EngineDown):
        return ENGINE_DETAIL
    return RECORDS_DETAIL if isinstance(error, ServiceStoreError) else None


def _http_error(error: HTTPException) -> Response:
    """The response to an error of Flask or werkzeug, with its headers (Allow, Retry-After)."""
    status = error.code or 500
    own = error.description if error.description != type(error).description else None
    response = _respond(status, own or _detail(status) or error.description or "")
    for name, value in error.get_headers(request.environ):
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def bad_body(error: Exception) -> Response:
    """The response to a body that breaks HTTP, which the server finds while a view reads it."""
    return _respond(400, "The body is incomplete, or not in the form that its headers state.")


def refuse_other_bytes() -> None:
    """Refuse a query that is not UTF-8, which Flask would alter."""
    try:
        unquote_to_bytes(request.query_string).decode()
        return
    except UnicodeError:
        pass
    query = request.query_string.decode("latin-1")
    for name, value in parse_qsl(query, keep_blank_values=True, encoding="latin-1"):
        try:
            f"{name}={value}".encode("latin-1").decode("utf-8")
        except UnicodeError:
            raise BadRequest(
                name, f"{name} is not in UTF-8.", "Percent-encode it as UTF-8."
            ) from None


def init_app(app: Flask) -> None:
    """Register the error handlers."""
    app.before_request(refuse_other_bytes)
    app.register_error_handler(QaError, _qa_error)
    app.register_error_handler(HTTPException, _http_error)
