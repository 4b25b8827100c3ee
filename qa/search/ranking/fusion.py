"""Ranking: every passage in the order in which it answers a query, by words and by meaning."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from qa.index import Ranking
from qa.index.embeddings import Vectors
from qa.index.embeddings.model import Vector
from qa.index.embeddings.vectors import SIDES
from qa.index.local.postings import Ints
from qa.model import KINDS, Query
from qa.search.ranking.feedback import resemblance
from qa.search.snapshot import Holdings

Floats = npt.NDArray[np.float64]

SHORTLIST = 2000
"""Passages, at least, whose nearness is worked out in full; of the others it is guessed."""
DEPTH = 50_000
"""Passages, at most, that are ranked by meaning: enough for as many hits as can be asked for."""
STUB = 0.95
"""What the score of an answer that does not answer counts beside one that does."""
MEANING = 1.2
"""What nearness counts beside the share of the words."""
HEAVIEST = 12
"""Of how many terms of a query, those that weigh most, the share is taken: no passage holds all
the words of a long one, and their share would count for ever less beside nearness."""
NAMED = 4.0
"""Raises a passage of an answer named by its UIN above all others: more than any score."""
LOOKED_AT = 60
"""How many of the best passages, at least, a reply looks at: these gain by what the best have in
common. What is near the best in meaning is put forward behind them only, so that the order of up to
fifteen hits does not depend on it."""
FIRST = 5
"""Hits among which each thing that a question asks is served."""
SERVED = 0.9
"""What a passage must have of the best one's fitness for such a thing to serve it, too."""
FEEDING = 5
"""How many of the best passages the question is moved towards, as far as it weighs itself."""


def ranked(query: Query, holdings: Holdings, depth: int | None = None) -> Ranking:
    """Places of the passages that a query's filters let through, best first, and their scores.

    By words alone, those that share a term with the query, and BM25. With vectors every passage,
    and the sum of two: BM25 as a share of the most that the HEAVIEST terms could ever score, and
    the cosine of question and passage. Both have their natural bounds, and so a score is the same
    however many answers stand beside this one. The first LOOKED_AT gain by the words they have in
    common with the best of them; behind those, passages like the best ones move up, and a score is
    that of the rank. Ties as in the index. Where no more than `depth` are needed, the rest may be
    left out.
    """
    return _ranked(query, holdings, depth)[0]


def _ranked(
    query: Query, holdings: Holdings, depth: int | None = None
) -> tuple[Ranking, Mapping[int, float]]:
    """The ranking, and what its first places gained by resembling the best."""
    index, vectors = holdings.index, holdings.vectors
    if vectors is None or not query.terms or not vectors.known.any():
        by_words = _behind(query, holdings, *index.ranked(query, depth))
        return _each_served(query, holdings, *by_words), {}
    places, scores = _behind(query, holdings, *index.ranked(query))
    vector = vectors.model.vector(query.meant)
    shares = np.zeros(len(index))
    shares[places] = scores * word_share(query, holdings)
    shares = np.minimum(shares, 1.0)
    near = _estimated(vectors.guessed(vector), shares)
    total = shares + MEANING * near
    total[np.isin(index.answer_of, list(index.named(query.uins)))] += NAMED
    total[~index.let_through(query) | np.isnan(near)] = -np.inf
    listed = _best(total, np.flatnonzero(np.isfinite(total)), DEPTH)
    short = _best(total, listed, max(SHORTLIST, len(index) // 100))
    exact = short[vectors.known[short]]
    total[exact] += MEANING * (vectors.near(vector, exact) - near[exact])
    best = short[np.argsort(-total[short], kind="stable")]
    first = np.sort(best[:LOOKED_AT])
    gained = resemblance(query, holdings, _told_once(holdings, best), first)
    total[first] += gained
    best[:LOOKED_AT] = first[np.argsort(-total[first], kind="stable")]
    rest = np.setdiff1d(listed, short)
    rest = rest[np.argsort(-total[rest], kind="stable")]
    if len(rest):
        total[rest] = np.minimum(total[rest], total[best[-1]])
    scores = total[np.concatenate([best, rest])]
    places = np.concatenate([_put_forward(best, total, vectors, vector), rest])
    served = _each_served(query, holdings, places, scores)
    return served, dict(zip(first.tolist(), gained.tolist(), strict=True))


def _each_served(query: Query, holdings: Holdings, places: Ints, scores: Floats) -> Ranking:
    """A ranking in which each limb of the question is served among the first FIRST hits.

    What serves a limb is the first of the best LOOKED_AT passages that has SERVED of the fitness of
    the fittest of them. Those that stand behind take the places of the last of the first hits. A
    score is that of the rank.
    """
    hits = _told_once(holdings, places) if query.limbs else places[:0]
    if len(hits) <= FIRST:
        return places, scores
    fits = [_fit(limb, holdings, hits) for limb in query.limbs]
    serving = {int(np.argmax(fit >= SERVED * fit.max())) for fit in fits}
    others = [at for at in range(len(hits)) if at not in serving]
    chosen = sorted([*serving, *others[: FIRST - len(serving)]])
    if chosen[-1] < FIRST:
        return places, scores
    first = hits[chosen]
    return np.concatenate([first, places[~np.isin(places, first)]]), scores


def _told_once(holdings: Holdings, places: Ints) -> Ints:
    """The best places, without those that repeat a passage of an answer of the same group."""
    best = places[:LOOKED_AT]
    first: dict[tuple[object, int], int] = {}
    for at, told in enumerate(holdings.index.parts(best)):
        first.setdefault(told, at)
    return best[list(first.values())]


def _fit(limb: Query, holdings: Holdings, places: Ints) -> Floats:
    """How well some passages serve a limb of a question, by words and by meaning."""
    index, vectors = holdings.index, holdings.vectors
    fit = index.engine.scores_of(index.asked(limb), index.numbers[places])
    fit = np.minimum(fit * word_share(limb, holdings), 1.0)
    if vectors is not None and vectors.known[places].all():
        fit += MEANING * vectors.near(vectors.model.vector(limb.meant), places)
    return fit


class Deepening:
    """The ranking of a query, worked out no deeper than somebody looks."""

    def __init__(self, query: Query, holdings: Holdings) -> None:
        self._query, self._holdings = query, holdings
        self._depth, self._whole = 0, False
        self._settled: Ranking = np.zeros(0, dtype=np.int64), np.zeros(0)
        self._gained: Mapping[int, float] = {}

    def gained(self, place: int) -> float:
        """What a passage that was looked at gained by resembling the best."""
        return self._gained.get(place, 0.0)

    def first(self, most: int) -> Ranking:
        """The best places, at most so many, and their scores: as `ranked` has them."""
        # What serves a limb may come from that deep.
        needed = max(most, LOOKED_AT) if self._query.limbs else most
        while len(self._settled[0]) < needed and not self._whole:
            # One more, since the last is settled only where what comes behind it is known.
            self._depth = max(needed + 1, 4 * self._depth)
            self._deepen()
        places, scores = self._settled
        return places[:most], scores[:most]

    def _deepen(self) -> None:
        query, holdings = self._query, self._holdings
        if holdings.vectors is not None:
            self._settled, self._gained = _ranked(query, holdings)
            self._whole = True
            return
        places, scores = holdings.index.ranked(query, self._depth)
        held_places, held = _behind(query, holdings, places, scores)
        self._whole = len(places) != self._depth
        # What is not among them scores no more than the last of them.
        settled = len(held) if self._whole else int(np.count_nonzero(held > scores[-1]))
        best = held_places[:settled], held[:settled]
        self._settled = _each_served(query, holdings, *best)


def _behind(query: Query, holdings: Holdings, places: Ints, scores: Floats) -> Ranking:
    """A ranking with stubs behind substance of comparable score, unless stubs are asked for."""
    index = holdings.index
    answers = index.answer_of[places]
    stubs = index.answers.facts["kind"][answers] != KINDS.index("none")
    if query.filters.kind or not stubs.any():
        return places, scores
    stubs &= ~np.isin(answers, list(index.named(query.uins)))
    held = np.where(stubs, scores * STUB, scores)
    order = np.lexsort((places, -held))
    return places[order], held[order]


def _put_forward(best: Ints, total: Floats, vectors: Vectors, vector: Vector) -> Ints:
    """The same places, those behind the first LOOKED_AT each where it comes by its total, where it
    would come had the question been moved towards the best passages (Rocchio's feedback), or where
    it would come by its own words' nearness without its source question's, whichever is highest.

    So what is found for its own sake is lost by at most two thirds of its depth.
    """
    good = best[vectors.known[best]]
    if len(best) <= LOOKED_AT or not len(good):
        return best
    towards = vector + vectors.middle(good[:FEEDING])
    cosines = vectors.cosines(vector, good)
    near = cosines @ np.array(SIDES)
    rest = best[LOOKED_AT:]
    own = np.arange(len(rest))
    highest = own
    for other in (vectors.near(towards, good), cosines[:, 1]):
        moved = total.copy()
        moved[good] += MEANING * (other - near)
        place = np.empty(len(rest), dtype=np.int64)
        place[np.argsort(-moved[rest], kind="stable")] = own
        highest = np.minimum(highest, place)
    return np.concatenate([best[:LOOKED_AT], rest[np.argsort(highest, kind="stable")]])


def word_share(query: Query, holdings: Holdings) -> float:
    """What one point of BM25 is of the most that a query's heaviest terms could ever score."""
    index = holdings.index
    heaviest = sorted(index.asked(query).values())[-HEAVIEST:]
    return 1 / (((index.engine.k1 + 1) * sum(heaviest)) or 1.0)


def _best(total: Floats, places: Ints, most: int) -> Ints:
    """At most so many of some places, those with the highest totals, in order of place."""
    if len(places) <= most:
        return places
    return np.sort(places[np.argpartition(-total[places], most)[:most]])


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
