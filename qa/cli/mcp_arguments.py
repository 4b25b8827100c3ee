"""Arguments of a tool: their JSON schema, and the check that refuses what it does not allow."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from qa.errors import BadRequest

Schema = Mapping[str, Mapping[str, Any]]
"""The JSON schema of each argument of a tool, by its name."""


def text(description: str, known: Sequence[str] = ()) -> dict[str, Any]:
    """The schema of a text, or of one of the known words."""
    return {"type": "string", "description": description} | ({"enum": [*known]} if known else {})


def integer(description: str, most: int) -> dict[str, Any]:
    """The schema of a whole number from 1."""
    return {"type": "integer", "description": description, "minimum": 1, "maximum": most}


def words(description: str, known: Sequence[str]) -> dict[str, Any]:
    """The schema of a list of known words."""
    items = {"type": "string", "enum": [*known]}
    return {"type": "array", "description": description, "items": items}


def checked(tool: str, schema: Schema, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a tool, without those that are null; the first of the schema is required.

    A number may be text, and one word a list of one, as some assistants send them. Raises
    BadRequest, naming the argument, for one that is unknown, missing or of another type; words are
    checked by who reads them, unless the schema is of one word.
    """
    for name in arguments:
        if name not in schema:
            known = f"It takes {', '.join(schema)}." if schema else "It takes no arguments."
            raise BadRequest(name, f"{tool} does not know {name[:100]!r}.", known)
    given = {name: value for name, value in arguments.items() if value is not None}
    for name in list(schema)[:1]:
        if name not in given:
            raise BadRequest(name, f"{tool} needs {name}.", str(schema[name]["description"]))
    return {name: _value(name, schema[name], value) for name, value in given.items()}


def _value(name: str, schema: Mapping[str, Any], value: Any) -> Any:
    if schema["type"] == "integer":
        return _whole_number(name, value, schema["maximum"])
    if schema["type"] == "array":
        value = [value] if isinstance(value, str) else value
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return value
        cure = f"Give a list of {', '.join(schema['items']['enum'])}."
        raise BadRequest(name, f"{name} is {_shown(value)}.", cure)
    if not isinstance(value, str):
        raise BadRequest(name, f"{name} is {_shown(value)}.", "Give a text.")
    known = schema.get("enum")
    if known and value not in known:
        raise BadRequest(name, f"{name} is {_shown(value)}.", f"Give one of {', '.join(known)}.")
    return value


def _whole_number(name: str, value: Any, most: int) -> int:
    stated = str(int(value)) if isinstance(value, float) and value.is_integer() else value
    if isinstance(stated, bool) or not re.fullmatch("[0-9]{1,9}", str(stated)):
        number = 0
    else:
        number = int(stated)
    if not 1 <= number <= most:
        cure = f"Give a whole number from 1 to {most}."
        raise BadRequest(name, f"{name} is {_shown(value)}.", cure)
    return number


def _shown(value: Any) -> str:
    return repr(value)[:40]
