"""The names that a question gives, and those of them that a reply does not mention."""

from __future__ import annotations

from collections.abc import Iterable

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
_PUNCTUATION = ".,;:?!()\"'’“”"


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


def unmentioned_names(query: Query, shown: Iterable[Found], snapshot: Snapshot) -> tuple[str, ...]:
    """The names of a question that answers have, but none of the passages shown: neither the
    passage nor its source question, heading, answering body or Members. Months are left out,
    the names of earlier turns, and those with fewer than MIN_NAME_LETTERS."""
    terms_of, index = snapshot.analyzer.passage_terms, snapshot.index
    mentioned: set[str] = set()
    for passage, answer in shown:
        body = answer.answering_body.name if answer.answering_body else ""
        people = (answer.answering_member or "", answer.asking_member or "")
        text = answer.text[passage.start : passage.end]
        texts = (answer.heading or "", answer.source_question, text, body, *people)
        mentioned.update(terms_of("\n".join(texts)))
        spelt = with_spelt_out_acronyms(query, (passage, answer), snapshot)
        for one in spelt.expansions:
            if mentioned.issuperset(one.terms):
                mentioned.update(one.of)
    found = []
    for word in names(query.rewritten, snapshot.spelling):
        if len(word) < MIN_NAME_LETTERS:
            continue
        own = {term for term in terms_of(word) if term in query.terms} - query.weights.keys()
        known = any(index.idf(term) is not None for term in own)
        if known and own.isdisjoint(mentioned) and word.capitalize() not in MONTHS:
            found.append(word)
    return tuple(dict.fromkeys(found))
