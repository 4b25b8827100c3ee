"""The evaluation of one run or more: measures, abstention, comparisons and warnings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qa.errors import QaError
from qa.evaluation.abstention import Abstention, measure_abstention
from qa.evaluation.comparison import Comparison, compare
from qa.evaluation.date_order import DatePrecision, measure_date_order
from qa.evaluation.measures import MeasureResult, default_measures, measure_run
from qa.evaluation.outcomes import Outcomes, measure_outcomes
from qa.evaluation.qrels import Qrels, read_qrels
from qa.evaluation.runs import Run, read_run
from qa.evaluation.topics import Topic, read_topics
from qa.service.service import Service


@dataclass(frozen=True, slots=True)
class EvaluatedRun:
    """One run with its measures; `abstention`, `outcomes` and `date_order` are null if the run has
    no sidecar, the last two also if it is of an earlier form."""

    run: Run
    measures: list[MeasureResult]
    abstention: Abstention | None
    outcomes: Outcomes | None
    date_order: DatePrecision | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Evaluated runs; `grade` is the lowest that answers, `warnings` say what is missing."""

    qrels: Qrels
    grade: int
    runs: list[EvaluatedRun]
    comparisons: list[Comparison]
    topics: Mapping[str, Topic]
    warnings: list[str]

    @property
    def answerable(self) -> int:
        """The number of answerable topics."""
        return len(self.qrels.answerable(self.grade))

    def as_json(self) -> dict[str, Any]:
        """The evaluation as `qa evaluate --json` prints it."""
        return {
            "qrels": str(self.qrels.path),
            "answer_grade": self.grade,
            "answerable_topics": self.answerable,
            "runs": [
                {
                    "run": str(one.run.path),
                    "measures": {row.measure: asdict(row) for row in one.measures},
                    "outcomes": one.outcomes and asdict(one.outcomes),
                    "date_order": one.date_order and asdict(one.date_order),
                    "abstention": one.abstention and asdict(one.abstention),
                    "index_version": one.run.sidecar and one.run.sidecar.index_version,
                }
                for one in self.runs
            ],
            "comparisons": [asdict(row) for row in self.comparisons],
            "warnings": self.warnings,
        }


def evaluate_runs(
    qrels_path: Path,
    run_paths: Sequence[Path],
    service: Service | None,
    *,
    measures: Sequence[str] = (),
    grade: int | None = None,
    topics_path: Path | None = None,
) -> Evaluation:
    """Measure runs against judgments; every run after the first is compared with the first.

    Means are over the answerable topics, abstention over all. `grade` is the lowest grade that
    answers a topic (default: 2 if any grade is above 1, else 1). With a `service`, judged ids that
    the store does not have are warned of. Raises Rejected, naming file and line, for a broken file;
    BadRequest for an unknown measure.
    """
    qrels = read_qrels(qrels_path)
    runs = [read_run(path) for path in run_paths]
    if qrels.spans and any(
        "#" in name for run in runs for row in run.scores.values() for name in row
    ):
        qrels = qrels.of_passages(service.passages() if service else {})
    grade = grade or qrels.answer_grade()
    names = list(measures) or default_measures(grade)
    topics = {topic.topic_id: topic for topic in read_topics(topics_path)} if topics_path else {}
    evaluated = [_evaluated(run, qrels, names, grade) for run in runs]
    others = [(one.run.name, one.measures) for one in evaluated[1:]]
    comparisons = compare(evaluated[0].measures, others)
    warnings = [warning for run in runs for warning in _run_warnings(run, qrels)]
    warnings += _missing_answers(qrels, service) if service else []
    return Evaluation(qrels, grade, evaluated, comparisons, topics, warnings)


def _evaluated(run: Run, qrels: Qrels, names: Sequence[str], grade: int) -> EvaluatedRun:
    answerable = set(qrels.answerable(grade))
    kinds = {topic: topic in answerable for topic in qrels.grades}
    made = run.sidecar
    return EvaluatedRun(
        run,
        measure_run(run, qrels, names, grade),
        measure_abstention(made, kinds) if made else None,
        measure_outcomes(made, qrels.grades, grade) if made else None,
        measure_date_order(made) if made else None,
    )


def _run_warnings(run: Run, qrels: Qrels) -> list[str]:
    """Topics that are judged but not in the run, and topics of the run that are not judged."""
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


def _missing_answers(qrels: Qrels, service: Service) -> list[str]:
    """A warning of judged ids that the store does not have: no run can find them."""
    try:
        unknown = service.unknown(name for name in qrels.lines if name != "-")
    except QaError:
        return []  # Without a store, a run can still be measured.
    if not unknown:
        return []
    line = qrels.lines[unknown[0]]
    return [f"{qrels.path}, line {line}: the store has no answer {_some(unknown)}."]


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3:,} more"
