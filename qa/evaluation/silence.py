"""Silence: whether the service knows what it does not know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qa.evaluation.runs import RunFacts


@dataclass(frozen=True, slots=True)
class Silence:
    """How answerable and unanswerable topics are told apart.

    `auroc` is the chance that an answerable topic has the higher confidence of the two (ties half;
    null where one of the kinds is missing): the Mann-Whitney statistic, Hanley and McNeil, 1982.
    The other fields count topics at the threshold in force.
    """

    answerable: int
    unanswerable: int
    auroc: float | None
    rightly_declined: int
    wrongly_declined: int


def silence(facts: RunFacts, answerable: Mapping[str, bool]) -> Silence:
    """The figures over the topics that are judged and were run; `answerable` says which is what."""
    said = {topic: facts.topics[topic] for topic in answerable if topic in facts.topics}
    good = [said[topic] for topic in said if answerable[topic]]
    bad = [said[topic] for topic in said if not answerable[topic]]
    wins = sum(
        (one.confidence > other.confidence) + (one.confidence == other.confidence) / 2
        for one in good
        for other in bad
    )
    return Silence(
        answerable=len(good),
        unanswerable=len(bad),
        auroc=wins / (len(good) * len(bad)) if good and bad else None,
        rightly_declined=sum(not topic.answerable for topic in bad),
        wrongly_declined=sum(not topic.answerable for topic in good),
    )
