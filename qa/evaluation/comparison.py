"""Comparison of runs: whether one is better than another by more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from qa.evaluation.measures import RESAMPLES, SEED, MeasureResult, samples_at_once

MOVED_TOPICS = 5
"""Topics listed because their value changed most."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure of a run compared with that of the first run.

    `difference` is the run's mean minus the first run's. The p-values are two-sided, of a paired
    randomisation test and a paired t-test, each with Holm's correction over all comparisons.
    `wins`, `ties` and `losses` count topics; `moved` lists those that changed most.
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
    first: Sequence[MeasureResult], others: Sequence[tuple[str, Sequence[MeasureResult]]]
) -> list[Comparison]:
    """Every measure of every other run, compared with the first run's."""
    raw = [
        _compared(run, one, other)
        for run, results in others
        for one, other in zip(first, results, strict=True)
    ]
    by_randomisation = holm([row.p_randomisation for row in raw])
    by_t = holm([row.p_t for row in raw])
    return [
        replace(row, p_randomisation=one, p_t=other)
        for row, one, other in zip(raw, by_randomisation, by_t, strict=True)
    ]


def holm(ps: Sequence[float]) -> list[float]:
    """P-values corrected for multiple comparisons; Holm, 1979."""
    corrected = [0.0] * len(ps)
    highest = 0.0
    for rank, position in enumerate(sorted(range(len(ps)), key=lambda at: ps[at])):
        highest = max(highest, min(1.0, (len(ps) - rank) * ps[position]))
        corrected[position] = highest
    return corrected


def randomisation_p(differences: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """The two-sided p-value of a paired randomisation test, which flips signs at random."""
    test = stats.permutation_test(
        (differences,),
        np.mean,
        permutation_type="samples",
        n_resamples=RESAMPLES,
        batch=samples_at_once(len(differences)),
        rng=SEED,
    )
    return float(test.pvalue)


def _compared(run: str, first: MeasureResult, other: MeasureResult) -> Comparison:
    by_topic = {topic: other.by_topic[topic] - first.by_topic[topic] for topic in first.by_topic}
    differences = np.array(list(by_topic.values()))
    equal = not differences.any()
    if equal or len(differences) < 2:
        p_t = 1.0
    elif np.ptp(differences) == 0:
        p_t = 0.0
    else:
        p_t = float(stats.ttest_1samp(differences, 0.0).pvalue)
    moved = sorted(by_topic.items(), key=lambda pair: (-abs(pair[1]), pair[0]))[:MOVED_TOPICS]
    return Comparison(
        run=run,
        measure=first.measure,
        difference=other.mean - first.mean,
        p_randomisation=1.0 if equal else randomisation_p(differences),
        p_t=p_t,
        wins=int((differences > 0).sum()),
        ties=int((differences == 0).sum()),
        losses=int((differences < 0).sum()),
        moved=tuple((topic, change) for topic, change in moved if change),
    )
