"""The weights of a query's terms, and its clauses, from the idf of an index."""

from __future__ import annotations

from collections.abc import Mapping

from qa.index import Clause, PassageIndex
from qa.model import Query
from qa.search.ranking.config import RANKING, RankingConfig


def term_weights(
    query: Query, index: PassageIndex, config: RankingConfig = RANKING
) -> dict[str, float]:
    """The weight of each term that is searched: its idf times its weight in the query.

    A word with an expansion is as common as both together, except a number word, since tables hold
    its figure for other reasons; the terms of an expansion weigh
    together at most a share of what its word weighs. An unknown term weighs as the rarest.
    """
    typed = {term: idf(term, index) * query.weights.get(term, 1.0) for term in query.terms}
    weights = dict(typed)
    for one in query.expansions:
        idfs = [index.idf(term) for term in one.terms]
        if None in idfs:
            continue
        own = sum(typed[term] for term in one.of)
        other = sum(idf(term, index) for term in one.terms)
        scale = 1.0 if one.phrase.isdecimal() else min(1.0, other / own)
        for term in one.of:
            weights[term] = min(weights[term], typed[term] * scale)
        for term in one.terms:
            if term not in typed:
                share = config.expansion_weight * idf(term, index) * min(1.0, own / other)
                weights[term] = max(weights.get(term, 0.0), share)
    return weights


def clauses(query: Query, weights: Mapping[str, float]) -> tuple[Clause, ...]:
    """One clause for each typed term: the term itself, or all terms of one of its expansions."""
    return tuple(
        Clause(
            weights[term],
            ((term,), *(one.terms for one in query.expansions if term in one.of)),
        )
        for term in query.terms
    )


def idf(term: str, index: PassageIndex) -> float:
    """The idf of a term; that of the rarest for a term that no passage has."""
    known = index.idf(term)
    return index.max_idf if known is None else known
