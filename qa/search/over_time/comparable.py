"""Comparable questions: whether two answers' figures with the same words are of the same thing."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from qa.model import Answer
from qa.search.browse.contrasts import contrast
from qa.search.browse.question_differences import (
    ComparedQuestion,
    QuestionDifference,
    difference,
    read_question,
)
from qa.search.over_time.figure import Figure
from qa.search.snapshot import Snapshot
from qa.text.stated_periods import stated_periods

MIN_WORDS = 6
"""A sentence with so many terms says by itself what its figure is of, whatever was asked, unless
the questions differ in a name or in contraries."""

MIN_COMMON = 2
"""The words that two questions have in common, at least, where no other differs."""

_NEXT = re.compile(
    r"[;?]\s*(?:and,? )?|,? and (?=how (?:many|much)\b|what (?:was|were|is|the)\b)", re.IGNORECASE
)
"""Where a question asks another thing."""
_LEANS = re.compile(
    r"\b(?:those|these|such|them|they|their|it|its|that|this|each)\b", re.IGNORECASE
)
_ITEM = re.compile(r"\((?:[a-z]|[ivx]{1,4}|\d{1,2})\)", re.IGNORECASE)
_STRETCH = re.compile(
    r"\b(?:(?:in|over|for|during|since) )?(?:each of )?(?:the )?(?:last|past|previous|next|first)?"
    r" ?(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d{1,2})?"
    r" ?(?:calendar |financial )?(?:years?|months?|weeks?|days?|quarters?)\b",
    re.IGNORECASE,
)
_ASKING = """how many much number total figure figures information date available latest recent
most current currently what was were each so far period periods which estimate estimated assessment
made record recorded held data statistics provide proportion cost set out publish breakdown broken
down by for by year financial calendar public purse amount state secretary department minister size
total asked majesty her
government ministers reported data the a of in plans answer answers answered question written"""
"""Words that ask, and do not say of what."""


def comparable_questions(
    snapshot: Snapshot,
) -> Callable[[Answer, Answer, Figure], bool]:
    """Whether two answers' questions ask the same, so far as the words of a figure do not say it.

    The words in which the questions differ must only ask, or be among those of the figure; or the
    figure is of a sentence with many words, and the questions differ in no name, number or
    contrary.
    """
    analyzer = snapshot.analyzer
    asking = frozenset(analyzer.terms(_ASKING.replace("\n", " "))) | {
        term for word in _ASKING.split() for term in analyzer.terms(word)
    }

    @cache
    def read(question: str) -> tuple[ComparedQuestion, ...]:
        return tuple(read_question(one, analyzer) for one in _clauses(_timeless(question)))

    @cache
    def differing(one: str, other: str) -> tuple[QuestionDifference, ...]:
        return tuple(
            difference(mine, theirs, snapshot.lexicon)
            for mine in read(one)
            for theirs in read(other)
        )

    def comparable(one: Answer, other: Answer, figure: Figure) -> bool:
        words = frozenset((*figure.words, *figure.heading))
        whole = figure.source == "sentence" and len(words) >= MIN_WORDS
        return any(
            _asks_same(found, words, whole)
            for found in differing(one.source_question, other.source_question)
        )

    def _asks_same(found: QuestionDifference, words: frozenset[str], whole: bool) -> bool:
        if found.other_number:
            return False
        differs = {
            term: word
            for term, word in {**found.own, **found.others}.items()
            if term not in asking and term not in words
        }
        if not differs:
            return len(found.common) >= MIN_COMMON
        if not whole or contrast(found.own, found.others, analyzer):
            return False
        return not any(_is_name(word) for word in differs.values())

    return comparable


def _clauses(question: str) -> list[str]:
    """A question and, of one that asks several things, each clause that does not lean on another;
    the items of "(a) men and (b) women" stay together."""
    clauses = [one for one in _NEXT.split(question) if len(one.split()) > 3]
    if len(clauses) < 2:
        return [question]
    return [question, clauses[0], *(one for one in clauses[1:] if not _LEANS.search(one))]


def _timeless(question: str) -> str:
    """A question without the periods that it asks for."""
    for one in sorted(stated_periods(question), key=lambda one: -one.start):
        question = f"{question[: one.start]} {question[one.end :]}"
    return _STRETCH.sub(" ", _ITEM.sub(" ", question))


def _is_name(word: str) -> bool:
    return not (word.islower() and word.replace("-", "").isalpha())
