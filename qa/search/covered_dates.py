"""Covered dates: what is said where the dates asked for are before or after every answer."""

from __future__ import annotations

from qa.index import Where
from qa.model import Filters
from qa.model.citation import day
from qa.search.quotations import read_passages
from qa.search.snapshot import Snapshot


def not_covered(filters: Filters, snapshot: Snapshot) -> str | None:
    """The sentence that the answers cannot say what was answered on these dates.

    None where they overlap the dates of the answers, and where no date is asked for.
    """
    if not (filters.date_from or filters.date_to):
        return None
    quotable = snapshot.index.everything().narrow(Where())
    ends = [*quotable.by_date(1, oldest_first=True), *quotable.by_date(1)]
    days = [one.date_answered or "" for _, one in read_passages(ends, snapshot)]
    if not days:
        return None
    oldest, newest = days
    if (filters.date_from or oldest) <= newest and oldest <= (filters.date_to or newest):
        return None
    return (
        f"The answers here are from {day(oldest)} to {day(newest)}; "
        f"they cannot say what was answered {_in_words(filters.date_from, filters.date_to)}."
    )


def _in_words(first: str | None, last: str | None) -> str:
    """Dates as they follow a verb; None is open."""
    if first and last:
        year = first.removesuffix("-01-01")
        if last == f"{year}-12-31":
            return f"in {year}"
        return f"on {day(first)}" if first == last else f"from {day(first)} to {day(last)}"
    return f"since {day(first)}" if first else f"until {day(last or '')}"
