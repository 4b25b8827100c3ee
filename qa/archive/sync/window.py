"""The window of a sync: which of its days are due, and its months."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

OVERLAP_DAYS = 3
"""Days fetched again on the next run: the API has lagged behind by more than one."""

_DAY = timedelta(days=1)


def days_due(fetched_at: Mapping[str, str | None], since: date, until: date) -> list[date]:
    """The days from `since` to `until` that are to be fetched, oldest first.

    `fetched_at` holds every day of an earlier window, with the moment it was fetched or None where
    it was not. A day is due where it was not fetched, or was fetched less than `OVERLAP_DAYS` days
    after it. The last `OVERLAP_DAYS` fetched days are due too, unless an earlier run is incomplete.
    """
    ordinals = range(since.toordinal(), until.toordinal() + 1)
    window = {day: fetched_at.get(day.isoformat()) for day in map(date.fromordinal, ordinals)}
    fetched = [day for day, moment in window.items() if moment]
    incomplete = any(fetched_at.get(day.isoformat(), "") is None for day in window)
    again = set() if incomplete else set(fetched[-OVERLAP_DAYS:])
    return [
        day
        for day, moment in window.items()
        if not moment or _date(moment) < day + OVERLAP_DAYS * _DAY or day in again
    ]


def month_end(day: date) -> date:
    """The last day of the month that a day is in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months(since: date, until: date) -> Iterator[tuple[date, date]]:
    """First and last day of each month of the window; the first and last month may be in part."""
    while since <= until:
        last = min(until, month_end(since))
        yield since, last
        since = last + _DAY


def _date(moment: str) -> date:
    return date.fromisoformat(moment[:10])
