"""The OpenAPI document of the endpoints."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Annotated, Any, NotRequired

from flask import Response, current_app, jsonify
from pydantic import TypeAdapter
from typing_extensions import TypedDict

from qa.model.documented import Doc
from web.api.document_text import ERROR_HEADERS, GROUPS, HEADERS, INFO, KEY, PATH_PARTS, STATUSES
from web.api.endpoint import ENDPOINTS, PREFIX, Endpoint, blueprint
from web.api.requests import QUESTION_CHARS
from web.errors import API_PROBLEMS, MAX_BODY_BYTES

_SCHEMA = "#/components/schemas/{model}"


class Problem(TypedDict):
    """What is wrong with a request (RFC 9457)."""

    type: Annotated[str, Doc("The kind of problem; stable.")]
    title: Annotated[str, Doc("The kind in words.")]
    status: Annotated[int, Doc("The HTTP status.")]
    detail: Annotated[str, Doc("What was wrong here, and what to do.")]
    parameter: NotRequired[Annotated[str, Doc("The parameter, or field of the body, at fault.")]]


def document(question_chars: int = QUESTION_CHARS) -> dict[str, Any]:
    """The OpenAPI 3.1 document, with the longest question that the service accepts."""
    paths: dict[str, Any] = {}
    for group, one in grouped():
        path = re.sub(r"<(\w+)>", r"{\1}", one.path)
        paths.setdefault(path, {})[one.method.lower()] = {"tags": [group], **_operation(one)}
    whole = {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": [{"url": "/"}],
        "security": [{}, {"key": []}],
        "tags": [{"name": name, "description": text} for name, (text, _) in GROUPS.items()],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "responses": {str(status): _error_response(status) for status in STATUSES},
            "headers": {
                name: {"description": text, "schema": {"type": "string"}}
                for name, text in HEADERS.items()
            },
            "securitySchemes": {"key": KEY},
        },
    }
    limit = '"maxLength": {}'.format
    text = json.dumps(whole).replace(limit(QUESTION_CHARS), limit(question_chars))
    limited: dict[str, Any] = json.loads(text)
    return limited


def grouped() -> Iterator[tuple[str, Endpoint]]:
    """Every endpoint with its group, in the order of their use."""
    known = {one.name: one for one in ENDPOINTS}
    for group, (_, names) in GROUPS.items():
        yield from ((group, known[name]) for name in names)


def _schemas() -> dict[str, Any]:
    """The JSON schemas of all responses and bodies, by name."""
    shown = {one.__name__: one for made in ENDPOINTS for one in _json_types(made)}
    taken = {one.takes.__name__: one.takes for one in ENDPOINTS if one.has_body}
    _, whole = TypeAdapter.json_schemas(
        [
            *((name, "serialization", TypeAdapter(one)) for name, one in shown.items()),
            *((name, "validation", TypeAdapter(one)) for name, one in taken.items()),
            ("Problem", "serialization", TypeAdapter(Problem)),
        ],
        ref_template=_SCHEMA,
    )
    schemas: dict[str, Any] = whole["$defs"]
    for schema in schemas.values():
        schema.pop("title", None)
        for field in schema.get("properties", {}).values():
            field.pop("title", None)
            if field.get("default", "") is None:
                del field["default"]
    return dict(sorted(schemas.items()))


def _operation(made: Endpoint) -> dict[str, Any]:
    parts = re.findall(r"<(\w+)>", made.path)
    in_path = {"in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    operation: dict[str, Any] = {
        "operationId": made.name,
        "summary": made.summary.split(". ")[0].rstrip("."),
        "description": made.summary,
        "parameters": [{"name": part, **in_path, **PATH_PARTS[part]} for part in parts],
        "responses": _responses(made),
        **({"security": []} if made.scope is None else {"x-scope": made.scope}),
    }
    if made.has_body:
        operation["requestBody"] = {
            "required": True,
            "description": f"At most {MAX_BODY_BYTES:,} bytes.",
            "content": {"application/json": {"schema": _reference(made.takes)}},
        }
    else:
        operation["parameters"] += _query_parameters(made)
    return operation


def _query_parameters(made: Endpoint) -> Iterator[dict[str, Any]]:
    whole = made.takes.model_json_schema()
    for name, schema in whole.get("properties", {}).items():
        del schema["title"]
        # A parameter of an address is left out, never null or empty.
        for one in schema.pop("anyOf", ()):
            schema |= one if one != {"type": "null"} else {}
        if not schema.get("default", True) and schema["default"] is not False:
            del schema["default"]
        yield {
            "name": name,
            "in": "query",
            "required": name in whole.get("required", ()) or name == "q",
            "description": schema.pop("description"),
            "schema": schema,
        }


def _responses(made: Endpoint) -> dict[str, Any]:
    responses: dict[str, Any] = {
        str(status): {"$ref": f"#/components/responses/{status}"}
        for status in _other_statuses(made)
    }
    for status in made.returns:
        response = {
            "description": "As requested." if status < 300 else STATUSES[status],
            "headers": _header_references(_success_headers(made, status)),
        }
        if content := _content(made.returns[status]):
            response["content"] = content
        if made.links and status < 300:
            response["links"] = {
                name: {"operationId": name, "parameters": parameters}
                for name, parameters in made.links.items()
            }
        responses[str(status)] = response
    return dict(sorted(responses.items()))


def _other_statuses(made: Endpoint) -> Iterator[int]:
    """The statuses of an endpoint besides those of success."""
    yield from (400, 405, 421, 500)
    if made.scope:
        yield from (401, 403, 429, 503)
    if made.name == "metrics":
        yield 403
    if made.scope and made.method == "GET":
        yield 304
    if "<" in made.path or made.name in ("mark", "over_time", "watch"):
        yield 404
    if "<uin>" in made.path:
        yield 301
    if "cursor" in made.takes.model_fields:
        yield 410
    if made.method == "POST":
        yield from (413, 415)


def _success_headers(made: Endpoint, status: int) -> list[str]:
    tagged = ["ETag"] if made.method == "GET" and status == 200 else []
    own = {"begin": ["Location"], "passages": ["Link"]}.get(made.name, [])
    return ["X-Request-Id", *tagged, *own]


def _json_types(made: Endpoint) -> list[Any]:
    return [one for shown in made.returns.values() for one in _each(shown) if isinstance(one, type)]


def _content(shown: Any) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for one in _each(shown):
        if isinstance(one, str):
            content[one] = {"schema": {"type": "string"}}
        elif one is not None:
            content["application/json"] = {"schema": _reference(one)}
    return content


def _each(shown: Any) -> tuple[Any, ...]:
    """The JSON types and media types of one status."""
    return shown if isinstance(shown, tuple) else (shown,)


def _error_response(status: int) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": STATUSES[status],
        "headers": _header_references(["X-Request-Id", *ERROR_HEADERS.get(status, ())]),
    }
    if status >= 400:
        response["description"] += f" `type` is `{API_PROBLEMS[status][0]}`."
        response["content"] = {"application/problem+json": {"schema": _reference(Problem)}}
    return response


def _reference(named: Any) -> dict[str, str]:
    return {"$ref": _SCHEMA.format(model=named.__name__)}


def _header_references(names: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


@cache
def served_document(question_chars: int) -> dict[str, Any]:
    """The document, made once for each limit."""
    return document(question_chars)


@blueprint.get(f"{PREFIX}/openapi.json")
def openapi() -> Response:
    """The OpenAPI document."""
    return jsonify(served_document(current_app.config["SETTINGS"].question_chars))
