"""Filters as a person types them, checked; an error names the parameter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from qa.errors import BadRequest
from qa.model import KINDS, STATUSES, Filters, House
from qa.model.bodies import body_of_filter

NAME_CHARS = 200

Word = TypeVar("Word", bound=str)

_HOUSES: dict[str, House] = {"commons": "Commons", "lords": "Lords"}


def read_filters(
    *,
    date_from: str | None = None,
    date_to: str | None = None,
    body: str | None = None,
    house: str | None = None,
    status: Sequence[str] = (),
    kind: Sequence[str] = (),
    minister: str | None = None,
    member: str | None = None,
) -> Filters:
    """The filters as typed, in any case; raises BadRequest, naming the parameter that is wrong."""
    first, last = _iso_date("from", date_from), _iso_date("to", date_to)
    if first and last and first > last:
        raise BadRequest(
            "from", f"The first date, {first}, is after the last, {last}.", "Swap them."
        )
    return Filters(
        date_from=first,
        date_to=last,
        body=_body(body) if body is not None else None,
        house=_house(house) if house is not None else None,
        status=_each_of("status", status, STATUSES),
        kind=_each_of("kind", kind, KINDS),
        minister=_name("minister", minister) if minister is not None else None,
        member=_name("member", member) if member is not None else None,
    )


def _iso_date(parameter: str, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise BadRequest(
            parameter, f"{parameter} is {value[:40]!r}.", "Give a date such as 2021-09-13."
        )
    return value


def _body(value: str) -> str:
    key = body_of_filter(value)
    if not key:
        raise BadRequest("body", f"body is {value[:40]!r}.", "Give an answering body's name or id.")
    return key


def _name(parameter: str, value: str) -> str:
    if not re.search(r"\w", value) or len(value) > NAME_CHARS:
        raise BadRequest(
            parameter, f"{parameter} is {value[:40]!r}.", "Give words of a name, such as Gyimah."
        )
    return " ".join(value.split())


def _house(value: str) -> House:
    try:
        return _HOUSES[value.strip().casefold()]
    except KeyError:
        raise BadRequest("house", f"house is {value[:40]!r}.", "Give Commons or Lords.") from None


def _each_of(parameter: str, stated: Sequence[str], known: Sequence[Word]) -> tuple[Word, ...]:
    """The values, in any case, each once and in the order of the known list."""
    typed = {one.strip().casefold().replace("-", "_") for one in stated}
    for one in sorted(typed.difference(known)):
        raise BadRequest(
            parameter, f"{parameter} is {one[:40]!r}.", f"Give one of {', '.join(known)}."
        )
    return tuple(one for one in known if one in typed)
