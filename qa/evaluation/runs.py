"""Runs: the ranked hits of all topics in TREC's form, and what is kept beside them."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from qa.errors import Rejected
from qa.evaluation.lines import numbered, wrong

_STEP = 1e-6
"""The last digit of a printed score: scores fall by at least this from rank to rank."""


@dataclass(frozen=True, slots=True)
class Run:
    """Scores by topic and id; `beside` is what `qa run` keeps beside the file, if it is there."""

    path: Path
    scores: dict[str, dict[str, float]] = field(default_factory=dict)
    beside: RunFacts | None = None

    @property
    def name(self) -> str:
        """What the run is called in tables."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """What was said to one topic: the confidence, whether it was answered, and why the first hit
    came first (each matched word's share of its score)."""

    question: str
    confidence: float
    answerable: bool
    shares: dict[str, float]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """How a run was made, so that it can be made again: versions, settings, and each topic."""

    package: str
    index_version: str
    unit: str
    hits: int
    settings: dict[str, Any]
    topics: dict[str, TopicFacts]


def run_lines(topic_id: str, ranking: Sequence[tuple[str, float]], tag: str) -> Iterator[str]:
    """The lines of one topic: `topic Q0 id rank score tag`; scores fall strictly with rank."""
    before = math.inf
    for rank, (name, score) in enumerate(ranking, start=1):
        before = min(round(score, 6), before - _STEP)
        yield f"{topic_id} Q0 {name} {rank} {before:.6f} {tag}\n"


def beside(path: Path) -> Path:
    """Where the facts of a run are kept: beside it."""
    return path.with_name(f"{path.name}.json")


def write_run(path: Path, lines: Sequence[str], facts: RunFacts) -> None:
    """Write a run and its facts, each swapped in whole."""
    _swap(path, "".join(lines))
    _swap(beside(path), json.dumps(asdict(facts), ensure_ascii=False, indent=1) + "\n")


def read_run(path: Path) -> Run:
    """A run and, where they are there, its facts; raises Rejected, naming file and line."""
    run = Run(path, {}, _facts(beside(path)))
    for number, line in numbered(path):
        fields = line.split()
        if len(fields) != 6:
            raise wrong(path, number, f"{len(fields)} fields, not 6", "topic Q0 id rank score tag.")
        topic, _, name, _, score, _ = fields
        scores = run.scores.setdefault(topic, {})
        try:
            value = float(score)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise wrong(path, number, f"the score is {score!r}", "Give a number.")
        if name in scores:
            raise wrong(path, number, f"{name!r} stands twice for {topic!r}", "Remove one.")
        scores[name] = value
    return run


def _facts(path: Path) -> RunFacts | None:
    if not path.exists():
        return None
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
        topics = {name: TopicFacts(**facts) for name, facts in stated.pop("topics").items()}
        return RunFacts(topics=topics, **stated)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Rejected(
            f"{path} is not what `qa run` writes beside a run: {error}.",
            "Run the topics again, or take the file away.",
        ) from error


def _swap(path: Path, text: str) -> None:
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        raise Rejected(
            f"{path} cannot be written: {error.strerror}.", "Name another file, or make room."
        ) from error
    finally:
        aside.unlink(missing_ok=True)
