"""Measures of a run against judgments, computed by ir-measures: per topic, and the mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from scipy import stats

from qa.errors import BadRequest
from qa.evaluation.qrels import Qrels
from qa.evaluation.runs import Run

RESAMPLES = 9_999
"""Random samples of a bootstrap or of a randomisation test."""

SEED = 0
"""Seed of every random sample, so that the same runs give the same figures."""


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
    """Measures by name; raises BadRequest, naming every unknown one."""
    parsed, unknown = [], []
    for name in names:
        try:
            parsed.append(ir_measures.parse_measure(name))
        except (ValueError, NameError, SyntaxError, TypeError, AttributeError, KeyError):
            unknown.append(name)
    if unknown:
        raise BadRequest(
            "measure",
            f"Unknown measures: {', '.join(unknown)}.",
            "Give nDCG, R, P, AP, RR, Success or Judged, such as nDCG@10 or R(rel=2)@100.",
        )
    return parsed


def measure_run(run: Run, qrels: Qrels, names: Sequence[str], grade: int) -> list[MeasureResult]:
    """Each measure of a run over the answerable topics; a topic without a line counts as 0."""
    topics = qrels.answerable(grade)
    graded = {topic: qrels.grades[topic] for topic in topics}
    scores = {topic: run.scores[topic] for topic in topics if topic in run.scores}
    measures = parse_measures(names)
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(topics, 0.0) for name in names}
    by_measure = dict(zip(measures, names, strict=True))
    for metric in ir_measures.iter_calc(measures, graded, scores):
        values[by_measure[metric.measure]][metric.query_id] = float(metric.value)
    return [_result(name, values[name]) for name in names]


def samples_at_once(topics: int) -> int:
    """How many samples of so many topics are drawn at once; this bounds the memory."""
    return max(1, 5_000_000 // topics)


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
