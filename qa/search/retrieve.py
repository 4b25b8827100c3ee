"""Candidate generation: the best passages by BM25 and, with vectors, by meaning."""

from __future__ import annotations

from collections.abc import Mapping

from qa.index import Hit, Where
from qa.model import Query
from qa.search.ranking.config import RANKING, RankingConfig
from qa.search.snapshot import Snapshot


def retrieve(
    query: Query,
    weights: Mapping[str, float],
    snapshot: Snapshot,
    depth: int,
    config: RankingConfig = RANKING,
) -> tuple[dict[int, Hit], frozenset[int]]:
    """The candidate passages of a query, by their row, with their raw BM25 scores; and the rows of
    those that the query names by a UIN.

    By words alone the best `depth`. With vectors the best of both, at least `config.candidates` of
    each, so that pages of one ranking agree.
    """
    index = snapshot.index
    where = Where(query.filters, query.allowed_answers)
    semantic = index.has_vectors and bool(query.terms)
    if semantic:
        depth = max(depth, config.candidates)
    found = {hit.passage: hit for hit in index.search(weights, where, depth)}
    named = index.named(query.uins, where) if query.uins else []
    near = index.nearest(query.rewritten, where, depth) if semantic else []
    more = [hit for hit in {hit.passage: hit for hit in (*near, *named)}.values()
            if hit.passage not in found]  # fmt: skip
    for hit, score in zip(more, index.score(weights, more), strict=True):
        found[hit.passage] = Hit(hit.doc, hit.passage, hit.answer, hit.group, score)
    return found, frozenset(hit.passage for hit in named)
