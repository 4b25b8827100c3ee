"""Measures of a run against judgments, computed by ir-measures: per topic, and the mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures.providers import FallbackProvider
from scipy import stats

from qa.errors import BadRequest
from qa.evaluation.qrels import Qrels
from qa.evaluation.runs import Run

RESAMPLES = 9_999
"""Random samples of a bootstrap or of a randomisation test."""

SEED = 0
"""Seed of every random sample, so that the same runs give the same figures."""

_PROVIDERS = FallbackProvider(  # type: ignore[no-untyped-call]  # ir-measures is untyped
    [
        ir_measures.pytrec_eval,
        ir_measures.msmarco,
        ir_measures.judged,
        ir_measures.compat,
        ir_measures.accuracy,
    ]
)
"""trec_eval's own code, and what computes a measure that it has not. Those that need another
program, such as gdeval, are left out."""

_MAX_PARAMETER = 1_000_000


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """One measure of one run: its value for each answerable topic, the mean, and the 95 %
    bootstrap interval of the mean."""

    measure: str
    by_topic: dict[str, float]
    mean: float
    low: float
    high: float


def default_measures(grade: int) -> list[str]:
    """The measures shown by default; `grade` is the lowest grade that answers a topic."""
    level = f"(rel={grade})" if grade > 1 else ""
    return [
        "nDCG@10",
        f"R{level}@10",
        f"R{level}@100",
        f"Success{level}@5",
        f"RR{level}",
        f"AP{level}",
        f"P{level}@5",
        "Judged@10",
    ]


def parse_measures(names: Sequence[str]) -> list[ir_measures.Measure]:
    """Measures by name; raises BadRequest, naming every one that is unknown or has no figure."""
    parsed, unknown = [], []
    for name in names:
        try:
            parsed.append(ir_measures.parse_measure(name))
            list(_values(parsed[-1], {"t": {"a": 1}}, {"t": {"a": 1.0}}))
        except Exception:  # Each provider raises errors of its own.
            unknown.append(name)
    if unknown:
        raise BadRequest(
            "measure",
            f"No measure that can be computed: {', '.join(unknown)}.",
            "Give nDCG, R, P, AP, RR, Success or Judged, such as nDCG@10 or R(rel=2)@100. A cutoff "
            "and a grade are whole numbers from 1.",
        )
    return parsed


def measure_run(run: Run, qrels: Qrels, names: Sequence[str], grade: int) -> list[MeasureResult]:
    """Each measure of a run over the answerable topics; a topic without a line counts as 0."""
    topics = qrels.answerable(grade)
    graded = {topic: qrels.grades[topic] for topic in topics}
    # Without ties, every provider ranks alike.
    scores = {
        topic: {name: float(-rank) for rank, name in enumerate(run.ranked(topic))}
        for topic in topics
        if topic in run.scores
    }
    return [
        _result(name, dict.fromkeys(topics, 0.0) | dict(_values(measure, graded, scores)))
        for name, measure in zip(names, parse_measures(names), strict=True)
    ]


def samples_at_once(topics: int) -> int:
    """How many samples of so many topics are drawn at once; this bounds the memory."""
    return max(1, 5_000_000 // topics)


def _values(
    measure: ir_measures.Measure,
    graded: dict[str, dict[str, int]],
    scores: dict[str, dict[str, float]],
) -> Iterator[tuple[str, float]]:
    """A measure's value for each topic; raises what ir-measures does where it cannot be computed.

    Each measure is computed by itself, since pytrec_eval mixes up two that it calls the same.
    """
    limits = [measure.params.get(name, 1) for name in ("cutoff", "rel")]
    if not all(type(limit) is int and 1 <= limit <= _MAX_PARAMETER for limit in limits):
        raise ValueError(measure)  # A cutoff of 0 would end the process in pytrec_eval.
    for metric in _PROVIDERS.iter_calc([measure], graded, scores):
        yield metric.query_id, float(metric.value)


def _result(name: str, by_topic: dict[str, float]) -> MeasureResult:
    values = np.array(list(by_topic.values()))
    mean = float(values.mean()) if len(values) else 0.0
    if len(values) < 2:
        return MeasureResult(name, by_topic, mean, mean, mean)
    # Efron and Tibshirani, "An Introduction to the Bootstrap", 1993.
    interval = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=RESAMPLES,
        batch=samples_at_once(len(values)),
        method="percentile",
        rng=SEED,
    ).confidence_interval
    return MeasureResult(name, by_topic, mean, float(interval.low), float(interval.high))
