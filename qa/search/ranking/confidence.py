"""Confidence: the probability that the answers cover a question, from 0 to 1."""

from __future__ import annotations

import math
from itertools import islice

from qa.search.ranking.candidates import Candidate, Ranking
from qa.search.ranking.config import RANKING
from qa.search.ranking.term_weights import clauses
from qa.search.snapshot import Snapshot

CONFIDENCE_HITS = 10
"""The best passages that are looked at, one for each group of equal answers."""
DEFAULT_FEEDBACK = 0.37
"""The feedback assumed where the best passages share no terms: the mean of the medians of
answerable and other questions."""

BY_WORDS = (-4.37, 8.70)
"""Intercept, and the coefficient of coverage."""
BY_MEANING = (-12.61, 7.58, 6.67, 16.18)
"""Intercept, and the coefficients of coverage, of the best source question's cosine and of
feedback.

Both are logistic regressions over the development topics (docs/quality.md) whose id has an odd
SHA-256: 45 answerable and 13 not, each class weighing half, a ridge of 1 on standardised values.
"""


def confidence(ranking: Ranking, snapshot: Snapshot) -> float:
    """The probability that the best candidates answer the query.

    It rests on the largest share of the query's weight that one of the best passages holds; with
    vectors also on the cosine of the best one's source question and on the most that one of them
    shares with the others. A question that names an answer by its UIN is certain.
    """
    best = list(islice(_one_per_answer_text(ranking.candidates), CONFIDENCE_HITS))
    if not best:
        return 0.0
    if best[0].pinned:
        return 1.0
    query, index = ranking.query, snapshot.index
    hits = [one.hit for one in best]
    covered = max(index.coverage(clauses(query, ranking.weights), hits))
    (cosines,) = index.cosines(query.rewritten, hits[:1]) if index.has_vectors else (None,)
    if cosines is None:
        return _logistic(BY_WORDS, covered)
    shared = max(one.feedback for one in best) / RANKING.feedback_weight or DEFAULT_FEEDBACK
    return _logistic(BY_MEANING, covered, cosines[0], shared)


def min_coverage_for(threshold: float) -> float:
    """The coverage at which confidence by words alone reaches a threshold; above 1 if none does."""
    if not 0 < threshold < 1:
        return 2 * threshold
    intercept, slope = BY_WORDS
    return max(0.0, (math.log(threshold / (1 - threshold)) - intercept) / slope)


def _one_per_answer_text(candidates: tuple[Candidate, ...]) -> list[Candidate]:
    """The best candidate of each group of answers with the same text."""
    first: dict[int, Candidate] = {}
    for one in candidates:
        first.setdefault(one.hit.group[0], one)
    return list(first.values())


def _logistic(coefficients: tuple[float, ...], *values: float) -> float:
    intercept, *slopes = coefficients
    total = intercept + sum(slope * value for slope, value in zip(slopes, values, strict=True))
    return 1 / (1 + math.exp(-total))
