"""Rankings for test sets: the ids of answers or passages, as deep as asked."""

from __future__ import annotations

from qa.index import Where
from qa.model import Query
from qa.search.quotations import PHRASE_DEPTH, Found, contains_phrases, read_passages
from qa.search.ranking.candidates import Candidate
from qa.search.ranking.fusion import rank
from qa.search.snapshot import Snapshot

PASSAGES_PER_ANSWER = 4
"""The passages ranked for each answer wanted: an answer may have several."""

Ranked = list[tuple[str, float]]
"""Ids with their scores, best first."""


def rank_passages(query: Query, snapshot: Snapshot, hits: int) -> Ranked:
    """The best passages of a query."""
    found = _candidates(query, snapshot, hits)
    return [(passage.passage_id, one.score) for one, (passage, _) in found][:hits]


def rank_answers(query: Query, snapshot: Snapshot, hits: int) -> Ranked:
    """The best answers of a query, each by its best passage.

    Answers with the same text follow each other, none with a score above the one before it.
    """
    where = Where(query.filters, query.allowed_answers)
    best: dict[str, Candidate] = {}
    for one, (passage, _) in _candidates(query, snapshot, PASSAGES_PER_ANSWER * hits):
        best.setdefault(passage.answer_id, one)
    ranked: dict[str, float] = {}
    for name, one in best.items():
        if len(ranked) >= hits:
            break
        if name not in ranked:
            score = one.score
            members = [member for member, _ in snapshot.index.same_text(one.hit, where)]
            members.sort(key=lambda member: -best[member].score if member in best else 0.0)
            for member in members:
                score = min(score, best[member].score if member in best else score)
                ranked[member] = score
    return list(ranked.items())[:hits]


def _candidates(query: Query, snapshot: Snapshot, depth: int) -> list[tuple[Candidate, Found]]:
    """The candidates with their texts; of a query with phrases those that hold them, if any."""
    if query.phrases:
        depth = max(depth, PHRASE_DEPTH)
    candidates = rank(query, snapshot, depth).candidates
    texts = read_passages([one.hit for one in candidates], snapshot)
    found = list(zip(candidates, texts, strict=True))
    holding = [one for one in found if query.phrases and contains_phrases(query.phrases, one[1])]
    return holding or found
