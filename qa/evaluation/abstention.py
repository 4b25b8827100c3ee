"""Abstention: whether the service declines the questions that no answer covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qa.evaluation.proportion import Proportion, proportion
from qa.evaluation.runs import RunMetadata


@dataclass(frozen=True, slots=True)
class Abstention:
    """How well confidence separates answerable from unanswerable topics.

    `auroc` is the probability that an answerable topic has a higher confidence than an unanswerable
    one, ties counting half; null if one of the two kinds is missing. It is the Mann-Whitney
    statistic (Hanley and McNeil, 1982). The other fields count topics at the run's threshold.
    """

    answerable: int
    unanswerable: int
    auroc: float | None
    rightly_declined: int
    wrongly_declined: int

    @property
    def answerable_declined(self) -> Proportion | None:
        """The answerable topics that are declined, of all answerable ones."""
        return proportion(self.wrongly_declined, self.answerable)

    @property
    def unanswerable_answered(self) -> Proportion | None:
        """The unanswerable topics that are answered, of all unanswerable ones."""
        return proportion(self.unanswerable - self.rightly_declined, self.unanswerable)


def measure_abstention(metadata: RunMetadata, answerable: Mapping[str, bool]) -> Abstention:
    """The abstention of a run over its judged topics; `answerable` says which kind each one is."""
    judged = [topic for topic in answerable if topic in metadata.topics]
    positive = [metadata.topics[topic] for topic in judged if answerable[topic]]
    negative = [metadata.topics[topic] for topic in judged if not answerable[topic]]
    wins = sum(
        (one.confidence > other.confidence) + (one.confidence == other.confidence) / 2
        for one in positive
        for other in negative
    )
    return Abstention(
        answerable=len(positive),
        unanswerable=len(negative),
        auroc=wins / (len(positive) * len(negative)) if positive and negative else None,
        rightly_declined=sum(not topic.answerable for topic in negative),
        wrongly_declined=sum(not topic.answerable for topic in positive),
    )
