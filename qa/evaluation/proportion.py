"""Proportions: the share of topics that something is true of, with its interval."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import stats


@dataclass(frozen=True, slots=True)
class Proportion:
    """`count` of `total` topics: their share, and its 95 % interval.

    The interval is Wilson's score interval ("Probable inference", 1927), which suits few topics
    (Brown, Cai and DasGupta, "Interval estimation for a binomial proportion", 2001).
    """

    count: int
    total: int
    share: float
    low: float
    high: float


def proportion(count: int, total: int) -> Proportion | None:
    """The share of `count` in `total` topics; None where there are no topics."""
    if not total:
        return None
    interval = stats.binomtest(count, total).proportion_ci(0.95, method="wilson")
    return Proportion(count, total, count / total, float(interval.low), float(interval.high))
