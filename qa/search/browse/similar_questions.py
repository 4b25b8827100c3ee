"""Similar: the answers whose source questions ask nearly the same as another's, or as a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import fsum

from qa import store
from qa.model import STATUSES, Answer, Filters, Query
from qa.search.snapshot import Holdings
from qa.text.formula import without_formula

LEAST_ALIKE = 0.5
"""The share of their words that two questions have in common before they are nearly the same."""
_READ = 200  # answers of the ranking whose questions are compared
_MOST_TERMS = 60  # that are ranked by; a question with more shares enough of them


@dataclass(frozen=True, slots=True)
class Alike:
    """An answer whose source question shares `share` of the terms of both with another question.

    `undated` is the same share without figures, years above all; `other` is what stands in place
    of something else: of the terms but figures that only one of the two has, the smaller sum of
    idf.
    """

    answer: Answer
    share: float
    undated: float
    other: float


def similar(answer: Answer, holdings: Holdings, hits: int) -> list[tuple[Answer, float]]:
    """At most `hits` other answers, in any state, whose source questions are nearly this one's.

    How alike they are is the share of the terms of both that both have, set phrases apart: 1 where
    they ask the same in the same words. The most alike first, then in the order that breaks ties.
    """
    found = [
        (one.answer, one.share)
        for one in alike(answer.source_question, holdings)
        if one.answer.answer_id != answer.answer_id
    ]
    return found[:hits]


def alike(question: str, holdings: Holdings, read: int = _READ) -> list[Alike]:
    """The answers whose source questions are nearly this one, the most alike first.

    The first `read` answers of the ranking by the question's terms are compared with it.
    """
    own = _terms(question, holdings)
    words = {term: term for term in sorted(own)[:_MOST_TERMS]}
    if not words:
        return []
    query = Query(terms=tuple(words), words=words, filters=Filters(status=STATUSES))
    ranked = [name for name, _ in holdings.index.match_answers(query, read)]
    others = store.archive.answers.of_ids(holdings.db, ranked).values()
    found = list(_alike(own, others, holdings))
    found.sort(key=lambda one: one.answer.answer_id)
    found.sort(key=lambda one: (one.share, one.answer.date_answered or ""), reverse=True)
    return found


def _alike(own: set[str], others: Iterable[Answer], holdings: Holdings) -> Iterator[Alike]:
    weight = holdings.index.weight
    for answer in others:
        theirs = _terms(answer.source_question, holdings)
        share = _share(own, theirs)
        if share >= LEAST_ALIKE:
            one, two = _words(own), _words(theirs)
            other = min(fsum(map(weight, side)) for side in (one - two, two - one))
            yield Alike(answer, share, _share(one, two), other)


def _share(one: set[str], other: set[str]) -> float:
    """The share of the terms of both that both have."""
    return round(len(one & other) / len(one | other or {""}), 6)


def _words(terms: set[str]) -> set[str]:
    return {term for term in terms if not term[0].isdigit()}


def _terms(question: str, holdings: Holdings) -> set[str]:
    return set(holdings.analyzer.terms(without_formula(question)))
