"""The engine: a rank-bm25 model whose postings lie in flat arrays, mapped from disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.index.local import kernels_numpy
from qa.index.local.bm25 import BM25, idf
from qa.index.local.postings import Flat, Floats, Ints, Postings, avgdl, bounds, table
from qa.index.local.postings_builder import Collector

_loops: ModuleType = kernels_numpy


def use_compiled() -> bool:
    """Score with compiled loops from now on, where Numba is installed; say whether it is.

    For what asks many questions: importing Numba and its first compiling take seconds.
    """
    global _loops
    if find_spec("numba") is None:
        return False
    from qa.index.local import kernels_numba

    _loops = kernels_numba
    return True


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """Which passages may be found: those in any of the ranges, of these days and kinds.

    `ranges` are first and one behind the last, ascending and apart; `kinds` has a bit for each.
    """

    ranges: Ints
    first_day: int = 0
    last_day: int = kernels_numpy.LAST_DAY
    kinds: int = kernels_numpy.ALL_KINDS


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """Passages with their scores, in no order."""

    passages: Ints
    scores: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What is kept beside the postings: of each passage its day and kind, of each block its bound.

    A bound is the most that a posting of the block adds to a score before idf.
    """

    days: npt.NDArray[np.int32]
    kinds: npt.NDArray[np.uint8]
    bounds: npt.NDArray[np.float32]

    @classmethod
    def of(
        cls,
        postings: Postings,
        k1: float,
        b: float,
        days: npt.NDArray[np.int32] | None = None,
        kinds: npt.NDArray[np.uint8] | None = None,
    ) -> Columns:
        """The columns of these postings; days and kinds are all alike where none are given."""
        small = table(postings.pairs, k1, b, avgdl(postings)).astype(np.float32)
        return cls(
            np.zeros(len(postings), dtype=np.int32) if days is None else days,
            np.zeros(len(postings), dtype=np.uint8) if kinds is None else kinds,
            bounds(postings, small),
        )


class Engine(BM25):
    """BM25 as its base has it, score for score; only where the numbers lie is another matter.

    Safe to share between threads. `idf` may be replaced by any mapping, as with rank-bm25.
    """

    idf: Mapping[str, float]

    def __init__(self, postings: Postings, k1: float, b: float, columns: Columns) -> None:
        self.postings, self.columns = postings, columns
        self.k1, self.b = k1, b
        self.corpus_size = len(postings)
        self.doc_len = postings.lengths
        self.avgdl = avgdl(postings)
        self._number = postings.vocabulary.number
        self.idf = _Idf(postings)
        added = table(postings.pairs, k1, b, self.avgdl)
        self._flat = Flat(
            postings.terms,
            postings.windows,
            postings.blocks,
            postings.within,
            postings.codes,
            added,
            added.astype(np.float32),
            columns.bounds,
            columns.days,
            columns.kinds,
        )

    @classmethod
    def over(cls, corpus: Iterable[Sequence[str]], k1: float = 1.5, b: float = 0.75) -> Engine:
        """The engine over passages given by their terms, without days or kinds."""
        collector = Collector()
        for terms in corpus:
            collector.add(terms)
        postings = collector.collected()
        return cls(postings, k1, b, Columns.of(postings, k1, b))

    def get_scores(self, query: Iterable[str]) -> Floats:
        """The score of every passage for the terms of a query, as rank-bm25 has it."""
        asked = [(term, float(self.idf.get(term) or 0)) for term in query]
        scores: Floats = _loops.scores(*self._numbered(asked), self._flat)
        return scores

    def get_batch_scores(self, query: Iterable[str], doc_ids: Sequence[int]) -> list[float]:
        """The scores of some passages, as rank-bm25 has it."""
        scores: list[float] = self.get_scores(query)[np.asarray(doc_ids, dtype=np.int64)].tolist()
        return scores

    def scores(self, asked: Mapping[str, float]) -> Floats:
        """The score of every passage for terms with the weights given in place of idf."""
        scores: Floats = _loops.scores(*self._numbered(asked.items()), self._flat)
        return scores

    def scores_of(self, asked: Mapping[str, float], passages: npt.NDArray[np.integer]) -> Floats:
        """The scores of some passages, as `scores` has them."""
        known, stand = self.found(asked, passages)
        added = np.where(stand >= 0, self._flat.table[self._flat.codes[stand]], 0.0)
        summed = np.zeros(len(passages))
        for term, column in zip(known, added.T, strict=True):
            summed += asked[term] * column
        return summed

    def best(self, asked: Mapping[str, float], hits: int, wanted: Wanted) -> Best:
        """All passages that can be among the best `hits` for terms with these weights.

        Whatever the order of equals, the best are among them; scores are those of `scores`.
        """
        numbers, weights = self._numbered(asked.items())
        if not (len(numbers) and len(wanted.ranges) and hits > 0):
            return Best(np.zeros(0, dtype=np.int64), np.zeros(0))
        passages, scores = _loops.best(
            hits,
            numbers,
            weights,
            self._flat,
            wanted.ranges,
            wanted.first_day,
            wanted.last_day,
            wanted.kinds,
        )
        return Best(passages, scores)

    @cached_property
    def rarest(self) -> float:
        """The idf of the rarest term; 1 where there is none."""
        ends = self.postings.blocks[self.postings.terms].astype(np.int64)
        dfs = np.diff(ends)
        return idf(int(dfs.min()), len(self.postings)) if len(dfs) else 1.0

    def allows(self, wanted: Wanted) -> npt.NDArray[np.bool_]:
        """Which passages are of the days and kinds wanted, whatever the ranges."""
        days, kinds = self._flat.days, self._flat.kinds.astype(np.int64)
        of_day: npt.NDArray[np.bool_] = (days >= wanted.first_day) & (days <= wanted.last_day)
        of_kind: npt.NDArray[np.bool_] = (wanted.kinds >> kinds) & 1 == 1
        return of_day & of_kind

    def found(
        self, terms: Iterable[str], passages: npt.NDArray[np.integer]
    ) -> tuple[list[str], Ints]:
        """Those of the terms that are known, and the posting of each passage for each of them: a
        row for a passage, -1 where it lacks the term."""
        known = [(term, at) for term in terms if (at := self._number(term)) is not None]
        numbers = np.array([at for _, at in known], dtype=np.int64)
        stand: Ints = _loops.found(numbers, passages.astype(np.int64), self._flat)
        return [term for term, _ in known], stand

    def adds(self, posting: int) -> float:
        """What a posting adds to a score before idf."""
        return float(self._flat.table[self._flat.codes[posting]])

    def _numbered(self, asked: Iterable[tuple[str, float]]) -> tuple[Ints, Floats]:
        """The terms that are known, as numbers, with their weights."""
        number = self._number
        known = [(at, weight) for term, weight in asked if (at := number(term)) is not None]
        numbers = np.array([at for at, _ in known], dtype=np.int64)
        return numbers, np.array([weight for _, weight in known], dtype=np.float64)


class _Idf(Mapping[str, float]):
    """The idf of each term, found when it is asked for."""

    def __init__(self, postings: Postings) -> None:
        self._postings, self._number = postings, postings.vocabulary.number
        # Bounded, since what strange questions hold would fill it.
        self._of = lru_cache(maxsize=2**16)(self._idf)

    def get(self, term: str, default: Any = None) -> Any:
        """The idf of a term, or the default where no passage has it."""
        known = self._of(term)
        return default if known is None else known

    def __getitem__(self, term: str) -> float:
        known = self._of(term)
        if known is None:
            raise KeyError(term)
        return known

    def _idf(self, term: str) -> float | None:
        number = self._number(term)
        return None if number is None else idf(self._postings.df(number), len(self._postings))

    def __iter__(self) -> Iterator[str]:
        return iter(self._postings.vocabulary)

    def __len__(self) -> int:
        return len(self._postings.vocabulary)
