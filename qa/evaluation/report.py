"""The report: an evaluation as one HTML page with charts and tables, which fetches nothing."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader

from qa.errors import QaError
from qa.evaluation.evaluation import EvaluatedRun, Evaluation
from qa.evaluation.testset_files import write_error
from qa.model import Answer
from qa.service.service import Service

WORST_TOPICS = 10
"""Topics with the lowest values, which are shown in full."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart; `interval` is that of a mean, `series` its colour."""

    name: str
    value: float
    interval: tuple[float, float] | None
    series: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A table with a bar in each row, on a scale from `low` to `high`."""

    title: str
    description: str
    bars: list[Bar]
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One answer as the report shows it: its grade for the topic and its rank, null if none."""

    answer_id: str
    grade: int | None
    rank: int | None
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class WorstTopic:
    """A topic with a low value: the question, the expected answers, the first hit and its words."""

    topic_id: str
    question: str
    value: float
    expected: list[ShownAnswer]
    first: ShownAnswer | None
    shares: dict[str, float]


def write_report(evaluation: Evaluation, path: Path, service: Service | None) -> None:
    """Write the page; raises Rejected if it cannot be written."""
    environment = Environment(
        loader=PackageLoader("qa.evaluation", "."),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("report.html").render(
        evaluation=evaluation,
        charts=_charts(evaluation),
        kinds=_kinds(evaluation),
        worst=[(one, _worst(evaluation, one, service)) for one in evaluation.runs],
    )
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise write_error(path, error) from error


def _charts(evaluation: Evaluation) -> list[Chart]:
    """Every mean with its interval; then, by topic, the values of the only run, or the differences
    of each other run to the first."""
    first, *others = evaluation.runs
    means = [
        Bar(f"{row.measure} · {one.run.name}", row.mean, (row.low, row.high), series)
        for rows in zip(*(one.measures for one in evaluation.runs), strict=True)
        for series, (one, row) in enumerate(zip(evaluation.runs, rows, strict=True))
    ]
    charts = [Chart("Means", "Each measure of each run, with its 95 % interval.", means)]
    measure, values = first.measures[0].measure, first.measures[0].by_topic
    if not others:
        charts.append(Chart(f"{measure} by topic", "Best topic first.", _sorted_bars(values)))
    for one in others:
        title = f"{measure} by topic: {one.run.name} minus {first.run.name}"
        changes = {
            topic: value - values[topic] for topic, value in one.measures[0].by_topic.items()
        }
        moved = {topic: change for topic, change in changes.items() if change}
        equal = len(changes) - len(moved)
        text = f"Bars to the right are topics that got better. {equal} equal topics are not shown."
        limit = max([0.1, *map(abs, moved.values())])
        charts.append(Chart(title, text, _sorted_bars(moved), -limit, limit))
    return charts


def _sorted_bars(by_topic: dict[str, float]) -> list[Bar]:
    ordered = sorted(by_topic.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Bar(topic, value, None, int(value < 0)) for topic, value in ordered]


def _kinds(evaluation: Evaluation) -> list[tuple[str, int, list[list[float]]]]:
    """Each kind of topic, its number of topics, and for each run the mean of each measure."""
    topics: dict[str, list[str]] = defaultdict(list)
    for topic in evaluation.runs[0].measures[0].by_topic:
        known = evaluation.topics.get(topic)
        if known and known.kind:
            topics[known.kind].append(topic)
    return [
        (
            kind,
            len(chosen),
            [
                [sum(row.by_topic[topic] for topic in chosen) / len(chosen) for row in one.measures]
                for one in evaluation.runs
            ],
        )
        for kind, chosen in sorted(topics.items())
    ]


def _worst(evaluation: Evaluation, one: EvaluatedRun, service: Service | None) -> list[WorstTopic]:
    by_topic = one.measures[0].by_topic
    return [
        _worst_topic(evaluation, one, topic, by_topic[topic], service)
        for topic in sorted(by_topic, key=lambda topic: (by_topic[topic], topic))[:WORST_TOPICS]
    ]


def _worst_topic(
    evaluation: Evaluation, one: EvaluatedRun, topic: str, value: float, service: Service | None
) -> WorstTopic:
    ranked = one.run.ranked(topic)
    ranks = {name: rank for rank, name in enumerate(ranked, start=1)}
    graded = evaluation.qrels.grades[topic]

    def shown(name: str) -> ShownAnswer:
        return ShownAnswer(name, graded.get(name), ranks.get(name), _answer(service, name))

    expected = [name for name in graded if graded[name] >= evaluation.grade]
    expected.sort(key=lambda name: (-graded[name], ranks.get(name, math.inf)))
    metadata = one.run.sidecar.topics.get(topic) if one.run.sidecar else None
    known = evaluation.topics.get(topic)
    return WorstTopic(
        topic_id=topic,
        question=known.text if known else (metadata.question if metadata else ""),
        value=value,
        expected=[shown(name) for name in expected[:3]],
        first=shown(ranked[0]) if ranked else None,
        shares=metadata.shares if metadata else {},
    )


def _answer(service: Service | None, name: str) -> Answer | None:
    """The answer of an answer or passage id; null without a store that has it."""
    if service is None:
        return None
    try:
        return service.answer(name.split("#")[0])
    except QaError:
        return None
