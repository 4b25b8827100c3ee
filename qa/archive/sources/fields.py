"""Fields of a JSON object that states one question: read as what they must be, or refused."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from qa.archive.sources.source import CONTROL
from qa.errors import Rejected
from qa.model import House

_UIN = re.compile(r"(HL)?[0-9]{1,9}")


def parsed_object(published: str) -> dict[str, Any]:
    """The JSON object that a text is; raises Rejected, saying what is wrong with it."""
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
            "The line is not JSON that can be read: a number in it has thousands of digits.",
            "Write that number as text, or leave it out.",
        ) from None
    if not isinstance(fields, dict):
        raise Rejected("The line is JSON but not an object.", "Write one JSON object on each line.")
    return fields


def check(text: str, name: str) -> None:
    """Refuse what no text holds and no database or page could give back."""
    if "\0" in text or (not text.isascii() and re.search("[\ud800-\udfff]", text)):
        raise Rejected(
            f"The field {name} holds a NUL or half of a surrogate pair.",
            "Export the record again with its characters whole.",
        )


def text_of(fields: Mapping[str, Any], name: str) -> str | None:
    """A field's text without the blanks around it; None where it is null, missing or blank."""
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise Rejected(f"The field {name} is not text.", "Give it in quotation marks, or as null.")
    check(value, name)
    return CONTROL.sub("", value).strip() or None


def needed(fields: Mapping[str, Any], name: str) -> str:
    """A field's text, which must be there."""
    value = text_of(fields, name)
    if value is None:
        raise Rejected(f"The field {name} is missing or empty.", "Every record must state it.")
    return value


def uin_of(fields: Mapping[str, Any]) -> str:
    """The field `uin`: upper case, without inner spaces."""
    uin = re.sub(r"\s+", "", needed(fields, "uin")).upper()
    if not _UIN.fullmatch(uin):
        raise Rejected(
            f"The field uin is {uin[:40]!r}.", "Give digits, with HL before them for the Lords."
        )
    return uin


def house_of(fields: Mapping[str, Any], uin: str) -> House:
    """The House that a UIN is of; the field `house`, where stated, must agree."""
    house: House = "Lords" if uin.startswith("HL") else "Commons"
    stated = text_of(fields, "house")
    if stated is not None and stated.capitalize() != house:
        raise Rejected(
            f"The field house is {stated[:40]!r}, but the UIN {uin} is of the {house}.",
            "Correct the one that is wrong, or leave house out.",
        )
    return house
