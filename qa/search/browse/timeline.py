"""Timeline: the matching answers by month, or year where they span long, and answering body."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from datetime import date

from qa.model import Query
from qa.model.bodies import family
from qa.model.browse import Period, Timeline, TimelineRow
from qa.search.browse.matches import matching
from qa.search.snapshot import Holdings

MONTHS = 24
"""The longest span, in months, that is told by month."""

Dated = tuple[date, str]
"""The day of an answer (answered, else tabled) and the key of its answering body, or nothing."""


def timeline(query: Query, holdings: Holdings) -> Timeline:
    """The timeline of the answers that match a query (`qa.search.browse.matches`)."""
    index = holdings.index
    facts = index.answers.facts[matching(query, holdings)[0]]
    bodies = index.answers.bodies
    days = map(date.fromordinal, facts["day"].tolist())
    return counted(zip(days, (bodies[at] for at in facts["body"].tolist()), strict=True))


def counted(dated: Iterable[Dated]) -> Timeline:
    """The timeline of answers given on some days by some bodies."""
    months = Counter((day.year * 12 + day.month - 1, body) for day, body in dated)
    if not months:
        return Timeline("month", (), (), ())
    first, last = min(month for month, _ in months), max(month for month, _ in months)
    by_month = last - first < MONTHS
    step = 1 if by_month else 12
    periods = range(first // step, last // step + 1)
    counts: Counter[tuple[int, str]] = Counter()
    for (month, body), count in months.items():
        counts[month // step, body] += count
    bodies = {body for _, body in months}
    families = {body: family(body) & bodies for body in bodies}
    rows = [
        TimelineRow(body, tuple(sum(counts[period, one] for one in own) for period in periods))
        for body, own in families.items()
        if not any(own < other for other in families.values())
    ]
    return Timeline(
        "month" if by_month else "year",
        tuple(_period(period * step, step) for period in periods),
        tuple(sum(counts[period, body] for body in bodies) for period in periods),
        tuple(sorted(rows, key=lambda row: (-row.answers, row.body))),
    )


def _period(month: int, months: int) -> Period:
    """The period of so many months from one, counted from January of the year 0."""
    (year, at), (last_year, last) = divmod(month, 12), divmod(month + months - 1, 12)
    end = date(last_year, last + 1, monthrange(last_year, last + 1)[1])
    return Period(date(year, at + 1, 1).isoformat(), end.isoformat())
