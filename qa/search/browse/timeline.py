"""Timeline: matching answers by month or year, and by answering body."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from datetime import date

from qa.index import MatchSet
from qa.model.bodies import current_body, with_predecessors
from qa.model.browse import Period, Timeline, TimelineRow

MAX_MONTHS = 24
"""A timeline of fewer months has a bar a month, a longer one a bar a year."""


def timeline(matches: MatchSet) -> Timeline:
    """The timeline of matching answers: by month, or by year where they span MAX_MONTHS or more."""
    months = Counter(
        {(year * 12 + month - 1, body): n for (year, month, body), n in matches.months().items()}
    )
    if not months:
        return Timeline("month", (), (), ())
    first, last = min(month for month, _ in months), max(month for month, _ in months)
    by_month = last - first < MAX_MONTHS
    step = 1 if by_month else 12
    periods = range(first // step, last // step + 1)
    counts: Counter[tuple[int, str]] = Counter()
    for (month, body), count in months.items():
        counts[month // step, body] += count
    bodies = {body for _, body in months}
    lines = {body: with_predecessors(body) & bodies for body in map(current_body, bodies)}
    rows = [
        TimelineRow(body, tuple(sum(counts[period, one] for one in line) for period in periods))
        for body, line in lines.items()
    ]
    return Timeline(
        "month" if by_month else "year",
        tuple(_period(period * step, step) for period in periods),
        tuple(sum(counts[period, body] for body in bodies) for period in periods),
        tuple(sorted(rows, key=lambda row: (-row.answers, row.body))),
    )


def _period(month: int, months: int) -> Period:
    """The period of some months from one on, counted from January of the year 0."""
    (year, at), (last_year, last) = divmod(month, 12), divmod(month + months - 1, 12)
    end = date(last_year, last + 1, monthrange(last_year, last + 1)[1])
    return Period(date(year, at + 1, 1).isoformat(), end.isoformat())
