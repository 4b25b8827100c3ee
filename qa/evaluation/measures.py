"""Measures: what a run is worth against judgments, by ir-measures; per topic and in the mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np

from qa.errors import BadRequest
from qa.evaluation.qrels import Qrels
from qa.evaluation.runs import Run

RESAMPLES = 10_000
"""Bootstrap samples behind a confidence interval; Efron and Tibshirani, 1993."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One measure of one run: each answerable topic's value, their mean, and its 95 % interval."""

    measure: str
    by_topic: dict[str, float]
    mean: float
    low: float
    high: float


def default_measures(grade: int) -> list[str]:
    """The measures shown where none is asked for; `grade` is the one that answers a topic."""
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


def parse(names: Sequence[str]) -> list[ir_measures.Measure]:
    """Measures by their names; raises BadRequest, naming every one that is unknown."""
    parsed, unknown = [], []
    for name in names:
        try:
            parsed.append(ir_measures.parse_measure(name))
        except (ValueError, NameError, SyntaxError, TypeError, AttributeError, KeyError):
            unknown.append(name)
    if unknown:
        raise BadRequest(
            "measure",
            f"Unknown: {', '.join(unknown)}.",
            "Known are nDCG, R, P, AP, RR, Success and Judged, such as nDCG@10 or R(rel=2)@100.",
        )
    return parsed


def evaluate(run: Run, qrels: Qrels, names: Sequence[str], grade: int) -> list[Figures]:
    """Each measure of a run over the answerable topics; a topic that the run misses counts as 0."""
    topics = qrels.answerable(grade)
    graded = {topic: qrels.grades[topic] for topic in topics}
    scores = {topic: run.scores[topic] for topic in topics if topic in run.scores}
    measures = parse(names)
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(topics, 0.0) for name in names}
    by_measure = dict(zip(measures, names, strict=True))
    for metric in ir_measures.iter_calc(measures, graded, scores):
        values[by_measure[metric.measure]][metric.query_id] = float(metric.value)
    return [_figures(name, values[name]) for name in names]


def _figures(name: str, by_topic: Mapping[str, float]) -> Figures:
    values = np.array(list(by_topic.values()))
    if not len(values):
        return Figures(name, {}, 0.0, 0.0, 0.0)
    # A generator of its own, so that every figure is the same from run to run.
    generator = np.random.default_rng(0)
    means = [
        values[generator.integers(0, len(values), len(values))].mean() for _ in range(RESAMPLES)
    ]
    low, high = np.percentile(means, [2.5, 97.5])
    return Figures(name, dict(by_topic), float(values.mean()), float(low), float(high))
