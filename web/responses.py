"""Responses: the tag, the request id and the compression of each response, and JSON."""

from __future__ import annotations

import gzip
import hashlib
import logging
import re
import uuid
from importlib.metadata import version
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from flask.json.provider import DefaultJSONProvider
from pydantic_core import to_json

from web import errors


class Json(DefaultJSONProvider):
    """JSON in UTF-8; responses are written by pydantic, three times as fast."""

    ensure_ascii = False
    sort_keys = False

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """A response with a value as JSON."""
        value = self._prepare_response_obj(args, kwargs)
        return Response(to_json(value) + b"\n", mimetype=self.mimetype)


MIN_COMPRESSED_BYTES = 1000
"""The smallest body that is compressed."""
GZIP_LEVEL = 4
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SECRET = re.compile(r"(/(?:shared|conversations)/)[^/\s]+")
"""A part of an address that gives access to who has it: the token of a link, or a key."""
_VERSION = version("written-answers-qa")
_COMPRESSED_TYPES = ("application/json", "application/problem+json", "text/plain")


def unchanged(state: str) -> bool:
    """Tag this response by its state, before any search; true if the client has that response."""
    g.tag = tag_of(state)
    held = request.if_none_match
    return held.contains(g.tag) or held.contains(f"{g.tag}-gzip")


def tag_of(state: str) -> str:
    """The tag of the response to this request in a given state of the answers."""
    asked = f"{_VERSION}\n{state}\n{request.full_path}".encode()
    return hashlib.sha256(asked).hexdigest()[:32]


def _finish(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.request_id
    if not errors.of_api():
        if response.mimetype == "text/html":  # Each shows how much is in this browser's pack.
            kept = "no-store" if response.status_code >= 400 else "private, no-cache"
            response.headers.setdefault("Cache-Control", kept)
        return response
    if request.method in ("GET", "HEAD") and response.status_code in (200, 304):
        _tag(response)
    response.headers.setdefault("Cache-Control", "no-cache")
    response.vary.add("Accept-Encoding")
    return response


def _tag(response: Response) -> None:
    """Tag and compress a response; make it 304 if the client has it."""
    if response.is_streamed:
        return
    tag = g.get("tag") or hashlib.sha256(response.get_data()).hexdigest()[:32]
    response.set_etag(f"{tag}-gzip" if _compress(response) else tag)
    response.make_conditional(request)


def _compress(response: Response) -> bool:
    """Compress a large body for a client that accepts gzip; whether it was compressed."""
    accepted = request.accept_encodings["gzip"] and response.mimetype in _COMPRESSED_TYPES
    if not accepted or len(response.get_data()) < MIN_COMPRESSED_BYTES:
        return False
    response.set_data(gzip.compress(response.get_data(), GZIP_LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return True


def _set_request_id() -> None:
    """Use the request's own id if it is safe in a header and a log, else a new one."""
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


class _LogFilter(logging.Filter):
    """Puts the request's id before each log message, and takes secrets out of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, with the id, without the tokens and keys of addresses."""
        said = _SECRET.sub(r"\1…", record.getMessage())
        if has_request_context() and "request_id" in g:
            said = f"[{g.request_id}] {said}"
        record.msg, record.args = said, ()
        return True


def init_app(app: Flask) -> None:
    """Give every request an id, and finish every response."""
    app.before_request(_set_request_id)
    app.after_request(_finish)
    app.logger.addFilter(_LogFilter())
