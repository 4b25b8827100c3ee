"""The fields of a JSON object that states one question, each checked as it is read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from qa.archive.sources.source import CONTROL_CHARACTERS, checked_uin, house_of_uin
from qa.errors import Rejected
from qa.model import House
from qa.text.characters import as_meant

_HOUSES = {"1": "Commons", "2": "Lords"}
"""The Houses by Parliament's numbers of them."""


def parsed_object(published: str) -> dict[str, Any]:
    """The JSON object that a text holds; raises Rejected where it holds none."""
    try:
        fields = json.loads(published)
    except RecursionError:
        raise Rejected("The JSON is nested too deep.", "Give one flat object.") from None
    except json.JSONDecodeError as error:
        raise Rejected(
            f"The line is not JSON: {error.msg} at character {error.pos + 1}.",
            "Write one whole JSON object on each line.",
        ) from None
    except ValueError:
        raise Rejected(
            "The JSON cannot be read: a number in it has thousands of digits.",
            "Write that number as text, or leave it out.",
        ) from None
    if not isinstance(fields, dict):
        raise Rejected("The line is JSON but not an object.", "Write one JSON object on each line.")
    return fields


def markup_of(fields: Mapping[str, Any], name: str) -> str:
    """A field's text exactly as it is published; empty where it is null, missing or empty."""
    return _checked(fields.get(name) or "", name)


def text_of(fields: Mapping[str, Any], name: str) -> str | None:
    """A field's text without surrounding blanks; None where it is null, missing or blank."""
    value = fields.get(name)
    if value is None:
        return None
    return CONTROL_CHARACTERS.sub("", as_meant(_checked(value, name))).strip() or None


def required_text(fields: Mapping[str, Any], name: str) -> str:
    """A field's text; raises Rejected where it is null, missing or blank."""
    value = text_of(fields, name)
    if value is None:
        raise Rejected(f"The field {name} is missing or empty.", "Every record must state it.")
    return value


def uin_of(fields: Mapping[str, Any]) -> str:
    """The field `uin`, in upper case and without inner spaces."""
    return checked_uin(required_text(fields, "uin"), "The field uin")


def house_of(fields: Mapping[str, Any], uin: str) -> House:
    """The House that a UIN is of; the field `house`, where stated, must agree."""
    house = house_of_uin(uin)
    stated = _HOUSES.get(str(fields.get("house"))) or text_of(fields, "house")
    if stated is not None and stated.capitalize() != house:
        raise Rejected(
            f"The field house is {stated[:40]!r}, but the UIN {uin} is of the {house}.",
            "Correct the one that is wrong, or leave house out.",
        )
    return house


def _checked(text: Any, name: str) -> str:
    """A field's text; raises Rejected where a database or a page could not give it back."""
    if not isinstance(text, str):
        raise Rejected(f"The field {name} is not text.", "Give it in quotation marks, or as null.")
    if "\0" in text or (not text.isascii() and re.search("[\ud800-\udfff]", text)):
        raise Rejected(
            f"The field {name} holds a NUL or half of a surrogate pair.",
            "Export the record again with its characters whole.",
        )
    return text
