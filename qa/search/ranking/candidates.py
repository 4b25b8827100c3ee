"""Candidates: passages that may answer a query, each with the scores that rank it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from qa.index import Hit
from qa.model import Query


@dataclass(frozen=True, slots=True)
class Candidate:
    """One passage with its scores; `score` is their sum.

    `bm25` is a share of the most that the query could score, `dense` the weighted cosine, `cosine`
    the plain one (None where the passage has no vectors and `dense` is an estimate), `feedback`
    what pseudo-relevance feedback added, and `pinned` the boost of an answer named by its UIN.
    """

    hit: Hit
    bm25: float
    dense: float = 0.0
    cosine: float | None = None
    feedback: float = 0.0
    pinned: float = 0.0

    @property
    def score(self) -> float:
        """What the passage is ranked by."""
        return self.bm25 + self.dense + self.feedback + self.pinned


@dataclass(frozen=True, slots=True)
class Ranking:
    """A query, the weights of its terms, and its candidates, best first.

    `bm25_bound` is the raw BM25 score that counts as 1.
    """

    query: Query
    weights: Mapping[str, float]
    bm25_bound: float
    candidates: tuple[Candidate, ...]


def best_first(candidates: list[Candidate]) -> list[Candidate]:
    """Candidates by score; of equals in the index's order of ties."""
    return sorted(candidates, key=lambda one: (-one.score, one.hit.doc))


def taking_turns(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Candidates best first, the passages of the answers that a query names in turn: the best of
    each answer, then the second of each."""
    named = [one for one in ranked if one.pinned]
    seen = Counter[int]()
    turns = []
    for one in named:
        turns.append(seen[one.hit.answer])
        seen[one.hit.answer] += 1
    in_turn = [one for _, one in sorted(zip(turns, named, strict=True), key=itemgetter(0))]
    return [*in_turn, *(one for one in ranked if not one.pinned)]
