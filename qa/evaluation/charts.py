"""Bar charts: the positions that the report's template draws in SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

CHART_WIDTH, LABEL_WIDTH, ROW_HEIGHT = 720, 190, 26
"""In pixels: of the chart, of the names at its left, of one bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One horizontal bar: its name, value and interval, and their positions."""

    name: str
    value: float
    low: float
    high: float
    y: float
    x: float
    length: float
    whisker_from: float
    whisker_to: float
    series: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of one chart; `zero` is the x of the zero line, `ticks` are pairs of x and label."""

    title: str
    description: str
    width: int
    height: int
    zero: float
    ticks: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...]


Row = tuple[str, float, float, float, int]
"""Name, value, low and high end of its interval, and number of its series."""


def bars(title: str, description: str, rows: Sequence[Row]) -> Chart:
    """A chart of values from 0 to 1, with intervals."""
    return _chart(title, description, rows, 0.0, 1.0, ROW_HEIGHT)


def differences(title: str, description: str, rows: Sequence[tuple[str, float]]) -> Chart:
    """A chart of the differences that are not 0, scaled to the largest."""
    flat = [(name, value, value, value, int(value < 0)) for name, value in rows if value]
    reach = max([0.1, *(ceil(abs(value) * 10) / 10 for _, value in rows)])
    return _chart(title, description, flat, -reach, reach, 16)


def _chart(
    title: str, description: str, rows: Sequence[Row], low: float, high: float, height: int
) -> Chart:
    span = CHART_WIDTH - LABEL_WIDTH - 50

    def across(value: float) -> float:
        return round(LABEL_WIDTH + span * (min(max(value, low), high) - low) / (high - low), 1)

    zero = across(0.0)
    placed = tuple(
        Bar(
            name=name,
            value=value,
            low=bottom,
            high=top,
            y=24 + number * height,
            x=min(zero, across(value)),
            length=round(abs(across(value) - zero), 1),
            whisker_from=across(bottom),
            whisker_to=across(top),
            series=series,
        )
        for number, (name, value, bottom, top, series) in enumerate(rows)
    )
    steps = [low + (high - low) * step / 4 for step in range(5)]
    ticks = tuple((across(step), f"{step:g}") for step in steps)
    return Chart(title, description, CHART_WIDTH, 30 + len(rows) * height, zero, ticks, placed)
