"""Word forms: numbers and words with a hyphen, in the forms in which answers have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from qa.model import Expansion
from qa.search.understanding.context import QueryContext, Typed
from qa.text.analyzer import solid
from qa.text.dates import MONTHS
from qa.text.english import english_words
from qa.text.spelling_variants import FIGURES, one_spelling

_MONTH = "|".join(month[:3] for month in MONTHS)
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_ORDINAL = re.compile(
    r"(?<![\w.,/-])(10|[1-9])(?:st|nd|rd|th)\b"
    rf"(?!(?: of)? (?:{_MONTH}))",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"(?:\b([A-Za-z]+) |^)(10|[2-9]|1[1-9]|[2-9]0)(?= (?!per\b|(?:{_MONTH}))[a-z]{{3}})",
    re.IGNORECASE,
)
_NUMBERED = frozenset(
    """act age aged article articles band category chapter class clause clauses grade group item key
    level no number page pages paragraph part phase q question regulation round rule schedule
    section sections stage standard step table tier type under unit version volume year
    years""".split()
)
"""Words before a figure that is a name and no count: section 5."""
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_CUT_WORD = re.compile(r"(?<=[a-z])-[ \t]*\n\s*(?=[a-z])")
_ACRONYM_PLURAL = re.compile("[b-df-hj-np-tv-xz]{2,}s")
_WORDS_OF_FIGURES = {figure: word for word, figure in FIGURES.items()}


def in_one_form(text: str) -> str:
    """A question with its ordinals and counts in words (1st is first, but not on 1st May; 5 prisons
    are five, but not in section 5) and with no word cut by the end of a line."""
    text = _COUNT.sub(_count_in_words, _CUT_WORD.sub("-", text))
    return _ORDINAL.sub(lambda match: _ORDINALS[int(match[1]) - 1], text)


def _count_in_words(match: re.Match[str]) -> str:
    before, figure = match[1], match[2]
    if before and (before.casefold() in _NUMBERED or before[0].isupper()):
        return match[0]
    return match[0].removesuffix(figure) + _WORDS_OF_FIGURES[figure]


def in_one_spelling(text: str, context: QueryContext) -> str:
    """A question as the sentence model reads it: each word in the one spelling that is kept for it,
    a word of two parts as the one word that English or the answers make of it."""

    def spelt(match: re.Match[str]) -> str:
        word = match[0]
        if "-" not in word:
            return one_spelling(word) if word.islower() else word
        whole = solid(word)
        if whole and (
            whole in english_words() or (context.spelling and context.spelling.has(whole))
        ):
            return whole
        return word

    return _WORD.sub(spelt, text)


def number_forms(typed: Sequence[Typed]) -> Iterator[Expansion]:
    """For each number word its figure."""
    for term, word in typed:
        if figure := FIGURES.get(word.casefold()):
            yield Expansion((term,), figure, (figure,))


def acronym_plurals(
    typed: Sequence[Typed], context: QueryContext
) -> tuple[list[Typed], list[Expansion]]:
    """The terms of a question, a plural of an acronym in small letters as its singular: pcc for
    pccs; and the words to be searched beside those that may be another acronym: gp for gps.

    A stemmer takes no s from a word without vowels. The singular has to be a term of the answers.
    """
    found: list[Typed] = []
    more: list[Expansion] = []
    for term, word in typed:
        singular = word[:-1]
        if context.spelling and _ACRONYM_PLURAL.fullmatch(word):
            if not context.spelling.is_indexed(term):
                term = singular if context.spelling.is_indexed(singular) else term
            elif context.spelling.is_indexed(singular):
                more.append(Expansion((term,), singular, (singular,)))
        found.append((term, word))
    return found, more


def hyphen_forms(
    typed: Sequence[Typed], context: QueryContext
) -> tuple[list[Typed], list[Expansion]]:
    """The terms of a question, a word of two parts as the one word that English makes of it:
    wellbeing for well-being; and the words to be searched beside their parts.

    Answers have both forms under the one word. It replaces the parts where it is an English word,
    or a part is a stop word; else it is searched beside them, as cybersecurity for cyber-security.
    """
    found: list[Typed] = []
    more: list[Expansion] = []
    for word, group in groupby(typed, key=lambda one: one[1]):
        parts = list(group)
        whole = solid(word)
        if whole and context.spelling:
            (term,) = context.analyzer.terms(whole) or (whole,)
            is_english = whole in english_words()
            if context.spelling.is_indexed(term) and (is_english or context.spelling.has(whole)):
                if is_english or len(parts) == 1:
                    parts = [(term, word)]
                else:
                    more.append(Expansion(tuple(one for one, _ in parts), whole, (term,)))
        found += parts
    return found, more
