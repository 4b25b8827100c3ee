"""Charts: a timeline as SVG bars, with positions in per cent of the width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qa.model.browse import Period, Timeline, TimelineRow

MAX_BAR_PIXELS, LABEL_PIXELS = 88, 18
"""The height of the tallest bar, and of the label above a bar."""
MAX_LABELLED_BARS = 12
"""Up to this number of bars, each has a label on the axis and its count above it."""
MIN_WIDE_COUNT = 1000
"""The least count that is wider than the narrowest bar."""
MAX_BODY_STRIPS = 6
"""Answering bodies with a strip of their own; the others share one."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: the number of answers of a period, and the filters that find just those answers.

    `x`, `middle` and `width` are per cent of the width; `y` and `height` are pixels, `y` from the
    top. `filters` is empty where no filters find just those answers.
    """

    count: int
    period: str
    x: float
    middle: float
    width: float
    y: int
    height: int
    filters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Strip:
    """The bars of one answering body, or of several together."""

    title: str
    description: str
    answers: int
    height: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Strips of one scale over one axis.

    `axis` has a label for each bar, empty where there is no room; `periods` are the full labels.
    `shows_counts` is true where there is room for a count above each bar.
    """

    unit: str
    answers: int
    strips: tuple[Strip, ...]
    axis: tuple[str, ...]
    periods: tuple[str, ...]
    shows_counts: bool


def chart(timeline: Timeline, names: Mapping[str, str], filters: Mapping[str, str]) -> Chart:
    """The chart of a timeline.

    `names` are the names of the bodies by key. `filters` are the dates of the search, `from` and
    `to`; the dates of a bar stay within them.
    """
    periods = tuple(_label(period, timeline.unit) for period in timeline.periods)
    largest = max(timeline.counts, default=1)
    strips = []
    for title, filterable, row in _rows(timeline, names):
        strip_height = LABEL_PIXELS + max(2, round(MAX_BAR_PIXELS * max(row.counts) / largest))
        bars = []
        for at, (count, period) in enumerate(zip(row.counts, timeline.periods, strict=True)):
            step = 100 / len(row.counts)
            height = max(2, round(MAX_BAR_PIXELS * count / largest)) if count else 0
            within = _within(period, filters) | ({"body": row.body} if row.body else {})
            bars.append(
                Bar(
                    count,
                    periods[at],
                    x=round(step * (at + 0.14), 2),
                    middle=round(step * (at + 0.5), 2),
                    width=round(step * 0.72, 2),
                    y=strip_height - height,
                    height=height,
                    filters=within if filterable else {},
                )
            )
        strips.append(Strip(title, _described(bars), row.answers, strip_height, tuple(bars)))
    shows_counts = len(periods) <= MAX_LABELLED_BARS or largest < MIN_WIDE_COUNT
    return Chart(
        timeline.unit, timeline.answers, tuple(strips), _axis(timeline), periods, shows_counts
    )


def _rows(timeline: Timeline, names: Mapping[str, str]) -> Iterator[tuple[str, bool, TimelineRow]]:
    """The title and counts of each strip, and whether filters can find just its answers."""
    rows = timeline.rows
    if len(rows) > 1:
        yield "All answering bodies", True, TimelineRow("", timeline.counts)
    own = rows if len(rows) <= MAX_BODY_STRIPS + 1 else rows[:MAX_BODY_STRIPS]
    for row in own:
        yield names.get(row.body) or "Answering body not stated", bool(row.body), row
    if others := rows[len(own) :]:
        counts = tuple(map(sum, zip(*(row.counts for row in others), strict=True)))
        yield f"{len(others)} other bodies", False, TimelineRow("", counts)


def _within(period: Period, filters: Mapping[str, str]) -> dict[str, str]:
    """The dates of a period, cut to the dates of the search."""
    first, last = filters.get("from") or period.first, filters.get("to") or period.last
    return {"from": max(first, period.first), "to": min(last, period.last)}


def _described(bars: Sequence[Bar]) -> str:
    return ", ".join(f"{bar.period}: {bar.count}" for bar in bars if bar.count)


def _label(period: Period, unit: str) -> str:
    day = date.fromisoformat(period.first)
    return f"{day:%B %Y}" if unit == "month" else str(day.year)


def _axis(timeline: Timeline) -> tuple[str, ...]:
    """The label of each period; with many periods, of every third month or every fifth year.

    January and the first month have their year below them.
    """
    days = [date.fromisoformat(period.first) for period in timeline.periods]
    crowded = len(days) > MAX_LABELLED_BARS
    if timeline.unit == "year":
        return tuple("" if crowded and day.year % 5 else str(day.year) for day in days)
    labels = [
        ""
        if crowded and day.month % 3 != 1
        else f"{day:%b}\n{day.year}"
        if day.month == 1
        else f"{day:%b}"
        for day in days
    ]
    return (f"{days[0]:%b}\n{days[0].year}", *labels[1:]) if days else ()
