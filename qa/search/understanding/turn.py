"""Turns: one question of a conversation, understood by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.model import UNFILTERED, Expansion, Filters, Sort
from qa.search.understanding.answer_dates import extract_answer_dates
from qa.search.understanding.capitals import is_shouted, without_emphasis
from qa.search.understanding.context import Extractor, QueryContext, Typed
from qa.search.understanding.context_carryover import (
    without_references,
)
from qa.search.understanding.entities import (
    extract_body,
    extract_house,
    extract_member,
    extract_minister,
)
from qa.search.understanding.exclusions import without_excluded
from qa.search.understanding.frames import without_action, without_frame, without_line
from qa.search.understanding.interpretations import ALL, Interpretations
from qa.search.understanding.order import extract_latest, extract_order
from qa.search.understanding.subject import YEAR, subject_words
from qa.search.understanding.word_forms import (
    acronym_plurals,
    hyphen_forms,
    in_one_form,
    in_one_spelling,
    number_forms,
)
from qa.text.formula import without_formula, without_years
from qa.text.series import without_labels

MAX_LOOKED_UP = 20
"""The words of a question that can be slips, at most, whose near words are looked up."""

EXTRACTORS: tuple[Extractor, ...] = (
    extract_answer_dates,
    extract_body,
    extract_minister,
    extract_member,
    extract_house,
    extract_order,
    extract_latest,
)


@dataclass(frozen=True, slots=True)
class UnderstoodTurn:
    """One question understood by itself; `text` is what the sentence model reads of it."""

    text: str
    typed: list[Typed]
    filters: Filters
    sort: Sort
    corrected: dict[str, str]
    did_you_mean: dict[str, str]
    expansions: list[Expansion]
    excluded: tuple[str, ...]


def read_turn(
    text: str, context: QueryContext, interpretations: Interpretations, *, leans: bool = False
) -> UnderstoodTurn:
    """One question, with the interpretations that are on; `leans` where it follows another."""
    if is_shouted(text):
        text = text.lower()
    filters = Filters()
    sort: Sort = "relevance"
    for extractor in EXTRACTORS:
        found = extractor(text, context)
        if found and interpretations.accept(found.name):
            text = f"{text[: found.start]} {text[found.end :]}"
            filters = filled(filters, found.filters)
            sort = found.sort if sort == "relevance" else sort
    framed = without_frame(text) if filters != UNFILTERED else text  # "What was said in May about"
    framed = without_line(framed)
    if framed != text and context.analyzer.terms(framed) and interpretations.accept("courtesy"):
        text = framed
    if leans:
        text = without_references(text)
    rest, excluded = without_excluded(text, context.analyzer)
    if excluded and interpretations.accept("excluded"):
        text = rest
    else:
        excluded = ()
    text = without_labels(text)
    rewritten = text  # with its formula: source questions are embedded with theirs
    bare = without_action(without_formula(text))
    if bare != text.replace("’", "'") and interpretations.accept("formula"):
        text = bare
    shorter = without_years(text)
    if shorter != text and interpretations.accept("years"):
        text = shorter
    if not text.isupper():
        text = without_emphasis(text, context.analyzer)
    typed = list(context.analyzer.terms_and_words(in_one_form(text)))
    typed, joined = hyphen_forms(typed, context)
    typed, singular = acronym_plurals(typed, context)
    typed, corrected, did_you_mean = _correct(typed, context, interpretations)
    expansions = [
        one
        for one in (context.lexicon.expand(typed, text) if context.lexicon else ())
        if interpretations.accept(f"expansion:{one.phrase}")
    ]
    if ALL not in interpretations.disabled:
        expansions += [*joined, *singular, *number_forms(typed)]
    for slip, right in corrected.items():
        rewritten = re.sub(rf"\b{re.escape(slip)}\b", right, rewritten)
    text = " ".join(in_one_spelling(rewritten, context).split())
    return UnderstoodTurn(text, typed, filters, sort, corrected, did_you_mean, expansions, excluded)


def is_filter(text: str, context: QueryContext) -> bool:
    """Whether a text names filters or an order, and nothing that can be searched for."""
    found = False
    for extractor in EXTRACTORS:
        if extracted := extractor(text, context):
            text, found = f"{text[: extracted.start]} {text[extracted.end :]}", True
    return found and not YEAR.search(text) and not subject_words(text, context.analyzer.terms)


def filled(filters: Filters, more: Filters) -> Filters:
    """The filters, with what they leave open taken from others; dates are one filter."""
    dated = filters if filters.date_from or filters.date_to else more
    return replace(
        filters,
        date_from=dated.date_from,
        date_to=dated.date_to,
        body=filters.body or more.body,
        minister=filters.minister or more.minister,
        member=filters.member or more.member,
        house=filters.house or more.house,
    )


def _correct(
    typed: Sequence[Typed], context: QueryContext, interpretations: Interpretations
) -> tuple[list[Typed], dict[str, str], dict[str, str]]:
    """Terms with the words they came from, misspelt words corrected; the corrections; and for other
    words that no answer has the nearest that one has.

    A word of the lexicon is right though no answer has it. The capital that begins a question is
    not a sign of a name.
    """
    corrected: dict[str, str] = {}
    did_you_mean: dict[str, str] = {}
    right: list[Typed] = []
    looked_up = 0
    for place, (term, word) in enumerate(typed):
        near = None
        spelling = context.spelling
        if spelling and looked_up < MAX_LOOKED_UP and not _is_of_lexicon(term, context):
            small = word.lower() if place == 0 and word.istitle() else word
            looked_up += not spelling.is_right(term, small)
            near = spelling.near(term, small)
        if near and near.is_meant and interpretations.accept(f"corrected:{word}"):
            corrected[word] = near.word
            right += [(new, word) for new in context.analyzer.terms(near.word)]
        else:
            right.append((term, word))
            if near:
                did_you_mean[word] = near.word
    return right, corrected, did_you_mean


def _is_of_lexicon(term: str, context: QueryContext) -> bool:
    """Whether the lexicon alone has a term: no answer does."""
    if context.lexicon is None or context.spelling is None:
        return False
    return context.lexicon.has(term) and not context.spelling.is_indexed(term)
