"""The collection table: several test collections, each over its own store, in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from qa.evaluation.evaluation import EvaluatedRun, Evaluation, evaluate
from qa.evaluation.measures import default_measures
from qa.evaluation.proportion import Proportion
from qa.evaluation.qrels import Qrels, read_qrels
from qa.evaluation.running import run_topics
from qa.evaluation.runs import read_run
from qa.evaluation.topics import Topic, read_topics
from qa.model import Progress
from qa.service.service import Service
from qa.settings import Settings

Ranking = Literal["words", "vectors"]

RANKINGS: dict[Ranking, str] = {"words": "by words", "vectors": "with vectors"}
"""Each ranking with its name in tables."""

FIGURES: dict[str, Callable[..., float | None]] = {
    "nDCG@10": min,
    "Success@5": min,
    "AUROC": min,
    "right_outcome": min,
    "answerable_declined": max,
    "unanswerable_answered": max,
    "calibration_error": max,
    "balanced_calibration_error": max,
    "brier": max,
}
"""Every figure, and which of several is the worst."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A test collection: a folder of topics and judgments, and the settings of its store."""

    folder: Path
    settings: Settings

    @property
    def name(self) -> str:
        """The name in tables: that of its folder."""
        return self.folder.resolve().name


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, null where it is undefined, with its 95 % interval where it has one."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class CollectionRow:
    """A collection measured by words or with vectors; `refused` has the reason for each topic that
    could not be asked."""

    collection: Collection
    ranking: Ranking
    evaluation: Evaluation
    refused: dict[str, str]

    @property
    def answerable(self) -> int:
        """The number of topics with an answer."""
        return self.evaluation.answerable

    @property
    def unanswerable(self) -> int:
        """The number of topics without an answer."""
        return len(self.evaluation.qrels.grades) - self.answerable

    def figures(self) -> dict[str, Figure]:
        """The figures by name, in the order of a table. Success@5 is at the answering grade."""
        (run,) = self.evaluation.runs
        means = {
            row.measure.replace(f"(rel={self.evaluation.grade})", ""): Figure(
                row.mean, row.low, row.high
            )
            for row in run.measures
        }
        return dict.fromkeys(FIGURES, Figure(None)) | means | dict(_of_replies(run))

    def as_json(self) -> dict[str, Any]:
        """The row as `qa collections --json` prints it."""
        made = self.evaluation.runs[0].run.sidecar
        return {
            "collection": self.collection.name,
            "data_dir": str(self.collection.settings.data_dir),
            "ranking": self.ranking,
            "index_version": made and made.index_version,
            "threshold": made and made.threshold,
            "answer_grade": self.evaluation.grade,
            "answerable_topics": self.answerable,
            "unanswerable_topics": self.unanswerable,
            "figures": {name: asdict(figure) for name, figure in self.figures().items()},
        }


@dataclass(frozen=True, slots=True)
class CollectionTable:
    """The rows of all collections: first each by words, then those whose stores have vectors."""

    rows: list[CollectionRow]

    def by_ranking(self) -> dict[Ranking, list[CollectionRow]]:
        """The rows of each ranking that has some."""
        found: dict[Ranking, list[CollectionRow]] = {}
        for row in self.rows:
            found.setdefault(row.ranking, []).append(row)
        return found

    def warnings(self) -> Iterator[str]:
        """What is missing, and the topics that could not be asked."""
        for row in self.rows:
            yield from row.evaluation.warnings
            for topic, reason in row.refused.items():
                yield f"{row.evaluation.runs[0].run.path}: topic {topic!r} is not run: {reason}"

    def as_json(self) -> dict[str, Any]:
        """The table as `qa collections --json` prints it."""
        rankings = self.by_ranking()
        return {
            "collections": [row.as_json() for row in self.rows],
            "mean": {ranking: mean(rows) for ranking, rows in rankings.items()},
            "worst": {ranking: worst(rows) for ranking, rows in rankings.items()},
            "warnings": list(self.warnings()),
        }


def mean(rows: Sequence[CollectionRow]) -> dict[str, float | None]:
    """The mean of each figure over the collections that have it; each collection counts alike."""
    return {
        name: sum(values) / len(values) if values else None
        for name, values in _values(rows).items()
    }


def worst(rows: Sequence[CollectionRow]) -> dict[str, float | None]:
    """The worst of each figure: the lowest, or the highest of an error."""
    return {name: FIGURES[name](values, default=None) for name, values in _values(rows).items()}


def measure_collections(
    collections: Sequence[Collection],
    *,
    words_only: bool = False,
    progress: Progress | None = None,
) -> CollectionTable:
    """Run each collection's topics against its store and measure them: by words and, unless
    `words_only`, with vectors where the store has some.

    All files are read, and all stores looked at, before the first topic is run. Raises as
    `read_topics`, `read_qrels` and `run_topics` do.
    """
    stored = [(one, Service(one.settings).coverage()) for one in collections]
    planned = [
        (one, ranking, read_topics(one.folder), read_qrels(one.folder))
        for ranking in RANKINGS
        for one, coverage in stored
        if ranking == "words" or (coverage.vectors and not words_only)
    ]
    return CollectionTable([_measured(*each, progress) for each in planned])


def _measured(
    collection: Collection,
    ranking: Ranking,
    topics: list[Topic],
    qrels: Qrels,
    progress: Progress | None,
) -> CollectionRow:
    settings = collection.settings
    if ranking == "words":
        settings = replace(settings, semantic=False)
    service, name = Service(settings), f"{collection.name} {RANKINGS[ranking]}"

    def show(_: str, done: int, total: int) -> None:
        if progress:
            progress(name, done, total)

    with TemporaryDirectory() as folder:
        path = Path(folder, "run")
        made = run_topics(topics, service, path, threshold=settings.threshold, progress=show)
        run = replace(read_run(path), path=Path(name))
    measures = [
        measure
        for measure in default_measures(qrels.answer_grade())
        if measure.startswith(("nDCG@10", "Success"))
    ]
    evaluation = evaluate(qrels, [run], service, measures=measures, topics=topics)
    return CollectionRow(collection, ranking, evaluation, made.refused)


def _of_replies(run: EvaluatedRun) -> Iterator[tuple[str, Figure]]:
    """The figures of what the replies do, and of their confidence."""
    if run.outcomes:
        yield "right_outcome", _figure(run.outcomes.right)
    if run.abstention:
        yield "AUROC", Figure(run.abstention.auroc)
        yield "answerable_declined", _figure(run.abstention.answerable_declined)
        yield "unanswerable_answered", _figure(run.abstention.unanswerable_answered)
    if found := run.calibration:
        yield "calibration_error", Figure(found.scores.error)
        yield "balanced_calibration_error", Figure(found.balanced.error if found.balanced else None)
        yield "brier", Figure(found.scores.brier)


def _figure(found: Proportion | None) -> Figure:
    return Figure(found.share, found.low, found.high) if found else Figure(None)


def _values(rows: Sequence[CollectionRow]) -> dict[str, list[float]]:
    """The values of each figure in the rows that have it."""
    figures = [row.figures() for row in rows]
    return {
        name: [value for one in figures if (value := one[name].value) is not None]
        for name in FIGURES
    }
