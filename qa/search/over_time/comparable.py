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

_STRETCH = re.compile(
    r"\b(?:(?:in|over|for|during|since) )?(?:each of )?(?:the )?(?:last|past|previous|next|first)?"
    r" ?(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d{1,2})?"
    r" ?(?:calendar |financial )?(?:years?|months?|weeks?|days?|quarters?)\b",
    re.IGNORECASE,
)
_ASKING = """how many much number total figure figures information date available latest recent
most current currently what was were each so far period periods which estimate estimated assessment
made record recorded held data statistics provide proportion cost set out publish breakdown broken
down by for by year financial calendar public purse amount state secretary department minister
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
    def read(question: str) -> ComparedQuestion:
        return read_question(_timeless(question), analyzer)

    @cache
    def differing(one: str, other: str) -> QuestionDifference:
        return difference(read(one), read(other), snapshot.lexicon)

    def comparable(one: Answer, other: Answer, figure: Figure) -> bool:
        words = frozenset((*figure.words, *figure.heading))
        found = differing(one.source_question, other.source_question)
        numbers = read(one.source_question).numbers | read(other.source_question).numbers
        if found.other_number and not numbers <= words:
            return False
        differs = {
            term: word
            for term, word in {**found.own, **found.others}.items()
            if term not in asking and term not in words
        }
        if not differs:
            return True
        whole = figure.source == "sentence" and len(words) >= MIN_WORDS
        if not whole or contrast(found.own, found.others, analyzer):
            return False
        return not any(_is_name(word) for word in differs.values())

    return comparable


def _timeless(question: str) -> str:
    """A question without the periods that it asks for."""
    for one in sorted(stated_periods(question), key=lambda one: -one.start):
        question = f"{question[: one.start]} {question[one.end :]}"
    return _STRETCH.sub(" ", question)


def _is_name(word: str) -> bool:
    return not (word.islower() and word.replace("-", "").isalpha())
