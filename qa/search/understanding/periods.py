"""Periods: the dates that a text names, joined ones as one, as first and last day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from qa.search.understanding.moments import MAY_DATE, MOMENT, Window, window_of

_JOINED = re.compile(r",?[ ](?:and|or|to|until|till) |, | ?[-–] ?", re.IGNORECASE)
LED_BY = re.compile(
    r"\b(?:(?P<since>since|after)|(?P<until>before|until|till|up to|prior to)"
    r"|in|on|at|during|throughout|over|within|between|from|of|as (?:of|at)|back in|by)\s+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Period:
    """A period that a question names: its days, and the slice of the text that names it."""

    first: date | None
    last: date | None
    start: int
    end: int


def periods(text: str, today: date) -> Iterator[Period]:
    """Every period that a text names, in order; relative ones count from `today`."""
    if not MAY_DATE.search(text):
        return
    found = list(MOMENT.finditer(text))
    at = 0
    while at < len(found):
        first = last = found[at]
        while at + 1 < len(found) and _JOINED.fullmatch(text, last.end(), found[at + 1].start()):
            at += 1
            last = found[at]
        joined = first is not last
        at += 1
        window = window_of(first, today, last)
        if window is None:
            continue
        if joined:
            end = window_of(last, today, last)
            if end is None or end[1] is None or window[0] is None or end[1] < window[0]:
                continue
            window = window[0], end[1]
        led = LED_BY.search(text, 0, first.start())
        start = led.start() if led else first.start()
        yield Period(*(window if joined else _open(window, led, first)), start, last.end())


def _open(window: Window, led: re.Match[str] | None, moment: re.Match[str]) -> Window:
    """The window as its preposition opens it: since, after, before, until."""
    first, last = window
    if led is None or first is None or last is None:
        return window
    word = led.group().strip().casefold()
    if word == "after":
        return last + timedelta(1), None
    voted = moment["ballot"] or moment["last_ballot"]
    if led["since"]:
        return (last + timedelta(1) if voted else first), None
    if word in ("until", "till", "up to"):
        return None, last
    if led["until"]:
        return None, first - timedelta(1)
    return window
