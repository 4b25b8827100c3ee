"""Calls: each is said once, and both served and described from that; what it takes is checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import Annotated, Any, TypeVar

from flask import Blueprint, jsonify, request
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from werkzeug import exceptions
from werkzeug.wrappers import Response

from qa.errors import BadRequest
from qa.store.service.keys import Scope
from web.access import admit
from web.errors import MOST_BYTES

PREFIX = "/api/v1"
blueprint = Blueprint("api", __name__)


class Asked(BaseModel):
    """What a call takes: parameters of its address, or fields of its body; no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class Nothing(Asked):
    """A call that takes nothing."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: where it stands, what it takes and what it shows.

    `scope` is what a key must allow, None where no key is asked for. `shows` is a shape, or a
    media type, for each status of success.
    """

    method: str
    path: str
    name: str
    summary: str
    scope: Scope | None
    asked: type[Asked]
    shows: Mapping[int, Any]
    links: Mapping[str, Any] = field(default_factory=dict)

    @property
    def has_body(self) -> bool:
        """Whether what it takes is a body."""
        return self.method == "POST" and self.asked is not Nothing


CALLS: list[Call] = []
"""Every call, in the order in which the document lists them."""

View = TypeVar("View", bound=Callable[..., Any])


def call(
    method: str,
    path: str,
    *,
    shows: Mapping[int, Any],
    scope: Scope | None = "read",
    asked: type[Asked] = Nothing,
    links: Mapping[str, Any] | None = None,
) -> Callable[[View], View]:
    """Serve a view as a call; its docstring describes it.

    The view is given what was asked, checked, and the parts of its path. What it returns is shown
    as JSON with the first status of `shows`, unless it is a response already.
    """

    def served(view: View) -> View:
        summary = " ".join((view.__doc__ or "").split())
        made = Call(method, path, view.__name__, summary, scope, asked, shows, links or {})
        CALLS.append(made)

        @wraps(view)
        def answering(**parts: str) -> Response:
            admit(made.scope)
            said = view(_asked(made), **parts)
            if isinstance(said, Response):
                return said
            response = jsonify(said)
            response.status_code = next(iter(made.shows))
            return response

        blueprint.add_url_rule(path, view.__name__, answering, methods=[method])
        return view

    return served


def _asked(made: Call) -> Asked:
    """What was asked, checked; raises BadRequest, naming the parameter, where it is refused."""
    stated = _body(made) if made.method == "POST" else {}
    known = _known(made.asked)
    for name, values in request.args.lists():
        if name not in known or made.method == "POST":
            raise _unknown(name, list(known) if made.method != "POST" else [])
        if not known[name] and len(values) > 1:
            raise BadRequest(name, f"{name} is given {len(values)} times.", "Give it once.")
        stated[name] = values if known[name] else values[0]
    try:
        return made.asked.model_validate(stated)
    except ValidationError as error:
        raise _refused(error, list(known)) from None


def _body(made: Call) -> dict[str, Any]:
    request.max_content_length = MOST_BYTES
    if made.asked is Nothing and not request.get_data():
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
        raise BadRequest("body", "The body is no JSON object.", "Send one object.")
    return stated


@cache
def _known(asked: type[Asked]) -> dict[str, bool]:
    """The parameters, and of each whether it may be given several times."""
    return {
        one.alias or name: getattr(one.annotation, "__origin__", None) is list
        for name, one in asked.model_fields.items()
    }


def _refused(error: ValidationError, known: list[str]) -> BadRequest:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    name = ".".join(map(str, first["loc"]))[:100] or "body"
    if first["type"] == "extra_forbidden":
        return _unknown(name, known)
    if first["type"] == "missing":
        return BadRequest(name, f"{name} is missing.", "Give it.")
    return BadRequest(name, f"{name} cannot be used.", f"{first['msg']}.")


def _unknown(name: str, known: list[str]) -> BadRequest:
    listed = ", ".join(known) or "none"
    return BadRequest(
        name[:100], f"There is no parameter {name[:100]!r}.", f"Known here: {listed}."
    )


def _whole(value: object) -> object:
    if isinstance(value, str):
        if not re.fullmatch("-?[0-9]{1,9}", value):
            raise ValueError("Give a whole number, such as 5")
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("Give a whole number, such as 5")
    return value


WHOLE = BeforeValidator(_whole)
Whole = Annotated[int, WHOLE]
"""A whole number, in an address or in a body."""


def _flag(value: object) -> object:
    known = {"true": True, "false": False}
    if isinstance(value, str) and value in known:
        return known[value]
    if not isinstance(value, bool):
        raise ValueError("Give true or false")
    return value


Flag = Annotated[bool, BeforeValidator(_flag)]
"""Yes or no, in an address or in a body."""
