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
    asked = set(query.terms) - query.weights.keys()

    def is_known(term: str) -> bool:
        return index.idf(term) is not None

    long = {name: terms_of(name) for name in long_names(query.rewritten)}
    long = {
        name: terms
        for name, terms in long.items()
        if len(terms) > 1 and asked.issuperset(terms) and all(map(is_known, terms))
    }
    single = {
        word: asked.intersection(terms_of(word))
        for word in names(query.rewritten, snapshot.spelling)
        if len(word) >= MIN_NAME_LETTERS and word.capitalize() not in MONTHS
    }
    single = {word: own for word, own in single.items() if any(map(is_known, own))}
    if not long and not single:
        return ()
    read = _texts(query, shown, snapshot)
    missed = [name for name, terms in long.items() if not _is_in(terms, read)]
    said = {word for name in missed for word in name.split()}
    mentioned = set(chain.from_iterable(read))
    missed += (
        word
        for word, own in single.items()
        if own.isdisjoint(mentioned) and word.removesuffix("'s") not in said
    )
    return tuple(dict.fromkeys(missed))


def _texts(query: Query, shown: Iterable[Found], snapshot: Snapshot) -> list[list[str]]:
    """The terms of each text in which a passage may mention a name, and the acronyms of a question
    that a passage spells out."""
    terms_of = snapshot.analyzer.passage_terms
    read: list[list[str]] = []
    for passage, answer in shown:
        body = answer.answering_body.name if answer.answering_body else ""
        people = (answer.answering_member or "", answer.asking_member or "")
        text = answer.text[passage.start : passage.end]
        texts = (answer.heading or "", answer.source_question, text, body, *people)
        read += map(terms_of, texts)
        mentioned = set(chain.from_iterable(read))
        spelt = with_spelt_out_acronyms(query, (passage, answer), snapshot)
        read += (list(one.of) for one in spelt.expansions if mentioned.issuperset(one.terms))
    return read


def _is_in(name: Sequence[str], texts: Iterable[Sequence[str]]) -> bool:
    """Whether one of some texts, as terms, has a name, or two words of a long one side by side."""
    size = len(name) if len(name) <= MAX_EXACT_TERMS else 2
    parts = {tuple(name[at : at + size]) for at in range(len(name) - size + 1)}
    return any(
        tuple(text[at : at + size]) in parts for text in texts for at in range(len(text) - size + 1)
    )
