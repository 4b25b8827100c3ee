"""Relatedness: whether a turn and those before it are about one thing, by what passages hold."""

from __future__ import annotations

import math

from qa.index import Clause, Where
from qa.model import Query
from qa.search.ranking.fusion import rank
from qa.search.ranking.term_weights import clauses, idf, term_weights
from qa.search.snapshot import Snapshot

MIN_SHARED_COVERAGE = 0.3
"""The share of the weight of each part's terms that one passage then holds. Of turns after the one
that they follow 19 of 27 reach it, of turns after an unrelated one every tenth; of those that are
declined alone and answered together 2 of 616 (four collections, with vectors)."""
PASSAGES_ON_SUBJECT = 20
"""The best passages on the subject before in which the words of a turn are looked for."""
MIN_PASSAGES = 2
MIN_LIFT = 4.0
"""The passages that then hold all words of the turn, at least, and how many times as often as all
passages hold the rarest. Of 1,600 words of a question after two others of it 54 % reach both, of
words of another question of that body 7 %, of its first two words 2 % (four stores)."""
_WHOLE = 0.99


def is_about_both(
    query: Query,
    snapshot: Snapshot,
    depth: int,
    least: tuple[float, float] = (MIN_SHARED_COVERAGE, MIN_SHARED_COVERAGE),
) -> bool:
    """Whether one of so many best passages holds at least a share of what this turn, and of what
    those before it ask about, as one hardly does where they have nothing to do with each other."""
    ranking = rank(query, snapshot, depth)
    asked = zip(query.terms, clauses(query, ranking.weights), strict=True)
    own: list[Clause] = []
    earlier: list[Clause] = []
    for term, clause in asked:
        (earlier if term in query.weights else own).append(clause)
    hits = [one.hit for one in ranking.candidates[:depth]]
    covered = (snapshot.index.coverage(part, hits) for part in (own, earlier))
    return any(own >= least[0] and before >= least[1] for own, before in zip(*covered, strict=True))


def is_associated(query: Query, snapshot: Snapshot) -> bool:
    """Whether passages on the subject of the earlier turns hold this turn's words far more often
    than passages do at large: "leaseholders" after "cladding remediation"."""
    index = snapshot.index
    own = [term for term in query.terms if term not in query.weights]
    if not own or not query.weights:
        return False
    weights = term_weights(query, index)
    expanded = {
        term for one in query.expansions if not set(own).isdisjoint(one.of) for term in one.terms
    }
    others = {*own, *(expanded - query.weights.keys())}
    subject = {term: weight for term, weight in weights.items() if term not in others}
    where = Where(query.filters, query.allowed_answers)
    hits = index.search(subject, where, PASSAGES_ON_SUBJECT)
    asked = zip(query.terms, clauses(query, dict.fromkeys(query.terms, 1.0)), strict=True)
    held = index.coverage([clause for term, clause in asked if term in own], hits)
    holding = sum(share >= _WHOLE for share in held)
    at_large = math.exp(-max(idf(term, index) for term in own))
    return holding >= max(MIN_PASSAGES, MIN_LIFT * at_large * len(hits))
