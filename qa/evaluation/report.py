"""The report: an evaluation as one HTML page with charts and tables, which fetches nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader

from qa.errors import QaError
from qa.evaluation.charts import Chart, bars, differences
from qa.evaluation.evaluation import EvaluatedRun, Evaluation
from qa.evaluation.testset_files import write_error
from qa.model import Answer
from qa.service.service import Service

WORST_TOPICS = 10
"""Topics with the lowest values, which are shown in full."""


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
        charts=[_measures_chart(evaluation), *_difference_charts(evaluation)],
        kinds=_kinds(evaluation),
        worst=[(one, _worst(evaluation, one, service)) for one in evaluation.runs],
    )
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise write_error(path, error) from error


def _measures_chart(evaluation: Evaluation) -> Chart:
    rows = [
        (f"{row.measure} · {one.run.name}", row.mean, row.low, row.high, series)
        for rows in zip(*(one.measures for one in evaluation.runs), strict=True)
        for series, (one, row) in enumerate(zip(evaluation.runs, rows, strict=True))
    ]
    return bars("Means", "Each measure of each run, with its 95 % interval.", rows)


def _difference_charts(evaluation: Evaluation) -> list[Chart]:
    """A bar for each topic: its difference to the first run, or its value if there is one run."""
    first = evaluation.runs[0].measures[0]
    if len(evaluation.runs) == 1:
        ordered = sorted(first.by_topic.items(), key=lambda pair: (-pair[1], pair[0]))
        rows = [(topic, value, value, value, 0) for topic, value in ordered]
        return [bars(f"{first.measure} by topic", "Best topic first.", rows)]
    charts = []
    for one in evaluation.runs[1:]:
        moved = {
            topic: value - first.by_topic[topic]
            for topic, value in one.measures[0].by_topic.items()
        }
        ordered = sorted(moved.items(), key=lambda pair: (-pair[1], pair[0]))
        title = f"{first.measure} by topic: {one.run.name} minus {evaluation.runs[0].run.name}"
        equal = sum(not value for value in moved.values())
        text = f"Bars to the right are topics that got better. {equal} equal topics are not drawn."
        charts.append(differences(title, text, ordered))
    return charts


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
    scores = one.run.scores.get(topic, {})
    ranked = sorted(scores, key=lambda name: -scores[name])
    graded = evaluation.qrels.grades[topic]

    def shown(name: str) -> ShownAnswer:
        rank = ranked.index(name) + 1 if name in scores else None
        return ShownAnswer(name, graded.get(name), rank, _answer(service, name))

    expected = [name for name in graded if graded[name] >= evaluation.grade]
    expected.sort(key=lambda name: (-graded[name], ranked.index(name) if name in scores else 10**9))
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
