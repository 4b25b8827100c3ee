"""Similar questions: answers whose source questions ask nearly the same as a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import fsum

from qa.index import Where
from qa.model import STATUSES, Answer, Filters
from qa.search.ranking.term_weights import idf
from qa.search.snapshot import Snapshot
from qa.text.formula import without_formula

MIN_JACCARD = 0.5
"""The share of common terms from which two questions are similar."""
COMPARED_ANSWERS = 200
"""The answers of the ranking whose questions are compared."""
MAX_QUERY_TERMS = 60
"""The terms that rank them: a question with more shares enough of these."""

MIN_WORDS_WITHIN = 3
"""The words of a question that another may ask within it, at least."""

EVERY_STATE = Where(Filters(status=STATUSES))


@dataclass(frozen=True, slots=True)
class SimilarQuestion:
    """An answer whose source question has `share` of the terms of both in common with another.

    `undated` is the same share without figures, years above all. `replaced` is the weight (sum of
    idf, figures left out) of the words that take the place of others: the smaller of both sides.
    """

    answer: Answer
    share: float
    undated: float
    replaced: float


def similar_answers(answer: Answer, snapshot: Snapshot, limit: int) -> list[tuple[Answer, float]]:
    """Other answers, in any state, to nearly the same question, with the share of common terms.

    The most similar first, then in the order of ties; 1 means the same words, set phrases apart.
    """
    found = [
        (one.answer, one.share)
        for one in similar_questions(answer.source_question, snapshot)
        if one.answer.answer_id != answer.answer_id
    ]
    return found[:limit]


def similar_questions(
    question: str,
    snapshot: Snapshot,
    compared: int = COMPARED_ANSWERS,
    where: Where = EVERY_STATE,
) -> list[SimilarQuestion]:
    """The answers to questions similar to this one, the most similar first; those of `where`."""
    return among(question, asked_alike(question, snapshot, compared, where), snapshot)


def among(question: str, answers: Iterable[Answer], snapshot: Snapshot) -> list[SimilarQuestion]:
    """Of some answers those to questions similar to this one, the most similar first."""
    found = list(_similar(_terms(question, snapshot), answers, snapshot))
    found.sort(key=lambda one: one.answer.answer_id)
    found.sort(key=lambda one: (one.share, one.answer.date_answered or ""), reverse=True)
    return found


def asked_alike(
    question: str, snapshot: Snapshot, compared: int, where: Where = EVERY_STATE
) -> Iterable[Answer]:
    """The answers, in any state, whose questions may repeat one; about as many as `compared`."""
    own = _terms(question, snapshot)
    weights = {term: idf(term, snapshot.index) for term in sorted(own)[:MAX_QUERY_TERMS]}
    ids: dict[str, None] = {}
    hits = snapshot.index.search(weights, where, compared) if weights else []
    for same in snapshot.index.same_texts(hits, where):
        ids |= dict.fromkeys(name for name, _ in same)
        if len(ids) >= compared:
            break
    return snapshot.answers.answers(ids).values()


def asked_within(
    question: str, answers: Iterable[Answer], snapshot: Snapshot, share: float
) -> list[Answer]:
    """The answers one of whose question and this one holds that share of the other's words, figures
    left out: it asks the same, and more. The most similar come first."""
    own = _words(_terms(question, snapshot))
    found = []
    for answer in answers:
        other = _words(_terms(answer.source_question, snapshot))
        fewer = min(len(own), len(other))
        if fewer >= MIN_WORDS_WITHIN and len(own & other) >= share * fewer:
            found.append((-jaccard(own, other), answer))
    found.sort(key=lambda one: (one[0], one[1].answer_id))
    return [answer for _, answer in found]


def _similar(
    own: set[str], answers: Iterable[Answer], snapshot: Snapshot
) -> Iterator[SimilarQuestion]:
    for answer in answers:
        other = _terms(answer.source_question, snapshot)
        share = jaccard(own, other)
        if share >= MIN_JACCARD:
            one, two = _words(own), _words(other)
            replaced = min(
                fsum(idf(term, snapshot.index) for term in side) for side in (one - two, two - one)
            )
            yield SimilarQuestion(answer, share, jaccard(one, two), replaced)


def jaccard(one: set[str], other: set[str]) -> float:
    """The share of the members of both sets that both have."""
    return round(len(one & other) / len(one | other or {""}), 6)


def _words(terms: set[str]) -> set[str]:
    return {term for term in terms if not term[0].isdigit()}


def _terms(question: str, snapshot: Snapshot) -> set[str]:
    return set(snapshot.analyzer.terms(without_formula(question)))
