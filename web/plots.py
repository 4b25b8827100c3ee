"""Plots: a series as points and lines in SVG, with positions in per cent of the width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import floor, log10

from qa.model.over_time import Series, SeriesValue, newest

PLOT_PIXELS, TOP_PIXELS, AXIS_PIXELS = 150, 30, 24
"""The height between the axis and the highest tick, of the room above it, and of the labels."""
LEFT, RIGHT = 14.0, 97.0
"""Where the first and the last value are, in per cent of the width."""
TICKS = 2
"""The lines above the axis."""
CHARACTER_WIDTH = 2.8
"""The width of a character on the axis, with some room, in per cent of that of a narrow plot."""
MARKED = ("revised", "corrected", "words", "footnote")
"""Breaks that have a mark in the plot; at a gap nothing is drawn."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value: `x` in per cent of the width, `y` in pixels from the top."""

    x: float
    y: float
    period: str
    stated: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A line from one value to the next."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Label:
    """A label on the axis or at a tick."""

    x: float
    y: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class BreakMark:
    """A numbered mark where the series breaks, and what breaks it there."""

    x: float
    number: int
    period: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """A series drawn: its points, the lines between those that go on, marks, axis and ticks."""

    height: int
    base: int
    top: int
    points: tuple[Point, ...]
    segments: tuple[Segment, ...]
    marks: tuple[BreakMark, ...]
    ticks: tuple[Label, ...]
    axis: tuple[Label, ...]
    description: str


def plot(series: Series) -> Plot:
    """The plot of a series; its axis begins at zero, or below it where a value is negative."""
    values = series["values"]
    numbers = [one["number"] for one in values if one["number"] is not None]
    step = _step(max([*numbers, 0.0]), min([*numbers, 0.0]))
    low = step * min(0, floor(min([*numbers, 0.0]) / step))
    high = step * max(1, -floor(-max([*numbers, 0.0]) / step))
    base = TOP_PIXELS + PLOT_PIXELS
    places = _places(values)

    def height(number: float) -> float:
        return round(base - PLOT_PIXELS * (number - low) / (high - low), 1)

    points = {
        at: Point(
            places[at],
            height(value["number"]),
            value["period"],
            newest(value)["stated"],
            any(one["kind"] == "provisional" for one in value["breaks"]),
        )
        for at, value in enumerate(values)
        if value["number"] is not None
    }
    segments = [
        Segment(points[one].x, points[one].y, points[two].x, points[two].y)
        for one, two in pairwise(range(len(values)))
        if values[two]["joined"] and one in points and two in points
    ]
    ticks, at = [], low
    while at <= high + step / 2:
        ticks.append(Label(0.0, height(at), _number(at, series["unit"]), "start"))
        at += step
    return Plot(
        base + AXIS_PIXELS,
        base,
        TOP_PIXELS,
        tuple(points.values()),
        tuple(segments),
        _marks(values, places),
        tuple(ticks),
        _axis(values, places),
        _described(values),
    )


def _step(high: float, low: float) -> float:
    """The distance of two ticks: 1, 2, 2.5 or 5 times a power of ten."""
    least = max(high - low, 1e-9) / TICKS
    power = 10.0 ** floor(log10(least))
    return next(one * power for one in (1, 2, 2.5, 5, 10) if one * power >= least * 0.999)


def _places(values: Sequence[SeriesValue]) -> list[float]:
    """Where each value is on the axis, in time."""
    days = [date.fromisoformat(one["last"]).toordinal() for one in values]
    room = max(days[-1] - days[0], 1)
    return [round(LEFT + (RIGHT - LEFT) * (day - days[0]) / room, 2) for day in days]


def _marks(values: Sequence[SeriesValue], places: Sequence[float]) -> tuple[BreakMark, ...]:
    marks: list[BreakMark] = []
    for at, value in enumerate(values):
        said = tuple(one["said"] for one in value["breaks"] if one["kind"] in MARKED)
        if said:
            x = (places[at - 1] + places[at]) / 2 if at else places[at]
            marks.append(BreakMark(round(x, 2), len(marks) + 1, value["period"], said))
    return tuple(marks)


def _axis(values: Sequence[SeriesValue], places: Sequence[float]) -> tuple[Label, ...]:
    """The first and the last period, and those between for which there is room."""
    last = len(values) - 1
    width = CHARACTER_WIDTH * max(len(_short(one["period"])) for one in values)
    found: list[Label] = []
    for at, (value, x) in enumerate(zip(values, places, strict=True)):
        # The last ends at its value; the others have theirs in the middle.
        anchor = "end" if at == last else "middle"
        if 0 < at < last and (x - found[-1].x < width or places[last] - x < 1.5 * width):
            continue
        found.append(Label(x, 0.0, _short(value["period"]), anchor))
    return tuple(found)


def _short(period: str) -> str:
    """A period without the words that all of its series share, its month in three letters."""
    said = period.removeprefix("Year to ").removeprefix("Six months to ")
    words = [
        word[:3] if word.isalpha() and word.istitle() and len(word) > 3 else word
        for word in said.split()
    ]
    return " ".join(words)


def _number(number: float, unit: str) -> str:
    """A tick's number with its unit, short."""
    size = next((one for one in ((1e9, "bn"), (1e6, "m"), (1e4, "k")) if abs(number) >= one[0]),
                (1.0, ""))  # fmt: skip
    scale = 1e3 if size[1] == "k" else size[0]
    said = f"{number / scale:,.4g}{size[1]}" if scale > 1 else f"{number:,.4g}"
    if unit == "%":
        return f"{said}%"
    return f"{unit[0]}{said}{unit[1:]}" if unit and unit[0] in "£$€" else said


def _described(values: Sequence[SeriesValue]) -> str:
    parts = []
    for at, value in enumerate(values):
        broken = at and not value["joined"]
        parts.append(f"{'break; ' if broken else ''}{value['period']}: {newest(value)['stated']}")
    return ", ".join(parts)
