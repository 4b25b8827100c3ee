"""Endpoints: one decorator checks a request, serves the view, and lists it for the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, TypeVar

from flask import Blueprint, jsonify, request
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug import exceptions
from werkzeug.wrappers import Response

from qa.errors import BadRequest
from qa.model.keys import Scope
from web.access import admit
from web.errors import MAX_BODY_BYTES

PREFIX = "/api/v1"
MAX_NAME_CHARS = 100
"""Of an unknown parameter's name, as an error message repeats it."""

blueprint = Blueprint("api", __name__)


class RequestModel(BaseModel):
    """The parameters of a request, or the fields of its body; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class NoParameters(RequestModel):
    """The request of an endpoint without parameters."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method and path of the API.

    `scope` is what a key must allow, None where no key is needed. `returns` gives a JSON type, or a
    media type, for each status of success.
    """

    method: str
    path: str
    name: str
    summary: str
    scope: Scope | None
    takes: type[RequestModel]
    returns: Mapping[int, Any]
    links: Mapping[str, Any]

    @property
    def has_body(self) -> bool:
        """Whether its parameters are the fields of a JSON body."""
        return self.method == "POST" and self.takes is not NoParameters


ENDPOINTS: list[Endpoint] = []
"""All endpoints, in the order in which the document lists them."""

View = TypeVar("View", bound=Callable[..., Any])


def endpoint(
    method: str,
    path: str,
    *,
    returns: Mapping[int, Any],
    scope: Scope | None = "read",
    takes: type[RequestModel] = NoParameters,
    links: Mapping[str, Any] | None = None,
) -> Callable[[View], View]:
    """Serve a view at a path of the API; the view's docstring describes it.

    The view gets the checked request and the parts of its path. What it returns is sent as JSON
    with the first status of `returns`, unless it is a response already.
    """

    def register(view: View) -> View:
        summary = " ".join((view.__doc__ or "").split())
        made = Endpoint(method, path, view.__name__, summary, scope, takes, returns, links or {})
        ENDPOINTS.append(made)

        @wraps(view)
        def serve(**parts: str) -> Response:
            admit(scope)
            result = view(_checked_request(made), **parts)
            if isinstance(result, Response):
                return result
            response = jsonify(result)
            response.status_code = next(iter(returns))
            return response

        blueprint.add_url_rule(path, view.__name__, serve, methods=[method])
        return view

    return register


def kept_private(shown: object, status: int = 200) -> Response:
    """What is its owner's alone, as JSON that no cache keeps."""
    response = jsonify(shown)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _checked_request(made: Endpoint) -> RequestModel:
    """The request, checked; raises BadRequest, naming the parameter, where it is refused."""
    known = _parameters(made.takes)
    if made.method == "POST":
        if request.args:
            raise _unknown(next(iter(request.args)), [])
        stated = _body(made)
    else:
        stated = _query(known)
    try:
        return made.takes.model_validate(stated)
    except ValidationError as error:
        raise _refusal(error, list(known)) from None


def _query(known: Mapping[str, bool]) -> dict[str, Any]:
    """The parameters of the address."""
    stated: dict[str, Any] = {}
    for name, values in request.args.lists():
        if name not in known:
            raise _unknown(name, list(known))
        if not known[name] and len(values) > 1:
            raise BadRequest(name, f"{name} is given {len(values)} times.", "Give it once.")
        stated[name] = values if known[name] else values[0]
    return stated


def _body(made: Endpoint) -> dict[str, Any]:
    """The fields of the JSON body."""
    request.max_content_length = MAX_BODY_BYTES
    if made.takes is NoParameters and not request.get_data():
        return {}
    if not request.is_json:
        raise exceptions.UnsupportedMediaType
    try:
        stated = request.get_json()
    except exceptions.RequestEntityTooLarge:
        raise
    except (exceptions.BadRequest, RecursionError):
        raise BadRequest("body", "The body is not JSON.", "Send one object in UTF-8.") from None
    if not isinstance(stated, dict):
        raise BadRequest("body", "The body is not a JSON object.", "Send one object.")
    return stated


@cache
def _parameters(takes: type[RequestModel]) -> dict[str, bool]:
    """The names of the parameters, each with whether it may be given several times."""
    return {
        field.alias or name: getattr(field.annotation, "__origin__", None) is list
        for name, field in takes.model_fields.items()
    }


_CURES = {
    "greater_than_equal": "Give {ge} or more",
    "less_than_equal": "Give {le} or less",
    "list_type": "Give a list",
    "literal_error": "Give {expected}",
    "string_pattern_mismatch": "Give it without spaces",
    "string_too_long": "Shorten it to {max_length} characters or fewer",
    "string_too_short": "Give a text",
    "string_type": "Give a text",
    "too_long": "Give at most {max_length}",
    "too_short": "Give at least {min_length}",
    "value_error": "{error}",
}
"""What to do, by pydantic's name of an error; its own message is about the model."""


def _refusal(error: ValidationError, known: list[str]) -> BadRequest:
    """The first error, named after its parameter."""
    first = error.errors(include_url=False, include_input=False)[0]
    name = ".".join(map(str, first["loc"]))[:MAX_NAME_CHARS] or "body"
    if first["type"] == "extra_forbidden":
        return _unknown(name, known)
    if first["type"] == "missing":
        return BadRequest(name, f"{name} is missing.", "Give it.")
    cure = _CURES.get(first["type"], first["msg"]).format(**first.get("ctx", {}))
    return BadRequest(name, f"{name} cannot be used.", f"{cure}.")


def _unknown(name: str, known: list[str]) -> BadRequest:
    name = name[:MAX_NAME_CHARS]
    listed = ", ".join(known) or "none"
    return BadRequest(name, f"There is no parameter {name!r}.", f"Known here: {listed}.")
