"""Dates as the sources write them, to ISO dates; no clock and no locale has a say."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]
_MONTHS += ["October", "November", "December"]
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})")
_WRITTEN = re.compile(r"([1-9][0-9]?)(st|nd|rd|th)? ([A-Z][a-z]+) ([0-9]{4})")


def iso_date(text: str) -> str | None:
    """The date if it is a real one written `2021-09-03`, else None."""
    return _real(text) if _ISO.fullmatch(text) else None


def written_date(text: str, ordinal: bool = False) -> str | None:
    """The ISO date of `3 September 2021`, or with `ordinal` of `3rd September 2021`, else None."""
    found = _WRITTEN.fullmatch(text)
    if found is None or found[3] not in _MONTHS:
        return None
    day = int(found[1])
    if found[2] != (_suffix(day) if ordinal else None):
        return None
    return _real(f"{found[4]}-{_MONTHS.index(found[3]) + 1:02}-{day:02}")


def short_date(text: str) -> str | None:
    """The ISO date of `21/10/14`, `21/10/2014`, `21 October 2014` or an ISO date, else None.

    Of two digits, 80 to 99 are of the last century and the rest of this one.
    """
    found = _SLASHED.fullmatch(text)
    if found is None:
        return iso_date(text) or written_date(text.removeprefix("0"))
    day, month, year = found.groups()
    if len(year) == 2:
        year = ("19" if year >= "80" else "20") + year
    return _real(f"{year}-{month:0>2}-{day:0>2}")


def _suffix(day: int) -> str:
    return "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _real(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None
