"""Explanation: why a passage stands where it stands, by its words and by its meaning."""

from __future__ import annotations

import numpy as np

from qa.index.fields import fields
from qa.model import Explanation, MatchedTerm, Query, Quotation
from qa.search.ranking.fusion import MEANING, Deepening, word_share
from qa.search.snapshot import Holdings


def explained(
    query: Query, quotation: Quotation, holdings: Holdings, ranking: Deepening
) -> Explanation:
    """The terms of a query that a passage of its ranking holds, where, and what each adds to its
    score.

    The shares of terms, meaning and resemblance add up to 1. By words alone, only terms have any.
    """
    index, vectors = holdings.index, holdings.vectors
    place = np.flatnonzero(index.rows == quotation.hit.row)
    added = index.shares(query, quotation.hit.row)
    near = None
    if vectors is not None and query.terms and vectors.known[place].all():
        near = float(vectors.near(vectors.model.vector(query.meant), place)[0])
    words = {term: share * word_share(query, holdings) for term, share in added.items()}
    meant = MEANING * max(near or 0.0, 0.0)
    gained = ranking.gained(int(place[0]))
    whole = (sum(words.values()) + meant + gained) or 1.0
    texts = fields(quotation.passage, quotation.answer, context=holdings.settings.index_context)
    held = {name: set(holdings.analyzer.terms(text)) for name, text in texts.items()}
    phrases = {term: one.phrase for one in query.also for term in one.terms}
    return Explanation(
        terms=tuple(
            MatchedTerm(
                term=term,
                word=query.words.get(term),
                also=None if term in query.words else phrases[term],
                fields=tuple(name for name, terms in held.items() if term in terms),
                share=share / whole,
            )
            for term, share in words.items()
        ),
        meaning=meant / whole,
        resemblance=gained / whole,
        nearness=near,
        filters=query.filters,
    )
