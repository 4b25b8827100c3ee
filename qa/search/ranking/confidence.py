"""Confidence: how likely it is that the answers cover a question, from 0 to 1."""

from __future__ import annotations

import math

from qa.index.local.postings import Ints
from qa.model import Query
from qa.search.ranking.feedback import COUNTS
from qa.search.ranking.fusion import Deepening
from qa.search.snapshot import Holdings

LOOKED_AT = 10
"""How many of the best passages are looked at, one for each group of equal answers."""
DEEP = 400
"""Passages among which those are found."""
ALONE = 0.37
"""What is taken to be the resemblance where the best passages have no words in common: the mean of
the median answerable question's and the median other one's."""

BY_WORDS = (-4.37, 8.70)
"""Constant, and what the weight held counts."""
BY_MEANING = (-12.61, 7.58, 6.67, 16.18)
"""Constant, and what the weight held, the nearness of the best one's source question and the
resemblance count.

Both are logistic regressions over the development topics (docs/quality.md) whose id has an odd
SHA-256: 45 answerable and 13 not, each kind weighing half, a ridge of 1 on standardised values.
"""


def confidence(query: Query, holdings: Holdings, ranking: Deepening) -> float:
    """How likely the answers cover a query, judged by what is ranked best for it.

    By the largest share of the question's weight (idf; an unknown word weighs as the rarest) that
    one of the best passages holds; with vectors, by how near the source question of the best is and
    by the most that one of them resembles the best, too: those that speak of one thing speak of
    what was asked.
    """
    best = _distinct(holdings, ranking)
    if not len(best):
        return 0.0
    index, vectors = holdings.index, holdings.vectors
    if int(index.answer_of[best[0]]) in index.named(query.uins):
        return 1.0
    held = float(index.covered(query, best).max())
    if vectors is None or not vectors.known[best[0]]:
        return _logistic(BY_WORDS, held)
    near = float(vectors.cosines(vectors.model.vector(query.meant), best[:1])[0, 0])
    resembling = max(map(ranking.gained, best.tolist())) / COUNTS or ALONE
    return _logistic(BY_MEANING, held, near, resembling)


def enough(threshold: float) -> float:
    """The share of a question's weight that one passage must hold for words alone to be confident
    up to a threshold, from 0 to 1; more than 1 where none can."""
    if not 0 < threshold < 1:
        return 2 * threshold
    constant, slope = BY_WORDS
    return max(0.0, (math.log(threshold / (1 - threshold)) - constant) / slope)


def _distinct(holdings: Holdings, ranking: Deepening) -> Ints:
    """The best places, the first of each group of equal answers."""
    index, most = holdings.index, LOOKED_AT
    while True:
        places, _ = ranking.first(most)
        groups = index.answers.facts["group"][index.answer_of[places]].tolist()
        first: dict[int, int] = {}
        for at, group in enumerate(groups):
            first.setdefault(group, at)
        if len(first) >= LOOKED_AT or len(places) < most or most == DEEP:
            return places[list(first.values())[:LOOKED_AT]]
        most = min(4 * most, DEEP)


def _logistic(weights: tuple[float, ...], *values: float) -> float:
    constant, *slopes = weights
    total = constant + sum(slope * value for slope, value in zip(slopes, values, strict=True))
    return 1 / (1 + math.exp(-total))
