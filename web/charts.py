"""Charts: a timeline as strips of bars, placed so that they fill whatever width they are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qa.model.browse import Period, Timeline, TimelineRow

TALLEST, HEADROOM = 88, 18
"""Pixels: the bar of the largest count, and the room above a bar for its figure."""
FIGURES = 12
"""The longest axis with every label, and the most bars with a figure above each, however large."""
WIDE = 1000
"""The least count whose figure is wider than the narrowest bar's room."""
SHOWN = 6
"""Bodies with a strip of their own; those after them share one."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: how many answers, of which period, and the filters that keep to them.

    `x`, `middle` and `width` are per cent of the width, `y` and `height` pixels from above.
    `filters` is nothing where no filter keeps to just these.
    """

    count: int
    said: str
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
    """Strips over one axis, all to one scale; `axis` labels every bar or only some, and `figured`
    says whether there is room for figures. `periods` are told in full."""

    unit: str
    answers: int
    strips: tuple[Strip, ...]
    axis: tuple[str, ...]
    periods: tuple[str, ...]
    figured: bool


def chart(timeline: Timeline, names: Mapping[str, str], filters: Mapping[str, str]) -> Chart:
    """The chart of a timeline; `names` are those of the bodies by key, and `filters` the dates that
    already hold, which those of a bar stay within."""
    periods = tuple(_named(period, timeline.unit) for period in timeline.periods)
    rows = timeline.rows
    several = [TimelineRow("", timeline.counts)] if len(rows) > 1 else []
    own, rest = (rows, ()) if len(rows) <= SHOWN + 1 else (rows[:SHOWN], rows[SHOWN:])
    others = [TimelineRow("", tuple(map(sum, zip(*(row.counts for row in rest), strict=True))))]
    titled = [("All answering bodies", True, row) for row in several]
    titled += [
        (names.get(row.body) or "Answering body not stated", bool(row.body), row) for row in own
    ]
    titled += [(f"{len(rest)} other bodies", False, row) for row in others if rest]
    largest = max(timeline.counts, default=1)
    strips = []
    for title, filtered, row in titled:
        highest = HEADROOM + max(2, round(TALLEST * max(row.counts) / largest))
        bars = []
        for at, (count, period) in enumerate(zip(row.counts, timeline.periods, strict=True)):
            step = 100 / len(row.counts)
            tall = max(2, round(TALLEST * count / largest)) if count else 0
            kept = _within(period, filters) | ({"body": row.body} if row.body else {})
            bars.append(
                Bar(
                    count,
                    periods[at],
                    x=round(step * (at + 0.14), 2),
                    middle=round(step * (at + 0.5), 2),
                    width=round(step * 0.72, 2),
                    y=highest - tall,
                    height=tall,
                    filters=kept if filtered else {},
                )
            )
        strips.append(Strip(title, _described(bars), row.answers, highest, tuple(bars)))
    figured = len(periods) <= FIGURES or largest < WIDE
    return Chart(timeline.unit, timeline.answers, tuple(strips), _axis(timeline), periods, figured)


def _within(period: Period, filters: Mapping[str, str]) -> dict[str, str]:
    """The dates of a period that lie within those that hold already."""
    first, last = filters.get("from") or period.first, filters.get("to") or period.last
    return {"from": max(first, period.first), "to": min(last, period.last)}


def _described(bars: Sequence[Bar]) -> str:
    return ", ".join(f"{bar.said}: {bar.count}" for bar in bars if bar.count)


def _named(period: Period, unit: str) -> str:
    day = date.fromisoformat(period.first)
    return f"{day:%B %Y}" if unit == "month" else str(day.year)


def _axis(timeline: Timeline) -> tuple[str, ...]:
    """Labels of periods: each where there is room, else every third month or every fifth year; a
    month has its year with it where the year begins, and the first of all."""
    days = [date.fromisoformat(period.first) for period in timeline.periods]
    crowded = len(days) > FIGURES
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
