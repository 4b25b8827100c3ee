"""Comparison: whether one run is better than another by more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from qa.evaluation.measures import Figures

RESAMPLES = 9_999
BATCH = 20_000_000
"""Signs drawn at once, a bound on memory."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure of a run beside that of the first: the difference of the means (this less the
    first), two-sided p of a paired randomisation test and of a paired t-test (each by Holm's
    correction over all comparisons made), and on how many topics it is better, equal or worse.

    Smucker, Allan and Carterette, "A comparison of statistical significance tests", 2007.
    """

    run: str
    measure: str
    difference: float
    p_randomisation: float
    p_t: float
    wins: int
    ties: int
    losses: int
    moved: tuple[tuple[str, float], ...]


def compare(
    first: Sequence[Figures], others: Sequence[tuple[str, Sequence[Figures]]], moved: int = 5
) -> list[Comparison]:
    """Every measure of every other run beside the first run's, p-values corrected together."""
    raw = [
        _compared(run, one, other, moved)
        for run, figures in others
        for one, other in zip(first, figures, strict=True)
    ]
    by_randomisation = holm([row.p_randomisation for row in raw])
    by_t = holm([row.p_t for row in raw])
    return [
        replace(row, p_randomisation=one, p_t=other)
        for row, one, other in zip(raw, by_randomisation, by_t, strict=True)
    ]


def holm(ps: Sequence[float]) -> list[float]:
    """P-values corrected for being many; Holm, 1979."""
    corrected = [0.0] * len(ps)
    highest = 0.0
    for place, number in enumerate(sorted(range(len(ps)), key=lambda at: ps[at])):
        highest = max(highest, min(1.0, (len(ps) - place) * ps[number]))
        corrected[number] = highest
    return corrected


def randomisation_p(differences: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """The share of sign flips of the differences that move their sum as far, itself included."""
    observed = abs(differences.sum()) - 1e-12
    generator = np.random.default_rng(0)
    far, left = 1, RESAMPLES
    while left:
        drawn = min(left, max(1, BATCH // max(1, len(differences))))
        signs = generator.integers(0, 2, (drawn, len(differences)), dtype=np.int8) * 2 - 1
        far += int((np.abs(signs @ differences) >= observed).sum())
        left -= drawn
    return far / (RESAMPLES + 1)


def _compared(run: str, first: Figures, other: Figures, moved: int) -> Comparison:
    by_topic = {topic: other.by_topic[topic] - first.by_topic[topic] for topic in first.by_topic}
    differences = np.array(list(by_topic.values()))
    same = not differences.any()
    if same or len(differences) < 2:
        p_t = 1.0
    elif np.ptp(differences) == 0:
        p_t = 0.0
    else:
        p_t = float(stats.ttest_1samp(differences, 0.0).pvalue)
    most = sorted(by_topic.items(), key=lambda pair: (-abs(pair[1]), pair[0]))[:moved]
    return Comparison(
        run=run,
        measure=first.measure,
        difference=other.mean - first.mean,
        p_randomisation=1.0 if same else randomisation_p(differences),
        p_t=p_t,
        wins=int((differences > 0).sum()),
        ties=int((differences == 0).sum()),
        losses=int((differences < 0).sum()),
        moved=tuple((topic, moved_by) for topic, moved_by in most if moved_by),
    )
