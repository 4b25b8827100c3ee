"""Question differences: the words, numbers and periods in which two questions are not the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from qa.search.understanding.lexicon import Lexicon
from qa.text.analyzer import Analyzer
from qa.text.dates import MONTHS
from qa.text.formula import addressee, without_addressee, without_formula
from qa.text.spelling_variants import FIGURES

KNOWN_QUESTIONS = 2**12
"""A process keeps so many source questions as read: the same are compared again and again."""
_MONTHS = " ".join([*MONTHS, *(month[:3] for month in MONTHS), "Sept"]).lower()
_PERIODS = "day week month quarter year decade last past previous next latest current recent since"
"""Words of a stretch of time: "the last six months" and "2016" are two periods."""
_AMOUNTS = "dozen hundred thousand million billion"
_NUMBERED = "section schedule article clause class tier level phase stage route junction"
"""A figure after one of these is a part of a name, as in "section 33"."""
_NAMED_YEAR = re.compile(
    r"\b(?:act|bill|order|rules|regulations?|directive|convention),? ((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class ComparedQuestion:
    """A question without set phrases: its terms, each with its word as typed, by what they are.

    `to` are the terms of the department that it is put to.
    """

    words: Mapping[str, str]
    numbers: frozenset[str]
    period: frozenset[str]
    to: frozenset[str]


@dataclass(frozen=True, slots=True)
class QuestionDifference:
    """What one question has and another has not, by term with the word as typed.

    Other words for the same, as the lexicon has them, are not in `own` and `others`; `reworded` is
    true where there are any. `common` are the terms of words that both have.
    """

    common: frozenset[str]
    own: Mapping[str, str]
    others: Mapping[str, str]
    reworded: bool
    other_number: bool
    other_period: bool


@lru_cache(KNOWN_QUESTIONS)
def read_question(question: str, analyzer: Analyzer) -> ComparedQuestion:
    """A question ready to be compared: number words are figures, "three" is 3."""
    vocabulary = _vocabulary(analyzer)
    asked = without_formula(without_addressee(question))
    named = set(_NAMED_YEAR.findall(asked))
    typed = list(analyzer.terms_and_words(asked))
    kinds = [vocabulary.get(term) for term, _ in typed]
    words: dict[str, str] = {}
    numbers: set[str] = set()
    period: set[str] = set()
    for at, ((term, word), kind) in enumerate(zip(typed, kinds, strict=True)):
        before, after = (
            kinds[at - 1] if at else None,
            kinds[at + 1] if at + 1 < len(typed) else None,
        )
        figure = kind if kind and kind.isdecimal() else term
        if kind in ("month", "period"):
            period.add(term)
        elif kind == "amount":
            numbers.add(term)
        elif not figure[0].isdigit() or before == "numbered" or term in named:
            words.setdefault(term, word)
        elif _YEAR.fullmatch(term) or "month" in (before, after):
            period.add(figure)
        else:
            numbers.add(figure)
    to = frozenset(analyzer.terms(addressee(question) or ""))
    return ComparedQuestion(words, frozenset(numbers), frozenset(period), to)


@lru_cache(maxsize=4)
def _vocabulary(analyzer: Analyzer) -> dict[str, str]:
    """What each term of time and number is: its figure, or the kind of word."""
    kinds = ("period", _PERIODS), ("month", _MONTHS), ("amount", _AMOUNTS), ("numbered", _NUMBERED)
    numbers = FIGURES | {"zero": "0", "one": "1"}
    figures = {term: figure for word, figure in numbers.items() for term in analyzer.terms(word)}
    return figures | {term: kind for kind, words in kinds for term in analyzer.terms(words)}


def difference(
    one: ComparedQuestion, other: ComparedQuestion, lexicon: Lexicon
) -> QuestionDifference:
    """What the first question has and the other has not, and the other way round."""
    own, others = _lacking(one, other), _lacking(other, one)
    same = {*_meant(own, one, other, lexicon), *_meant(others, other, one, lexicon)}
    return QuestionDifference(
        common=frozenset(one.words.keys() & other.words.keys()),
        own={term: word for term, word in own.items() if term not in same},
        others={term: word for term, word in others.items() if term not in same},
        reworded=bool(same),
        other_number=one.numbers != other.numbers,
        other_period=one.period != other.period,
    )


def _lacking(one: ComparedQuestion, other: ComparedQuestion) -> dict[str, str]:
    """The words of one question that the other has not, its department's name included."""
    known = other.words.keys() | other.to
    return {term: word for term, word in one.words.items() if term not in known}


def _meant(
    lacking: Mapping[str, str], one: ComparedQuestion, other: ComparedQuestion, lexicon: Lexicon
) -> Iterator[str]:
    """The terms of words that the other question lacks and has other words for, and of those."""
    for rule in lexicon.expand(list(one.words.items())):
        if lacking.keys() & set(rule.of) and other.words.keys() >= set(rule.terms):
            yield from (*rule.of, *rule.terms)
