"""Documentation: the OpenAPI document of the calls as they are, and a page of it for people."""

from __future__ import annotations

import inspect
import json
import re
from functools import cache
from typing import Any

from flask import Response, current_app, jsonify, render_template
from pydantic import ConfigDict, TypeAdapter
from typing_extensions import TypedDict, is_typeddict

from qa.model import json_types
from qa.settings import Settings
from web.api.endpoint import CALLS, PREFIX, Call, blueprint
from web.api.requests import QUESTION_CHARS
from web.errors import API_PROBLEMS, DOCS, MOST_BYTES

VERSION = "1.0.0"
"""Of the document; its first number is that of the address."""

_REF = "#/components/schemas/{model}"
_ABOUT = (
    "Written answers of UK ministers to Parliament: passages word for word, dated and cited. "
    "Within v1 changes only add. Contains Parliamentary information licensed under the Open "
    "Parliament Licence v3.0."
)
_PARTS = {
    "date": "The ISO date on which the question was tabled (answered, where that is not known).",
    "uin": "The UIN, or the name of a question that bears none; in any case.",
    "conversation_id": "The id that the conversation was begun with.",
}
_EXAMPLES = {"date": {"example": "2021-09-03"}, "uin": {"example": "41780"}}
_HEADERS = {
    "ETag": "Changes with what is shown; send it as If-None-Match.",
    "X-Request-Id": "The request's id: the one that was sent, else a new one.",
    "Link": 'The next page, as rel="next", where there may be one.',
    "Location": "Where what was made stands.",
    "Retry-After": "Seconds to wait.",
    "RateLimit": "What is left to the key, and the seconds until that is made up.",
    "RateLimit-Policy": "What the key may ask, and in how many seconds.",
    "WWW-Authenticate": "How to send a key.",
    "Allow": "Methods that can be used.",
}
_OF_STATUS = {
    "401": ("WWW-Authenticate",),
    "405": ("Allow",),
    "429": ("Retry-After",),
    "200": ("ETag",),
    "201": ("Location",),
}
_WHEN = {
    301: "The answer goes by another name; Location leads to it.",
    304: "What If-None-Match names is as it was.",
    400: "A parameter is unknown, missing, malformed or beyond its limit.",
    401: "The service asks for keys, and none that it knows was sent.",
    403: "The key lacks the scope of this call.",
    404: "There is nothing of that name.",
    405: "Not by this method.",
    410: "The cursor is of an index, or of a store, that is no more.",
    413: f"The body is larger than {MOST_BYTES:,} bytes.",
    415: "The body is not declared as application/json.",
    429: "The key has used up its requests of this minute.",
    500: "A fault of the service, told in its log alone.",
    503: "The answers cannot be read at the moment.",
}


def document(question_chars: int = QUESTION_CHARS) -> dict[str, Any]:
    """The OpenAPI 3.1 document, with the longest question that is taken."""
    schemas = _schemas()
    paths: dict[str, Any] = {}
    for made in CALLS:
        path = re.sub(r"<(\w+)>", r"{\1}", made.path)
        paths.setdefault(path, {})[made.method.lower()] = _operation(made)
    whole = {
        "openapi": "3.1.0",
        "info": {
            "title": "Written Answers QA",
            "version": VERSION,
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"key": []}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": {str(status): _problem(status) for status in _WHEN},
            "headers": {
                name: {"description": said, "schema": {"type": "string"}}
                for name, said in _HEADERS.items()
            },
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Asked for where the service runs with keys. A key has scopes "
                    "(read, converse, evaluate) and a number of requests a minute.",
                }
            },
        },
    }
    return _limited(whole, question_chars)


def _limited(whole: dict[str, Any], question_chars: int) -> dict[str, Any]:
    def put(found: dict[str, Any]) -> dict[str, Any]:
        if found.get("maxLength") == QUESTION_CHARS:
            found["maxLength"] = question_chars
        return found

    limited: dict[str, Any] = json.loads(json.dumps(whole), object_hook=put)
    return limited


@cache
def _adapters() -> dict[str, TypeAdapter[Any]]:
    """Every shape, and every form of body, by the name that the document gives it."""
    found: dict[str, TypeAdapter[Any]] = {}
    for name, shape in inspect.getmembers(json_types, is_typeddict):
        if shape is not TypedDict:
            shape.__pydantic_config__ = ConfigDict(use_attribute_docstrings=True)
            found[name] = TypeAdapter(shape)
    found |= {one.asked.__name__: TypeAdapter(one.asked) for one in CALLS if one.has_body}
    return found


def _schemas() -> dict[str, Any]:
    _, whole = TypeAdapter.json_schemas(
        [(name, "serialization" if name in vars(json_types) else "validation", adapter)
         for name, adapter in _adapters().items()],
        ref_template=_REF,
    )  # fmt: skip
    schemas: dict[str, Any] = whole["$defs"]
    for schema in schemas.values():
        schema.pop("title", None)
        for field in schema.get("properties", {}).values():
            field.pop("title", None)
            if field.get("default", "") is None:
                del field["default"]
    return schemas


def _operation(made: Call) -> dict[str, Any]:
    parts = re.findall(r"<(\w+)>", made.path)
    said: dict[str, Any] = {
        "operationId": made.name,
        "summary": made.summary.split(". ")[0].rstrip("."),
        "description": made.summary,
        "parameters": [
            {
                "name": part,
                "in": "path",
                "required": True,
                "description": _PARTS[part],
                **_EXAMPLES.get(part, {}),
                "schema": {"type": "string", "minLength": 1},
            }
            for part in parts
        ],
        "responses": _responses(made, bool(parts)),
    }
    if made.scope is None:
        said["security"] = []
    else:
        said["x-scope"] = made.scope
    if made.has_body:
        schema = {"$ref": _REF.format(model=made.asked.__name__)}
        said["requestBody"] = {
            "required": True,
            "description": f"At most {MOST_BYTES:,} bytes.",
            "content": {"application/json": {"schema": schema}},
        }
    elif made.method != "POST":
        said["parameters"] += _parameters(made)
    return said


def _parameters(made: Call) -> list[dict[str, Any]]:
    schema = TypeAdapter(made.asked).json_schema(ref_template=_REF)
    found = []
    for name, one in schema.get("properties", {}).items():
        one.pop("title", None)
        kept = [each for each in one.pop("anyOf", []) if each != {"type": "null"}]
        one |= kept[0] if kept else {}
        if one.get("default", "") in (None, "", []):
            one.pop("default", None)
        described = one.pop("description", "")
        required = name in schema.get("required", []) or name == "q"
        found.append(
            {
                "name": name,
                "in": "query",
                "required": required,
                "description": described,
                "schema": one,
            }
        )
    return found


def _responses(made: Call, named: bool) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, shown in made.shows.items():
        said: dict[str, Any] = {"description": "As asked." if status < 300 else _WHEN[status]}
        content = _content(shown)
        if content:
            said["content"] = content
        names = ["X-Request-Id", *_OF_STATUS.get(str(status), ())]
        if made.name == "passages":
            names.append("Link")
        if status == 201 and made.name != "begin":
            names.remove("Location")
        if made.method != "GET":
            names = [name for name in names if name != "ETag"]
        said["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
        if made.links and status < 300:
            said["links"] = {
                name: {"operationId": name, "parameters": parameters}
                for name, parameters in made.links.items()
            }
        responses[str(status)] = said
    known = [400, 401, 403, 405, 429, 500, 503] if made.scope else [400, 405, 500]
    if made.method == "GET" and made.scope:
        known.append(304)
    if named or made.name == "mark":
        known.append(404)
    if "<uin>" in made.path:
        known.append(301)
    if "cursor" in made.asked.model_fields:
        known.append(410)
    if made.method == "POST":
        known += [413, 415]
    for status in sorted(known):
        responses.setdefault(str(status), {"$ref": f"#/components/responses/{status}"})
    return dict(sorted(responses.items()))


def _content(shown: Any) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for one in shown if isinstance(shown, tuple) else (shown,):
        if isinstance(one, str):
            content[one] = {"schema": {"type": "string"}}
        elif one is not None:
            content["application/json"] = {"schema": {"$ref": _REF.format(model=one.__name__)}}
    return content


def _problem(status: int) -> dict[str, Any]:
    names = ["X-Request-Id", *_OF_STATUS.get(str(status), ())]
    said: dict[str, Any] = {
        "description": _WHEN[status],
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
    }
    if status >= 400:
        schema = {"$ref": _REF.format(model="Problem")}
        said["description"] += f" `type` is `{API_PROBLEMS[status][0]}`."
        said["content"] = {"application/problem+json": {"schema": schema}}
    return said


@cache
def _served(question_chars: int) -> dict[str, Any]:
    return document(question_chars)


@blueprint.get(f"{PREFIX}/openapi.json")
def openapi() -> Response:
    """The OpenAPI document."""
    settings: Settings = current_app.config["SETTINGS"]
    return jsonify(_served(settings.question_chars))


@blueprint.get(DOCS)
def docs() -> str:
    """A page of the document, for people."""
    settings: Settings = current_app.config["SETTINGS"]
    whole = _served(settings.question_chars)
    return render_template("docs.html", whole=whole, rows=_parameter_rows, fields=_field_rows)


Row = tuple[str, bool, str, dict[str, Any]]
"""A parameter or a field: its name, whether it must be given, what it is, and its form."""


def _parameter_rows(parameters: list[dict[str, Any]]) -> list[Row]:
    return [(one["name"], one["required"], one["description"], one["schema"]) for one in parameters]


def _field_rows(schema: dict[str, Any]) -> list[Row]:
    needed = schema.get("required", []) if schema.get("additionalProperties") is False else []
    return [
        (name, name in needed, one.get("description", ""), one)
        for name, one in schema["properties"].items()
    ]
