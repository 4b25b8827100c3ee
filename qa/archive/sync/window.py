"""Windows: which days are to be fetched, and the months that they lie in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

OVERLAP = 3
"""Days fetched again on the next run: the API has been known to lag behind by more than one."""

_DAY = timedelta(days=1)


def due(known: Mapping[str, str | None], since: date, until: date) -> list[date]:
    """The days from `since` to `until` that are to be fetched, oldest first.

    `known` gives for each day wanted before the moment it was fetched, None while it was not. Due
    are the days not fetched, those fetched before `OVERLAP` days had gone by since, and, unless
    an earlier run is still to be completed, the last `OVERLAP` days fetched.
    """
    window = list(days(since, until))
    fetched = [day for day in window if known.get(day.isoformat())]
    broken_off = any(known.get(day.isoformat(), "") is None for day in window)
    again = set() if broken_off else set(fetched[-OVERLAP:])
    settled = {day for day in fetched if _on(known[day.isoformat()]) >= day + OVERLAP * _DAY}
    return [day for day in window if day not in settled or day in again]


def days(since: date, until: date) -> Iterator[date]:
    """Every day from `since` to `until`, both included."""
    for ordinal in range(since.toordinal(), until.toordinal() + 1):
        yield date.fromordinal(ordinal)


def months(since: date, until: date) -> Iterator[tuple[date, date]]:
    """The window cut at the ends of its months: first and last day of each piece."""
    while since <= until:
        last = min(until, (since.replace(day=1) + 32 * _DAY).replace(day=1) - _DAY)
        yield since, last
        since = last + _DAY


def _on(moment: str | None) -> date:
    return date.fromisoformat((moment or "")[:10])
