"""Answer history: the same question over the years, and how its answer changed."""

from __future__ import annotations

from collections.abc import Iterable

from qa.model import QUOTABLE, Answer, AnsweringBody, Change
from qa.model.bodies import with_predecessors
from qa.model.browse import AnswerRevision
from qa.search.browse.similar_questions import SimilarQuestion, similar_questions
from qa.search.snapshot import Snapshot
from qa.text.difference import changes, word_differences

MAX_REVISIONS = 20
"""The answers that are compared: those to the most similar questions."""
LATER_COMPARED = 60
"""The answers that are compared in search of a later one: it ranks among the first."""
MIN_UNDATED_SHARE, MAX_REPLACED = 0.75, 1.0
"""How similar another question is; figures may differ."""


def answer_history(answer: Answer, snapshot: Snapshot) -> list[AnswerRevision]:
    """An answer and those of the same body, or its predecessors, to the same question, oldest
    first."""
    return revisions_of(answer, similar_questions(answer.source_question, snapshot))


def revisions_of(answer: Answer, similar: Iterable[SimilarQuestion]) -> list[AnswerRevision]:
    """An answer and those among `similar` to the same question, oldest first."""
    others = [one.answer for one in similar if is_same_question(answer, one)]
    by_text: dict[tuple[str, str], list[Answer]] = {}
    for one in (answer, *others[: MAX_REVISIONS - 1]):
        by_text.setdefault((one.date_answered or "", one.text), []).append(one)
    revisions: list[AnswerRevision] = []
    for _, (one, *also) in sorted(by_text.items(), key=lambda item: item[0][0]):
        before = revisions[-1].answer.text if revisions else one.text
        changed = tuple(changes(before, one.text))
        rewritten = bool(revisions) and _rewritten(changed, one.text)
        revisions.append(AnswerRevision(one, changed, rewritten, tuple(also)))
    return revisions


def later_answer(answer: Answer, snapshot: Snapshot) -> Answer | None:
    """The newest answer to the same question as another's, given after it; None without one."""
    given = answer.date_answered or ""
    later = [
        one.answer
        for one in similar_questions(answer.source_question, snapshot, LATER_COMPARED)
        if is_same_question(answer, one) and (one.answer.date_answered or "") > given
    ]
    return max(later, key=lambda one: (one.date_answered or "", one.answer_id), default=None)


def _rewritten(changed: tuple[Change, ...], text: str) -> bool:
    """Whether the changes make up all of a text, and no word of it was there before."""
    after = "".join(one.after for one in changed)
    kept = (stretch for one in changed for stretch in word_differences(one.before, one.after)[1])
    return "".join(after.split()) == "".join(text.split()) and all(one.changed for one in kept)


def is_same_question(answer: Answer, other: SimilarQuestion) -> bool:
    """Whether another answer, which can be quoted, is to the same question of the same body."""
    return (
        other.answer.answer_id != answer.answer_id
        and other.answer.status in QUOTABLE
        and other.undated >= MIN_UNDATED_SHARE
        and other.replaced <= MAX_REPLACED
        and same_body(other.answer, answer)
    )


def same_body(one: Answer, other: Answer) -> bool:
    """Whether two answers are by one body, or one is by a predecessor of the other's."""
    return bool(_family(one.answering_body) & _family(other.answering_body))


def _family(body: AnsweringBody | None) -> frozenset[str]:
    """A body with its predecessors; none where no body is stated."""
    return with_predecessors(body.id) if body else frozenset()
