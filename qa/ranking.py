"""Ranking: every passage in the order in which it answers a query, by words and by meaning."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qa.holdings import Holdings
from qa.index import Ranking
from qa.records import Query

Floats = npt.NDArray[np.float64]

SHORTLIST = 2000
"""Passages, at least, whose nearness is worked out in full; of the others it is guessed."""
NAMED = 4.0
"""Raises a passage of an answer named by its UIN above all others: more than any score."""


def ranked(query: Query, holdings: Holdings, depth: int | None = None) -> Ranking:
    """Places of the passages that a query's filters let through, best first, and their scores.

    By words alone, those that share a term with the query, and BM25. With vectors every passage,
    and the sum of two: BM25 as a share of the most that these terms could ever score, and the
    cosine of question and passage. Neither is fitted to the other: both have their natural bounds,
    and so a score is the same however many answers stand beside this one. Ties as in the index.
    Where no more than `depth` are needed, the rest may be left out.
    """
    index, vectors = holdings.index, holdings.vectors
    if vectors is None or not query.terms or not vectors.known.any():
        return index.ranked(query, depth)
    places, scores = index.ranked(query)
    vector = vectors.model.vector(query.meant)
    shares = np.zeros(len(index))
    shares[places] = scores * word_share(query, holdings)
    shares = np.minimum(shares, 1.0)
    near = _estimated(vectors.guessed(vector), shares)
    total = shares + near
    total[index.named(query.uins)[index.answer_of]] += NAMED
    total[~index.let_through(query) | np.isnan(near)] = -np.inf
    listed = np.flatnonzero(np.isfinite(total))
    most = max(SHORTLIST, len(index) // 100)
    if len(listed) > most:
        short = np.sort(listed[np.argpartition(-total[listed], most)[:most]])
    else:
        short = listed
    exact = short[vectors.known[short]]
    total[exact] += vectors.near(vector, exact) - near[exact]
    best = short[np.argsort(-total[short], kind="stable")]
    rest = np.setdiff1d(listed, short)
    rest = rest[np.argsort(-total[rest], kind="stable")]
    if len(rest):
        total[rest] = np.minimum(total[rest], total[best[-1]])
    order = np.concatenate([best, rest])
    return order, total[order]


def word_share(query: Query, holdings: Holdings) -> float:
    """What one point of BM25 is of the most that a query's terms could ever score."""
    index = holdings.index
    return 1 / (((index.engine.k1 + 1) * sum(index.asked(query).values())) or 1.0)


def _estimated(near: Floats, shares: Floats) -> Floats:
    """How near each passage is, those without vectors as near as others that hold as much of the
    question's words: on a straight line through those. NaN where it holds none either."""
    unknown, both = np.isnan(near) & (shares > 0), ~np.isnan(near) & (shares > 0)
    if unknown.any():
        both = both if both.any() else ~np.isnan(near)
        apart = shares[both] - shares[both].mean()
        slope = (apart * near[both]).sum() / max((apart * apart).sum(), 1e-12)
        near[unknown] = near[both].mean() + slope * (shares[unknown] - shares[both].mean())
    return near
