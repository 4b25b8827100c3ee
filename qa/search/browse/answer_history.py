"""Lineage: the same question over the years, and how its answer changed."""

from __future__ import annotations

from qa.model import QUOTABLE, Answer, AnsweringBody, Change
from qa.model.bodies import family
from qa.model.browse import AnswerRevision
from qa.search.browse.similar_questions import Alike, alike
from qa.search.snapshot import Holdings
from qa.text.difference import changes, word_differences

MOST = 20
"""How many answers are told, those to the questions that are most alike."""
LEAST_SHARE, MOST_OTHER = 0.75, 1.0
"""How nearly another question is the same, as in prior answers, except that figures may differ."""


def lineage(answer: Answer, holdings: Holdings) -> list[AnswerRevision]:
    """An answer with those of the same body, or its predecessors, to the same question, oldest
    first."""
    found = [one.answer for one in alike(answer.source_question, holdings) if _same(answer, one)]
    told: dict[tuple[str, str], list[Answer]] = {}
    for one in (answer, *found[: MOST - 1]):
        told.setdefault((one.date_answered or "", one.text), []).append(one)
    given: list[AnswerRevision] = []
    for _, (one, *also) in sorted(told.items(), key=lambda item: item[0][0]):
        before = given[-1].answer.text if given else one.text
        differing = tuple(changes(before, one.text))
        given.append(
            AnswerRevision(one, differing, bool(given) and _anew(differing, one.text), tuple(also))
        )
    return given


def _anew(differing: tuple[Change, ...], text: str) -> bool:
    """Whether changes come to all of a text, and no word of it was there before."""
    after = "".join(one.after for one in differing)
    kept = (stretch for one in differing for stretch in word_differences(one.before, one.after)[1])
    return "".join(after.split()) == "".join(text.split()) and all(one.changed for one in kept)


def _same(answer: Answer, one: Alike) -> bool:
    return (
        one.answer.answer_id != answer.answer_id
        and one.answer.status in QUOTABLE
        and one.undated >= LEAST_SHARE
        and one.other <= MOST_OTHER
        and bool(_family(one.answer.answering_body) & _family(answer.answering_body))
    )


def _family(body: AnsweringBody | None) -> frozenset[str]:
    """A body with its predecessors; one that is not stated is alone."""
    return family(body.id) if body else frozenset()
