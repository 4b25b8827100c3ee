"""Acronyms: which meanings that answers explain a question can have, and which a passage spells."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.index import Clause
from qa.model import Expansion, Query
from qa.search.quotations import Found
from qa.search.snapshot import Snapshot
from qa.text.acronyms import long_form

_ACRONYM = re.compile(r"([A-Z][A-Za-z]+[A-Z])s?")
"""Three letters or more: in most passages some two words in a row spell any two letters."""


def with_fitting_acronyms(query: Query, snapshot: Snapshot) -> Query:
    """The query without the meanings of its acronyms that fit nothing else in it.

    A meaning that answers explain fits where a passage has it with another term of the question, or
    where there is no other. IPC is not a car park in a question about famine.
    """
    unfit = [
        one
        for one in query.expansions
        if one.is_learnt and len(one.of) == 1 and not _fits(one, query, snapshot)
    ]
    if not unfit:
        return query
    names = {f"expansion:{one.phrase}" for one in unfit}
    return replace(
        query,
        expansions=tuple(one for one in query.expansions if one not in unfit),
        interpretations=tuple(one for one in query.interpretations if one not in names),
    )


def _fits(one: Expansion, query: Query, snapshot: Snapshot) -> bool:
    others = tuple((term,) for term in query.terms if term not in one.of and term not in one.terms)
    if not others:
        return True
    beside = (Clause(1.0, (one.terms,)), Clause(1.0, others))
    return len(snapshot.index.matching(beside, 1.0 - 1e-9)) > 0


def with_spelt_out_acronyms(query: Query, found: Found, snapshot: Snapshot) -> Query:
    """The query with the words of a passage, its source question or heading that spell an acronym
    of the question: answers on "very high cost cases" need not write VHCC."""
    typed = {
        term: match[1] for term, word in query.words.items() if (match := _ACRONYM.fullmatch(word))
    }
    if not typed:
        return query
    passage, answer = found
    text = answer.text[passage.start : passage.end]
    text = f"{answer.heading or ''}\n{answer.source_question}\n{text}"
    spelt = {term: long for term, short in typed.items() if (long := long_form(short, text))}
    meanings = [
        Expansion((term,), long, tuple(snapshot.analyzer.terms(long)), is_learnt=True)
        for term, long in spelt.items()
    ]
    return replace(query, expansions=(*query.expansions, *meanings)) if meanings else query
