"""The constants of ranking, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RankingConfig:
    """The constants of ranking; docs/notes/ranking-tried.md says how each was chosen."""

    expansion_weight: float = 0.7
    """The weight of all terms of an expansion together, beside the word that they expand."""
    normaliser_terms: int = 12
    """BM25 is divided by the most that so many of the heaviest terms of a query could score: no
    passage holds every word of a long question."""
    candidates: int = 200
    """The passages that BM25 and the vectors each contribute, where there are vectors."""
    question_share: float = 0.6
    """The share of the source question in a dense score; the passage's own words have the rest."""
    dense_weight: float = 1.2
    """The weight of the dense score beside normalised BM25."""
    pinned_boost: float = 4.0
    """The boost of an answer that the question names by its UIN: more than any score."""
    rerank_depth: int = 60
    """The passages that pseudo-relevance feedback re-ranks."""
    feedback_passages: int = 8
    """The best passages that feedback terms are taken from."""
    feedback_terms: int = 10
    """The number of feedback terms."""
    feedback_weight: float = 0.2
    """The weight of the feedback score beside normalised BM25."""
    passages_per_feedback_passage: int = 100
    """A smaller index has fewer feedback passages: of a few passages the best say little."""


RANKING = RankingConfig()
