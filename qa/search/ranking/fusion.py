"""Ranking: retrieve, fuse, re-rank. Each step is a function over candidates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from heapq import nlargest
from statistics import StatisticsError, fmean, linear_regression

from qa.index import Hit
from qa.model import Query
from qa.search.ranking.candidates import Candidate, Ranking, best_first, taking_turns
from qa.search.ranking.config import RANKING, RankingConfig
from qa.search.ranking.feedback import rescore_with_feedback
from qa.search.ranking.term_weights import term_weights
from qa.search.retrieve import retrieve
from qa.search.snapshot import Snapshot


def rank(query: Query, snapshot: Snapshot, depth: int, config: RankingConfig = RANKING) -> Ranking:
    """The candidates of a query, best first: at least the best `depth`, if there are so many."""
    weights = term_weights(query, snapshot.index, config)
    hits, named = retrieve(query, weights, snapshot, depth, config)
    bound = bm25_bound(weights, snapshot.index.saturation, config)
    candidates = fuse(query, hits, named, bound, snapshot, config)
    ranking = Ranking(query, weights, bound, tuple(best_first(candidates)))
    if snapshot.index.has_vectors and query.terms:
        ranking = rescore_with_feedback(ranking, snapshot, config)
    return replace(ranking, candidates=tuple(taking_turns(ranking.candidates)))


def score_hits(
    ranking: Ranking, hits: Sequence[Hit], snapshot: Snapshot, config: RankingConfig = RANKING
) -> list[Candidate]:
    """Passages found in another way, in their order, with the scores of a ranking."""
    scores = snapshot.index.score(ranking.weights, hits)
    scored = {
        hit.passage: replace(hit, score=score) for hit, score in zip(hits, scores, strict=True)
    }
    return fuse(ranking.query, scored, frozenset(), ranking.bm25_bound, snapshot, config)


def bm25_bound(
    weights: Mapping[str, float], saturation: float, config: RankingConfig = RANKING
) -> float:
    """The most that the heaviest terms of a query could score; 1 where there is none."""
    heaviest = nlargest(config.normaliser_terms, weights.values())
    return saturation * sum(heaviest) or 1.0


def fuse(
    query: Query,
    hits: Mapping[int, Hit],
    named: frozenset[int],
    bound: float,
    snapshot: Snapshot,
    config: RankingConfig = RANKING,
) -> list[Candidate]:
    """Candidates with normalised BM25, dense scores and boosts, in no order.

    Both scores have natural bounds, so that a passage's score does not depend on the others.
    """
    cosines = _cosines(query, list(hits.values()), snapshot, config)
    estimate = _estimate({hits[row].score / bound: near for row, near in cosines.items()})
    candidates = []
    for row, hit in hits.items():
        bm25, cosine = hit.score / bound, cosines.get(row)
        dense = estimate(bm25) if cosine is None else cosine
        pinned = config.pinned_boost if row in named else 0.0
        candidates.append(Candidate(hit, bm25, config.dense_weight * dense, cosine, pinned=pinned))
    return candidates


def _cosines(
    query: Query, hits: list[Hit], snapshot: Snapshot, config: RankingConfig
) -> dict[int, float]:
    """The cosine of each passage that has vectors: of its source question and words, weighted."""
    if not snapshot.index.has_vectors or not query.terms:
        return {}
    share = config.question_share
    pairs = snapshot.index.cosines(query.rewritten, hits)
    return {
        hit.passage: share * pair[0] + (1 - share) * pair[1]
        for hit, pair in zip(hits, pairs, strict=True)
        if pair is not None
    }


def _estimate(cosines: Mapping[float, float]) -> Callable[[float], float]:
    """A guess of a passage's cosine by its BM25, for one whose vectors are not read yet: on the
    line through the passages that have both."""
    if not cosines:
        return lambda bm25: 0.0
    try:
        slope, intercept = linear_regression(list(cosines), list(cosines.values()))
    except StatisticsError:
        slope, intercept = 0.0, fmean(cosines.values())
    return lambda bm25: slope * bm25 + intercept
