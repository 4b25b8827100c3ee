"""Calibration: whether as many topics are answerable as the confidence of their replies says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qa.evaluation.proportion import Proportion, proportion
from qa.evaluation.runs import RunMetadata

BINS = 10
"""Bins of equal width that confidence is divided into; one begins at the threshold that ships."""

Judged = tuple[float, bool]
"""The confidence of a topic's reply, and whether the topic is answerable."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The topics with a confidence from `low` to below `high` (the last bin includes 1).

    `confidence` is their mean, `answerable` the share of them that are answerable, and `balanced`
    that share if half of all topics were answerable. They are null in an empty bin.
    """

    low: float
    high: float
    topics: int
    confidence: float | None
    answerable: Proportion | None
    balanced: float | None


@dataclass(frozen=True, slots=True)
class CalibrationScores:
    """How far confidence is from the truth: 1 for an answerable topic, 0 for another.

    `error` is the expected calibration error, the mean over topics of the distance between the mean
    confidence of their bin and its share of answerable topics (Naeini, Cooper and Hauskrecht,
    "Obtaining well calibrated probabilities using Bayesian binning", 2015). `brier` is the mean
    squared difference (Brier, "Verification of forecasts expressed in terms of probability", 1950),
    and `constant_brier` what it would be if every confidence were the share of answerable topics.
    """

    error: float
    brier: float
    constant_brier: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The calibration of a run over its judged topics.

    `balanced` is as if half of them were answerable, which does not depend on how many of each kind
    a collection has; null if it has one kind only.
    """

    topics: int
    scores: CalibrationScores
    balanced: CalibrationScores | None
    bins: tuple[Bin, ...]


def measure_calibration(
    metadata: RunMetadata, answerable: Mapping[str, bool]
) -> Calibration | None:
    """The calibration of a run; `answerable` says which kind each judged topic is.

    None without topics.
    """
    judged = [
        (metadata.topics[topic].confidence, kind)
        for topic, kind in answerable.items()
        if topic in metadata.topics
    ]
    if not judged:
        return None
    positive = sum(kind for _, kind in judged)
    negative = len(judged) - positive
    balance = {True: 0.5 / positive, False: 0.5 / negative} if positive and negative else None
    binned: list[list[Judged]] = [[] for _ in range(BINS)]
    for one in judged:
        binned[min(int(one[0] * BINS), BINS - 1)].append(one)
    return Calibration(
        topics=len(judged),
        scores=_scores(binned, dict.fromkeys((True, False), 1 / len(judged))),
        balanced=_scores(binned, balance) if balance else None,
        bins=tuple(_bin(at, one, balance) for at, one in enumerate(binned)),
    )


def _scores(binned: Iterable[Sequence[Judged]], weight: Mapping[bool, float]) -> CalibrationScores:
    """The scores with a weight for each topic by its kind; all weights add up to 1."""
    error = brier = share = 0.0
    for judged in binned:
        error += abs(sum(weight[kind] * (confidence - kind) for confidence, kind in judged))
        brier += sum(weight[kind] * (confidence - kind) ** 2 for confidence, kind in judged)
        share += sum(weight[kind] * kind for _, kind in judged)
    return CalibrationScores(error, brier, share * (1 - share))


def _bin(at: int, judged: Sequence[Judged], balance: Mapping[bool, float] | None) -> Bin:
    topics, positive = len(judged), sum(kind for _, kind in judged)
    balanced = None
    if judged and balance:
        weighed = positive * balance[True]
        balanced = weighed / (weighed + (topics - positive) * balance[False])
    return Bin(
        low=at / BINS,
        high=(at + 1) / BINS,
        topics=topics,
        confidence=sum(confidence for confidence, _ in judged) / topics if judged else None,
        answerable=proportion(positive, topics),
        balanced=balanced,
    )
