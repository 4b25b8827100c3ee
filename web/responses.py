"""Delivery: what each response carries besides its body: a tag, a request's id, less to send."""

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
    """JSON in UTF-8; what is sent is written by pydantic's writer, in a third of the time."""

    ensure_ascii = False
    sort_keys = False

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """What Flask is given to send as JSON, as a response."""
        said = self._prepare_response_obj(args, kwargs)
        return Response(to_json(said) + b"\n", mimetype=self.mimetype)


_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_LEAST_BYTES = 1000
"""Below this a body is sent as it is."""
_PACKAGE = version("written-answers-qa")
_LEVEL = 4
_PACKED = ("application/json", "application/problem+json", "text/plain")


def unchanged(state: str) -> bool:
    """Tag this response by what it is made of; whether whoever asks has just that already."""
    g.tag = tag_of(state)
    return _has(g.tag)


def tag_of(state: str) -> str:
    """The tag of what this request asks for, made of what `state` stands for."""
    asked = f"{_PACKAGE}\n{state}\n{request.full_path}".encode()
    return hashlib.sha256(asked).hexdigest()[:32]


def not_modified() -> Response:
    """What is said to whoever has it already."""
    return Response(status=304)


def _has(tag: str) -> bool:
    held = request.if_none_match
    return held.contains(tag) or held.contains(f"{tag}-gzip")


def _delivered(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.request_id
    if not errors.of_api():
        return response
    if request.method in ("GET", "HEAD") and response.status_code in (200, 304):
        response = _tagged(response)
    response.headers.setdefault("Cache-Control", "no-cache")
    response.vary.add("Accept-Encoding")
    return response


def _tagged(response: Response) -> Response:
    if response.direct_passthrough or response.is_streamed:
        return response
    tag = g.get("tag") or hashlib.sha256(response.get_data()).hexdigest()[:32]
    if response.status_code == 200 and _has(tag):
        response.status_code = 304
        response.set_data(b"")
        del response.headers["Content-Type"]
    packed = _pack(response)
    response.set_etag(f"{tag}-gzip" if packed else tag)
    return response


def _pack(response: Response) -> bool:
    """Pack the body where that is asked for and worth it; says whether its form is packed."""
    if not request.accept_encodings["gzip"] or response.mimetype not in _PACKED:
        return False
    body = response.get_data()
    if len(body) < _LEAST_BYTES:
        return False
    response.set_data(gzip.compress(body, _LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return True


def _named() -> None:
    """Take the id that the request brings, if it is fit for a header and a log, else give one."""
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex


class _WithId(logging.Filter):
    """Puts the request's id before what is logged of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, with its id."""
        if has_request_context() and "request_id" in g:
            record.msg = f"[{g.request_id}] {record.msg}"
        return True


def init_app(app: Flask) -> None:
    """Name every request and finish every response; called by the application factory."""
    app.before_request(_named)
    app.after_request(_delivered)
    app.logger.addFilter(_WithId())
