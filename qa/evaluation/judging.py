"""Judging: runs held against judgments, with everything that is said about them in one record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.errors import QaError
from qa.evaluation.comparison import Comparison, compare
from qa.evaluation.measures import Figures, default_measures, evaluate
from qa.evaluation.qrels import Qrels, read_qrels
from qa.evaluation.runs import Run, read_run
from qa.evaluation.silence import Silence, silence
from qa.evaluation.topics import Topic, read_topics
from qa.service.service import Service


@dataclass(frozen=True, slots=True)
class JudgedRun:
    """One run with its figures; `silence` is null where nothing is kept beside the run."""

    run: Run
    figures: list[Figures]
    silence: Silence | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that is known of one or more runs; `warnings` say what was missing, and where."""

    qrels: Qrels
    grade: int
    runs: list[JudgedRun]
    comparisons: list[Comparison]
    topics: Mapping[str, Topic]
    warnings: list[str]


def judge(
    qrels_path: Path,
    run_paths: Sequence[Path],
    service: Service | None,
    *,
    measures: Sequence[str] = (),
    grade: int | None = None,
    topics_path: Path | None = None,
) -> Judgement:
    """Hold runs against judgments: means over the answerable topics, silence over all.

    `grade` is the one from which something answers its topic (default: 2 where grades go past 1,
    else 1). `service` tells, where a store is there, which judged ids it does not hold. Raises
    Rejected, naming file and line, for a broken file; BadRequest for an unknown measure.
    """
    qrels = read_qrels(qrels_path)
    runs = [read_run(path) for path in run_paths]
    if qrels.spans and any(
        "#" in name for run in runs for row in run.scores.values() for name in row
    ):
        qrels = qrels.of_passages(service.passages() if service else {})
    level = grade or qrels.answer_grade()
    names = list(measures) or default_measures(level)
    topics = {topic.topic_id: topic for topic in read_topics(topics_path)} if topics_path else {}
    judged = [_judged(run, qrels, names, level) for run in runs]
    others = [(one.run.name, one.figures) for one in judged[1:]]
    warnings = [warning for run in runs for warning in _run_warnings(run, qrels)]
    warnings += _unknown(qrels, service) if service else []
    return Judgement(qrels, level, judged, compare(judged[0].figures, others), topics, warnings)


def _judged(run: Run, qrels: Qrels, names: Sequence[str], grade: int) -> JudgedRun:
    answerable = set(qrels.answerable(grade))
    known = {topic: topic in answerable for topic in qrels.grades}
    said = silence(run.beside, known) if run.beside else None
    return JudgedRun(run, evaluate(run, qrels, names, grade), said)


def _run_warnings(run: Run, qrels: Qrels) -> list[str]:
    """What a run leaves out of the judgments, or they of it."""
    warnings = []
    missed = [topic for topic in qrels.grades if topic not in run.scores]
    unjudged = [topic for topic in run.scores if topic not in qrels.grades]
    if missed:
        warnings.append(
            f"{run.path} has no line for {_some(missed)}: counted as 0 where answerable."
        )
    if unjudged:
        warnings.append(f"{qrels.path} has no judgment of {_some(unjudged)}: left out.")
    return warnings


def _unknown(qrels: Qrels, service: Service) -> list[str]:
    """Judged ids that the store does not hold: they can never be found."""
    try:
        unknown = service.unknown(name for name in qrels.lines if name != "-")
    except QaError:
        return []  # There is no store to ask, and none is needed to judge a run.
    if not unknown:
        return []
    line = qrels.lines[unknown[0]]
    return [f"{qrels.path}, line {line}: the store has no answer {_some(unknown)}."]


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3:,} more"
