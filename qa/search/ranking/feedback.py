"""Resemblance: words that the best passages have in common, and how much of them others hold."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import numpy as np

from qa import store
from qa.index.fields import fields
from qa.index.local.postings import Floats, Ints
from qa.model import Query
from qa.search.snapshot import Holdings

BEST = 8
"""How many of the best passages are read, at most."""
ONE_IN = 100
"""Of how many passages one is read, at most: of a few the best are hardly chosen."""
TERMS = 10
"""How many of the terms that they have in common count: those that weigh most."""
COUNTS = 0.2
"""What these terms count beside the share of the question's own."""


def resemblance(query: Query, holdings: Holdings, best: Ints, places: Ints) -> Floats:
    """What the passages at some places gain by resembling the best ones, given best first.

    The share, COUNTS of it, of the most that the terms could score which at least two of the best
    have in common and which the query does not ask for; a term weighs its idf as often as one of
    them holds it (Rocchio's feedback, by words).
    """
    index = holdings.index
    terms = _in_common(query, holdings, best[: min(BEST, len(index) // ONE_IN)])
    if not terms:
        return np.zeros(len(places))
    most = (index.engine.k1 + 1) * sum(terms.values())
    return COUNTS / most * index.engine.scores_of(terms, index.numbers[places])


def _in_common(query: Query, holdings: Holdings, best: Ints) -> dict[str, float]:
    """The terms that weigh most of those in two or more of some passages, with their weights."""
    index, terms_of = holdings.index, holdings.analyzer.terms
    known = store.archive.passages.quoted(holdings.db, index.rows[best].tolist())
    asked = index.asked(query)
    held = Counter[str]()
    for passage, answer in known.values():
        texts = fields(passage, answer, context=holdings.settings.index_context).values()
        held.update({*chain.from_iterable(map(terms_of, texts))} - asked.keys())
    weights = {term: times * index.weight(term) for term, times in held.items() if times > 1}
    heaviest = sorted(weights, key=lambda term: (-weights[term], term))[:TERMS]
    return {term: weights[term] for term in heaviest}
