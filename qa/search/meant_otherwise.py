"""Words that are spelt right but may be meant otherwise, as meditation for mediation."""

from __future__ import annotations

from qa.index import Clause
from qa.model import Query
from qa.search.ranking.term_weights import idf
from qa.search.snapshot import Snapshot

MAX_TERMS = 8
"""The most terms of a question whose words are looked at; a longer one says what it means."""
MIN_RARER = 2.0
"""How much rarer a word is, in idf, than one that may be meant: about seven times."""
MIN_TOGETHER = 3
"""The answers that hold the word that may be meant beside a neighbour of the typed one."""


def meant_otherwise(query: Query, snapshot: Snapshot) -> dict[str, str]:
    """For each such word of a question the word that may be meant.

    No passage has the word together with the one before or after it in the question; MIN_TOGETHER
    answers have a much more frequent word there that is one edit away. Of several, the one that
    occurs with both neighbours, and with them in the largest share of its answers. A word with a
    capital is a name, one with an expansion is known.
    """
    index = snapshot.index
    found: dict[str, str] = {}
    if not 1 < len(query.terms) <= MAX_TERMS:
        return found
    terms = query.terms
    expanded = {term for one in query.expansions for term in one.of}
    for place, term in enumerate(terms):
        word = query.words[term]
        if word != word.lower():
            continue  # a name
        neighbours = [*terms[max(0, place - 1) : place], *terms[place + 1 : place + 2]]
        rarity = idf(term, index)
        if word in query.corrected or term in expanded or rarity < index.max_idf / 2:
            continue
        if any(_together(term, neighbours, snapshot)):
            continue
        others = []
        for other in snapshot.spelling.alike(word.lower()):
            meant, *more = snapshot.analyzer.terms(other) or [term]
            if more or meant == term or idf(meant, index) > rarity - MIN_RARER:
                continue
            beside = _together(meant, neighbours, snapshot)
            if sum(beside) >= MIN_TOGETHER:
                own = len(index.matching((Clause(1.0, ((meant,),)),), 1.0))
                others.append((sum(map(bool, beside)), sum(beside) / own, other))
        if others:
            found[word] = max(others)[2]
    return found


def _together(term: str, neighbours: list[str], snapshot: Snapshot) -> list[int]:
    """For each of these terms the number of answers that hold it with another in one passage."""
    index = snapshot.index
    if index.idf(term) is None:
        return []
    return [
        len(index.matching((Clause(1.0, ((term,),)), Clause(1.0, ((one,),))), 1.0 - 1e-9))
        for one in neighbours
        if index.idf(one) is not None
    ]
