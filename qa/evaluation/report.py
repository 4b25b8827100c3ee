"""Report: a judgement as one page that needs nothing else, drawn and in tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader

from qa.errors import QaError, Rejected
from qa.evaluation.charts import Chart, bars, differences
from qa.evaluation.judging import JudgedRun, Judgement
from qa.model import Answer
from qa.service.service import Service

WORST = 10
"""Topics that are shown in full because they went worst."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer as the report shows it: its grade for the topic, and its rank, if it has one."""

    answer_id: str
    grade: int | None
    rank: int | None
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class WorstTopic:
    """A topic that went badly: what was asked, what was expected, what came first and why."""

    topic_id: str
    question: str
    value: float
    expected: list[Seen]
    first: Seen | None
    shares: dict[str, float]


def write_report(judgement: Judgement, path: Path, service: Service | None) -> None:
    """Write the page; raises Rejected where it cannot be written."""
    environment = Environment(
        loader=PackageLoader("qa.evaluation", "."),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("report.html").render(
        judgement=judgement,
        charts=[_measures_chart(judgement), *_difference_charts(judgement)],
        kinds=_kinds(judgement),
        worst=[(one, _worst(judgement, one, service)) for one in judgement.runs],
        answerable=len(judgement.qrels.answerable(judgement.grade)),
    )
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise Rejected(
            f"{path} cannot be written: {error.strerror}.", "Name another file, or make room."
        ) from error


def _measures_chart(judgement: Judgement) -> Chart:
    rows = [
        (f"{row.measure} · {one.run.name}", row.mean, row.low, row.high, series)
        for place in range(len(judgement.runs[0].figures))
        for series, one in enumerate(judgement.runs)
        for row in [one.figures[place]]
    ]
    return bars("Means", "Each measure of each run, with its 95 % interval.", rows)


def _difference_charts(judgement: Judgement) -> list[Chart]:
    """A bar for each topic: the difference to the first run, or the value of the only one."""
    first = judgement.runs[0].figures[0]
    if len(judgement.runs) == 1:
        ordered = sorted(first.by_topic.items(), key=lambda pair: (-pair[1], pair[0]))
        rows = [(topic, value, value, value, 0) for topic, value in ordered]
        return [bars(f"{first.measure} by topic", "Best topic first.", rows)]
    charts = []
    for one in judgement.runs[1:]:
        moved = {
            topic: value - first.by_topic[topic] for topic, value in one.figures[0].by_topic.items()
        }
        ordered = sorted(moved.items(), key=lambda pair: (-pair[1], pair[0]))
        title = f"{first.measure} by topic: {one.run.name} less {judgement.runs[0].run.name}"
        still = sum(not value for value in moved.values())
        told = f"Right of the line, the topic got better. {still} topics did not move: not drawn."
        charts.append(differences(title, told, ordered))
    return charts


def _kinds(judgement: Judgement) -> list[tuple[str, int, list[list[float]]]]:
    """Kind of topic, how many, and for each run the mean of each measure."""
    topics: dict[str, list[str]] = defaultdict(list)
    for topic in judgement.runs[0].figures[0].by_topic:
        known = judgement.topics.get(topic)
        if known and known.kind:
            topics[known.kind].append(topic)
    return [
        (
            kind,
            len(chosen),
            [
                [sum(row.by_topic[topic] for topic in chosen) / len(chosen) for row in one.figures]
                for one in judgement.runs
            ],
        )
        for kind, chosen in sorted(topics.items())
    ]


def _worst(judgement: Judgement, one: JudgedRun, service: Service | None) -> list[WorstTopic]:
    by_topic = one.figures[0].by_topic
    return [
        _told(judgement, one, topic, by_topic[topic], service)
        for topic in sorted(by_topic, key=lambda topic: (by_topic[topic], topic))[:WORST]
    ]


def _told(
    judgement: Judgement, one: JudgedRun, topic: str, value: float, service: Service | None
) -> WorstTopic:
    scores = one.run.scores.get(topic, {})
    ranked = sorted(scores, key=lambda name: -scores[name])
    graded = judgement.qrels.grades[topic]

    def seen(name: str) -> Seen:
        rank = ranked.index(name) + 1 if name in scores else None
        return Seen(name, graded.get(name), rank, _answer(service, name))

    expected = [name for name in graded if graded[name] >= judgement.grade]
    expected.sort(key=lambda name: (-graded[name], ranked.index(name) if name in scores else 10**9))
    facts = one.run.beside.topics.get(topic) if one.run.beside else None
    known = judgement.topics.get(topic)
    return WorstTopic(
        topic_id=topic,
        question=known.text if known else (facts.question if facts else ""),
        value=value,
        expected=[seen(name) for name in expected[:3]],
        first=seen(ranked[0]) if ranked else None,
        shares=facts.shares if facts else {},
    )


def _answer(service: Service | None, name: str) -> Answer | None:
    """The answer behind an id, where a store is there to show it."""
    if service is None:
        return None
    try:
        return service.answer(name.split("#")[0])
    except QaError:
        return None
