"""Pseudo-relevance feedback: terms that the best passages share re-rank the passages near them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain, islice

from qa.index import Hit
from qa.index.fields import fields
from qa.search.ranking.candidates import Ranking, best_first
from qa.search.ranking.config import RANKING, RankingConfig
from qa.search.ranking.duplicates import one_per_group
from qa.search.ranking.term_weights import idf
from qa.search.snapshot import Snapshot

MIN_FEEDBACK_PASSAGES_WITH_TERM = 2


def rescore_with_feedback(
    ranking: Ranking, snapshot: Snapshot, config: RankingConfig = RANKING
) -> Ranking:
    """The ranking with a feedback score added to its first `rerank_depth` candidates.

    The score is the BM25 of the feedback terms (Rocchio's feedback, by words), as a share of the
    most that they could score.
    """
    head = ranking.candidates[: config.rerank_depth]
    best = [one.hit for one in islice(one_per_group(head), _passages_read(snapshot, config))]
    weights = _feedback_terms(ranking, best, snapshot, config)
    if not weights:
        return ranking
    bound = snapshot.index.saturation * sum(weights.values())
    scores = snapshot.index.score(weights, [one.hit for one in head])
    rescored = [
        replace(one, feedback=config.feedback_weight * score / bound)
        for one, score in zip(head, scores, strict=True)
    ]
    tail = ranking.candidates[config.rerank_depth :]
    return replace(ranking, candidates=tuple(best_first([*rescored, *tail])))


def _passages_read(snapshot: Snapshot, config: RankingConfig) -> int:
    enough = len(snapshot.index) // config.passages_per_feedback_passage
    return min(config.feedback_passages, enough)


def _feedback_terms(
    ranking: Ranking, best: list[Hit], snapshot: Snapshot, config: RankingConfig
) -> dict[str, float]:
    """The heaviest terms that several of the best passages hold and the query does not."""
    terms_of, context = snapshot.analyzer.terms, snapshot.settings.index_context
    held = Counter[str]()
    for passage, answer in snapshot.answers.quoted([hit.passage for hit in best]).values():
        texts = fields(passage, answer, context=context).values()
        held.update({*chain.from_iterable(map(terms_of, texts))} - ranking.weights.keys())
    weights = {
        term: times * idf(term, snapshot.index)
        for term, times in held.items()
        if times >= MIN_FEEDBACK_PASSAGES_WITH_TERM
    }
    heaviest = sorted(weights, key=lambda term: (-weights[term], term))[: config.feedback_terms]
    return {term: weights[term] for term in heaviest}
