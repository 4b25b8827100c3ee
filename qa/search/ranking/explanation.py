"""Explanation: the parts of a passage's score, term by term."""

from __future__ import annotations

from qa.index.fields import fields
from qa.model import Answer, Explanation, MatchedTerm, Passage
from qa.search.ranking.candidates import Candidate, Ranking
from qa.search.snapshot import Snapshot


def explain(
    candidate: Candidate, passage: Passage, answer: Answer, ranking: Ranking, snapshot: Snapshot
) -> Explanation:
    """Why a passage ranks where it does: parts that add up to its score."""
    query = ranking.query
    texts = fields(passage, answer, context=snapshot.settings.index_context)
    held = {name: set(snapshot.analyzer.passage_terms(text)) for name, text in texts.items()}
    phrases = {term: one.phrase for one in query.expansions for term in one.terms}
    parts = snapshot.index.explain(ranking.weights, candidate.hit)
    return Explanation(
        terms=tuple(
            MatchedTerm(
                term=term,
                word=query.words.get(term),
                expansion=None if term in query.words else phrases[term],
                fields=tuple(name for name, terms in held.items() if term in terms),
                score=part / ranking.bm25_bound,
            )
            for term, part in parts.items()
        ),
        dense=candidate.dense,
        feedback=candidate.feedback,
        pinned=candidate.pinned,
        cosine=candidate.cosine,
        filters=query.filters,
    )
