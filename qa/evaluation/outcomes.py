"""Outcomes: whether each reply does what its topic needs, answered by what it shows or declined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields

from qa.evaluation.proportion import Proportion, proportion
from qa.evaluation.qrels import best_grade
from qa.evaluation.runs import RunMetadata, TopicMetadata


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What the replies of a run did, in numbers of judged topics.

    `answered_rightly` are answered topics with an answer of the answering grade, or above, among
    the passages that the reply shows; `answered_beside` are answerable and show none.
    """

    answered_rightly: int
    answered_beside: int
    answerable_declined: int
    rightly_declined: int
    unanswerable_answered: int

    @property
    def topics(self) -> int:
        """The number of topics."""
        return sum(astuple(self))

    @property
    def right(self) -> Proportion | None:
        """The right outcome: the topics answered rightly or rightly declined, of all topics."""
        return proportion(self.answered_rightly + self.rightly_declined, self.topics)

    @property
    def beside(self) -> Proportion | None:
        """The topics answered by other passages only, of all answerable ones."""
        answerable = self.answered_rightly + self.answered_beside + self.answerable_declined
        return proportion(self.answered_beside, answerable)


def measure_outcomes(
    metadata: RunMetadata, grades: Mapping[str, Mapping[str, int]], grade: int
) -> Outcomes | None:
    """The outcomes of a run over its judged topics; None without shown passages in its sidecar."""
    counts = {field.name: 0 for field in fields(Outcomes)}
    for topic, graded in grades.items():
        reply = metadata.topics.get(topic)
        if reply is None:
            continue
        if reply.shown is None:
            return None
        counts[_outcome(reply, graded, grade)] += 1
    return Outcomes(**counts)


def _outcome(reply: TopicMetadata, graded: Mapping[str, int], grade: int) -> str:
    if best_grade(graded) < grade:
        return "unanswerable_answered" if reply.answerable else "rightly_declined"
    if not reply.answerable:
        return "answerable_declined"
    names = {*(reply.shown or ()), *(name.split("#")[0] for name in reply.shown or ())}
    good = any(graded.get(name, 0) >= grade for name in names)
    return "answered_rightly" if good else "answered_beside"
