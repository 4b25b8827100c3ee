"""Dates as Parliament and its publishers write them, read as ISO dates whatever the locale."""

from __future__ import annotations

import re
from datetime import date

MONTHS = (
    "January February March April May June July August September October November December".split()
)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})")
_WRITTEN = re.compile(r"([1-9][0-9]?)(st|nd|rd|th)? ([A-Z][a-z]+) ([0-9]{4})")


def real_date(year: int, month: int, day: int) -> str | None:
    """The ISO date; None where the calendar has no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def iso_date(text: str) -> str | None:
    """The date, where it is a real one written like `2021-09-03`; else None."""
    found = _ISO.fullmatch(text)
    return real_date(*map(int, found.groups())) if found else None


def written_date(text: str, ordinal: bool = False) -> str | None:
    """The ISO date of `3 September 2021`, or with `ordinal` of `3rd September 2021`; else None."""
    found = _WRITTEN.fullmatch(text)
    if found is None or found[3] not in MONTHS:
        return None
    day = int(found[1])
    if found[2] != (_suffix(day) if ordinal else None):
        return None
    return real_date(int(found[4]), MONTHS.index(found[3]) + 1, day)


def short_date(text: str) -> str | None:
    """The ISO date of `21/10/14`, `21/10/2014`, `21 October 2014` or `2014-10-21`; else None.

    A year of two digits is of the last century from 80 to 99, else of this one.
    """
    found = _SLASHED.fullmatch(text)
    if found is None:
        return iso_date(text) or written_date(text.removeprefix("0"))
    day, month, year = found.groups()
    if len(year) == 2:
        year = ("19" if year >= "80" else "20") + year
    return real_date(int(year), int(month), int(day))


def _suffix(day: int) -> str:
    return "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
