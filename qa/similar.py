"""Similar: the answers whose questions ask nearly the same as another's."""

from __future__ import annotations

from qa import store
from qa.holdings import Holdings
from qa.records import STATUSES, Answer, Filters, Query
from qa.text.formula import without_formula

LEAST_ALIKE = 0.5
"""The share of their words that two questions have in common before they are nearly the same."""
_READ = 200  # answers of the ranking whose questions are compared
_MOST_TERMS = 60  # that are ranked by; a question with more shares enough of them


def similar(answer: Answer, holdings: Holdings, hits: int) -> list[tuple[Answer, float]]:
    """At most `hits` other answers, in any state, whose source questions are nearly this one's.

    How alike they are is the share of the terms of both that both have, set phrases apart: 1 where
    they ask the same in the same words. The most alike first, then in the order that breaks ties.
    """
    own = _terms(answer, holdings)
    words = {term: term for term in sorted(own)[:_MOST_TERMS]}
    if not words:
        return []
    query = Query(terms=tuple(words), words=words, filters=Filters(status=STATUSES))
    ranked = holdings.index.match_answers(query, _READ)
    found: list[tuple[Answer, float]] = []
    for name, _ in ranked:
        other = store.answers.get(holdings.db, name)
        if other is None or other.answer_id == answer.answer_id:
            continue
        theirs = _terms(other, holdings)
        alike = len(own & theirs) / len(own | theirs)
        if alike >= LEAST_ALIKE:
            found.append((other, round(alike, 6)))
    found.sort(key=lambda one: one[0].answer_id)
    found.sort(key=lambda one: (one[1], one[0].date_answered or ""), reverse=True)
    return found[:hits]


def _terms(answer: Answer, holdings: Holdings) -> set[str]:
    return set(holdings.analyzer.terms(without_formula(answer.source_question)))
