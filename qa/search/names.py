"""The names that a question gives, and those of them that a reply does not mention."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from qa.model import Query
from qa.search.acronyms import with_spelt_out_acronyms
from qa.search.quotations import Found
from qa.search.snapshot import Snapshot
from qa.search.understanding.spelling import Spelling
from qa.text.dates import MONTHS
from qa.text.formula import without_formula

MIN_NAME_LETTERS = 3
"""The letters, at least, of a name that is missed: "HM" and "Mr" only introduce another. "EU" is
given up with them."""
MAX_EXACT_TERMS = 3
"""Terms up to which a name is mentioned only as a whole; of a longer one two side by side do."""
_PUNCTUATION = ".,;:?!()\"'’“”"
_LINKS = frozenset({"of", "the"})
_LONG_NAME = re.compile(r"(?<=[\w,)] )[A-Z][a-z]+(?: (?:of )?(?:the )?[A-Z][a-z]+)+\b")
_OFFICES = frozenset({"chancellor", "government", "minister", "secretary"})


def names(text: str, spelling: Spelling) -> list[str]:
    """The names of a question: the words that answers write with a capital, and those that are
    typed with one, except the first word of a sentence unless it has two, and unless everything is
    in capitals."""
    text = without_formula(text)
    all_upper = text.isupper()
    found = []
    starts = True
    for token in text.split():
        word = token.strip(_PUNCTUATION)
        capitals = sum(letter.isupper() for letter in word)
        typed_as_name = word[:1].isupper() and (capitals > 1 or not starts) and not all_upper
        if typed_as_name or spelling.is_name(word.removesuffix("'s")):
            found.append(word)
        starts = token[-1] in ".?!;:"
    return found


def long_names(text: str) -> list[str]:
    """The names of several words that a question gives, each typed with one capital: "Official
    Injury Claim". The first word of a sentence is left out, and so are whole titles, and offices,
    whose holders are named otherwise ("Home Secretary")."""
    words = without_formula(text).split()
    if not any(word.islower() and word not in _LINKS for word in words):
        return []
    found = _LONG_NAME.findall(" ".join(words))
    return [name for name in found if _OFFICES.isdisjoint(name.casefold().split())]


def unmentioned_names(query: Query, shown: Iterable[Found], snapshot: Snapshot) -> tuple[str, ...]:
    """The names of a question that answers have, but none of the passages shown: neither the
    passage nor its source question, heading, answering body or Members. Months are left out,
    the names of earlier turns, and those with fewer than MIN_NAME_LETTERS. A name of several words
    is missed where its words are not side by side."""
    terms_of, index = snapshot.analyzer.passage_terms, snapshot.index
    mentioned: set[str] = set()
    read: list[list[str]] = []
    for passage, answer in shown:
        body = answer.answering_body.name if answer.answering_body else ""
        people = (answer.answering_member or "", answer.asking_member or "")
        text = answer.text[passage.start : passage.end]
        texts = (answer.heading or "", answer.source_question, text, body, *people)
        read += (list(terms_of(one)) for one in texts)
        mentioned.update(chain.from_iterable(read[-len(texts) :]))
        spelt = with_spelt_out_acronyms(query, (passage, answer), snapshot)
        for one in spelt.expansions:
            if mentioned.issuperset(one.terms):
                mentioned.update(one.of)
                read.append(list(one.of))
    found = []
    words_of_missed: set[str] = set()
    for name in long_names(query.rewritten):
        terms = list(terms_of(name))
        asked = set(terms) <= set(query.terms) - query.weights.keys()
        if len(terms) < 2 or not asked or any(index.idf(term) is None for term in terms):
            continue
        if not _is_in(terms, read):
            found.append(name)
            words_of_missed.update(name.split())
    for word in names(query.rewritten, snapshot.spelling):
        if len(word) < MIN_NAME_LETTERS or word.removesuffix("'s") in words_of_missed:
            continue
        own = {term for term in terms_of(word) if term in query.terms} - query.weights.keys()
        known = any(index.idf(term) is not None for term in own)
        if known and own.isdisjoint(mentioned) and word.capitalize() not in MONTHS:
            found.append(word)
    return tuple(dict.fromkeys(found))


def _is_in(name: Sequence[str], texts: Iterable[Sequence[str]]) -> bool:
    """Whether one of some texts, as terms, has a name, or two words of a long one side by side."""
    size = len(name) if len(name) <= MAX_EXACT_TERMS else 2
    parts = {tuple(name[at : at + size]) for at in range(len(name) - size + 1)}
    return any(
        tuple(text[at : at + size]) in parts for text in texts for at in range(len(text) - size + 1)
    )
