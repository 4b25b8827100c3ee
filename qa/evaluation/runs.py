"""Runs: the ranked hits of all topics in TREC form, and a sidecar with the run's metadata."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterator, Sequence
from ctypes import c_float
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from qa.errors import Rejected
from qa.evaluation.testset_files import line_error, numbered_lines, write_error

_SCORE_STEP = 1e-6
"""The least difference of two printed scores; they have six decimals."""


@dataclass(frozen=True, slots=True)
class Run:
    """Scores by topic and id; `sidecar` is null for a run that `qa run` did not write."""

    path: Path
    scores: dict[str, dict[str, float]] = field(default_factory=dict)
    sidecar: RunMetadata | None = None

    @property
    def name(self) -> str:
        """The name of the run in tables."""
        return self.path.name

    def ranked(self, topic: str) -> list[str]:
        """The ids of a topic, best first, in the order of trec_eval.

        It compares scores in 32 bits; of equals the id that sorts last is first. Ranks and the
        order of lines do not count.
        """
        scores = self.scores.get(topic, {})
        return sorted(sorted(scores, reverse=True), key=lambda name: -c_float(scores[name]).value)

    def named(self, rename: Callable[[str], str]) -> Run:
        """This run under other ids, scored by rank; of two that become one, the first counts."""
        ranked = {topic: dict.fromkeys(map(rename, self.ranked(topic))) for topic in self.scores}
        scores = {
            topic: {name: float(-rank) for rank, name in enumerate(names, start=1)}
            for topic, names in ranked.items()
        }
        if self.sidecar is None:
            return Run(self.path, scores)
        topics = {
            topic: replace(one, shown=one.shown and [rename(name) for name in one.shown])
            for topic, one in self.sidecar.topics.items()
        }
        return Run(self.path, scores, replace(self.sidecar, topics=topics))

    def ids(self) -> set[str]:
        """Every id that is ranked."""
        return {name for scores in self.scores.values() for name in scores}

    def shown(self) -> set[str]:
        """Every id that the sidecar names."""
        topics = self.sidecar.topics.values() if self.sidecar else ()
        return {name for one in topics for name in one.shown or ()}


@dataclass(frozen=True, slots=True)
class TopicMetadata:
    """The reply to one topic: its confidence, whether it is answerable, and each matched word's
    share of the first hit's score.

    `shown` are the ids of its passages, and of the answers with the same text. `newest` are the
    number of passages that "newest first" gives, at most 25, and of those whose answer holds every
    content word. Both are null in sidecars of an earlier form.
    """

    question: str
    confidence: float
    answerable: bool
    shares: dict[str, float]
    shown: Sequence[str] | None = None
    newest: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class RunMetadata:
    """How a run was made, so that it can be reproduced: versions, settings, and each topic.

    `refused` has the reason for each topic that could not be asked. `threshold` is the lowest
    confidence at which a topic is answered; null in sidecars of an earlier form.
    """

    package: str
    index_version: str
    unit: str
    hits: int
    settings: dict[str, Any]
    topics: dict[str, TopicMetadata]
    refused: dict[str, str] = field(default_factory=dict)
    threshold: float | None = None


def run_lines(topic_id: str, ranking: Sequence[tuple[str, float]], tag: str) -> Iterator[str]:
    """The lines of one topic: `topic Q0 id rank score tag`; scores fall strictly with rank."""
    before = math.inf
    for rank, (name, score) in enumerate(ranking, start=1):
        before = min(round(score, 6), before - _SCORE_STEP)
        yield f"{topic_id} Q0 {name} {rank} {before:.6f} {tag}\n"


def sidecar_path(path: Path) -> Path:
    """The file of a run's metadata, beside the run."""
    return path.with_name(f"{path.name}.json")


def write_run(path: Path, lines: Sequence[str], metadata: RunMetadata) -> None:
    """Write a run and its sidecar; each file appears only when it is complete."""
    _replace(path, "".join(lines))
    _replace(sidecar_path(path), json.dumps(asdict(metadata), ensure_ascii=False, indent=1) + "\n")


def read_run(path: Path) -> Run:
    """A run with its sidecar, if it has one; raises Rejected, naming file and line."""
    run = Run(path, {}, _metadata(sidecar_path(path)))
    for number, line in numbered_lines(path):
        fields = line.split()
        if len(fields) != 6:
            raise line_error(
                path, number, f"{len(fields)} fields, not 6", "Write: topic Q0 id rank score tag."
            )
        topic, _, name, _, score, _ = fields
        scores = run.scores.setdefault(topic, {})
        try:
            value = float(score)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise line_error(path, number, f"the score is {score!r}", "Give a number.")
        if name in scores:
            raise line_error(path, number, f"{name!r} is there twice for {topic!r}", "Remove one.")
        scores[name] = value
    return run


def _metadata(path: Path) -> RunMetadata | None:
    if not path.exists():
        return None
    try:
        return TypeAdapter(RunMetadata).validate_json(path.read_bytes(), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "its text"
        raise Rejected(
            f"{path} is not a sidecar that `qa run` wrote: {where}: {first['msg']}.",
            "Run the topics again, or remove the file.",
        ) from error
    except OSError as error:
        raise Rejected(f"{path} cannot be read: {error.strerror}.", "Check the file.") from error


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise write_error(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)
