"""The evaluation of one run or more: measures, abstention, comparisons and warnings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from qa.errors import QaError, Rejected
from qa.evaluation.abstention import Abstention, measure_abstention
from qa.evaluation.calibration import Calibration, measure_calibration
from qa.evaluation.comparison import Comparison, compare
from qa.evaluation.date_order import DatePrecision, measure_date_order
from qa.evaluation.judged_ids import JudgedIds
from qa.evaluation.measures import MeasureResult, default_measures, measure_run
from qa.evaluation.outcomes import Outcomes, measure_outcomes
from qa.evaluation.qrels import Qrels
from qa.evaluation.runs import Run
from qa.evaluation.topics import Topic
from qa.service.service import Service

_UNITS = {True: "passages", False: "answers"}


@dataclass(frozen=True, slots=True)
class EvaluatedRun:
    """One run with its measures. What follows them is null if the run has no sidecar, `outcomes`
    and `date_order` also if it is of an earlier form."""

    run: Run
    measures: list[MeasureResult]
    abstention: Abstention | None
    calibration: Calibration | None
    outcomes: Outcomes | None
    date_order: DatePrecision | None

    def as_json(self) -> dict[str, Any]:
        """The run in the evaluation's JSON."""
        declined, made = self.abstention, self.run.sidecar
        found: dict[str, Any] = {
            "right_outcome": self.outcomes and self.outcomes.right,
            "answerable_declined": declined and declined.answerable_declined,
            "unanswerable_answered": declined and declined.unanswerable_answered,
            "answered_beside": self.outcomes and self.outcomes.beside,
            "outcomes": self.outcomes,
            "abstention": declined,
            "calibration": self.calibration,
            "date_order": self.date_order,
        }
        return {
            "run": str(self.run.path),
            "threshold": made and made.threshold,
            **{name: one and asdict(one) for name, one in found.items()},
            "measures": {row.measure: asdict(row) for row in self.measures},
            "index_version": made and made.index_version,
        }


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
            "runs": [one.as_json() for one in self.runs],
            "comparisons": [asdict(row) for row in self.comparisons],
            "warnings": self.warnings,
        }


def evaluate(
    qrels: Qrels,
    runs: list[Run],
    service: Service | None,
    *,
    measures: Sequence[str] = (),
    grade: int | None = None,
    topics: Iterable[Topic] = (),
) -> Evaluation:
    """Measure runs against judgments; every run after the first is compared with the first.

    Means are over the answerable topics, abstention over all. `grade` is the lowest grade that
    answers a topic (default: 2 if any grade is above 1, else 1). With a `service`, ids are compared
    as its store compares them, and judged ids that it does not have are warned of. Raises Rejected
    for a run without any judged id, BadRequest for an unknown measure.
    """
    today = _ids_today(qrels, runs, service)
    warnings = _missing_answers(qrels, today) if service else []
    if qrels.spans and any("#" in name for run in runs for name in run.ids()):
        qrels = _of_passages(qrels, today, service)
    ids = JudgedIds(qrels.ids(), [run.ids() for run in runs], today)
    qrels = qrels.named(ids.find)
    runs = [run.named(ids.find) for run in runs]
    for run in runs:
        _require_judged(run, qrels)
    grade = grade or qrels.answer_grade()
    names = list(measures) or default_measures(grade)
    evaluated = [_evaluated(run, qrels, names, grade) for run in runs]
    alike = len({run.name for run in runs}) < len(runs)
    others = [(str(one.run.path) if alike else one.run.name, one.measures) for one in evaluated[1:]]
    comparisons = compare(evaluated[0].measures, others)
    warnings = [warning for run in runs for warning in _run_warnings(run, qrels, grade)] + warnings
    by_id = {topic.topic_id: topic for topic in topics}
    return Evaluation(qrels, grade, evaluated, comparisons, by_id, warnings)


def _evaluated(run: Run, qrels: Qrels, names: Sequence[str], grade: int) -> EvaluatedRun:
    answerable = set(qrels.answerable(grade))
    kinds = {topic: topic in answerable for topic in qrels.grades}
    made = run.sidecar
    return EvaluatedRun(
        run,
        measure_run(run, qrels, names, grade),
        measure_abstention(made, kinds) if made else None,
        measure_calibration(made, kinds) if made else None,
        measure_outcomes(made, qrels.grades, grade) if made else None,
        measure_date_order(made) if made else None,
    )


def _run_warnings(run: Run, qrels: Qrels, grade: int) -> list[str]:
    """Topics that are judged but not in the run, and topics of the run that are not judged.

    That nothing was found for a topic that was asked and has no answer is right.
    """
    warnings = []
    asked = run.sidecar.topics.keys() if run.sidecar else set()
    right = asked - set(qrels.answerable(grade))
    missed = [topic for topic in qrels.grades if topic not in run.scores and topic not in right]
    unjudged = [topic for topic in run.scores if topic not in qrels.grades]
    if missed:
        warnings.append(
            f"{run.path} has no line for {_some(missed)}: counted as 0 where answerable."
        )
    if unjudged:
        warnings.append(f"{qrels.path} has no judgment of {_some(unjudged)}: left out.")
    return warnings


def _ids_today(qrels: Qrels, runs: Sequence[Run], service: Service | None) -> dict[str, str]:
    """The id today of every answer that is named and that the store knows."""
    names = set(qrels.lines).union(*(run.ids() | run.shown() for run in runs))
    try:
        return (
            service.ids_today({name.rpartition("#")[0] or name for name in names})
            if service
            else {}
        )
    except QaError:
        return {}  # Without a store, a run can still be measured.


def _of_passages(qrels: Qrels, today: Mapping[str, str], service: Service | None) -> Qrels:
    if service is None:
        raise Rejected(
            f"{qrels.path} judges spans, and the run ranks passages: only the store knows both.",
            "Name its folder by --data-dir, or run the topics with `--unit answer`.",
        )
    return qrels.named(lambda name: today.get(name, name)).of_passages(service.passages())


def _require_judged(run: Run, qrels: Qrels) -> None:
    """Raise Rejected for a run without any judged answer: every measure would be 0."""
    judged, ranked = qrels.ids(), run.ids()
    if ranked and not qrels.grades.keys() & run.scores.keys():
        raise Rejected(
            f"{qrels.path} judges no topic of {run.path}, such as {min(run.scores)!r}.",
            "Give the judgments of the topics that were run.",
        )
    if not ranked or judged & ranked:
        return
    units = [all("#" in name for name in names) for names in (ranked, judged)]
    why = "" if units[0] == units[1] else (
        f" The run ranks {_UNITS[units[0]]}, and the judgments are of {_UNITS[units[1]]}."
    )  # fmt: skip
    raise Rejected(
        f"{qrels.path} has no judgment of anything in {run.path}, such as {min(ranked)!r}.{why}",
        "Give the judgments of this collection, and run the topics with the `--unit` they are of.",
    )


def _missing_answers(qrels: Qrels, today: Mapping[str, str]) -> list[str]:
    """A warning of judged ids that the store does not have: no run can find them."""
    names = (name for name in qrels.lines if name != "-")
    unknown = [name for name in names if (name.rpartition("#")[0] or name) not in today]
    if not unknown:
        return []
    line = qrels.lines[unknown[0]]
    return [f"{qrels.path}, line {line}: the store has no answer {_some(unknown)}."]


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3:,} more"
