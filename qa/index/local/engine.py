"""The BM25 engine: a rank-bm25 model whose postings are flat arrays, mapped from disk.

Inherited from rank-bm25 (`BM25Okapi`, with the idf of `qa/index/local/bm25.py`): the formula, the
parameters k1 and b, the meaning of `get_scores` and `get_batch_scores`, and `get_top_n` as it is.
Replaced: the storage, which in rank-bm25 is a dict for each passage and is read whole for each
question, is postings by term; so `__init__`, `get_scores` and `get_batch_scores` are written again,
and a top-k search with filters is added. The scores are the same; tests compare them passage by
passage with rank-bm25's own.
"""

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
from qa.index.local.postings import (
    Floats,
    Ints,
    KernelArrays,
    Postings,
    avgdl,
    block_max_scores,
    impact_table,
)

CACHED_IDFS = 2**16
_kernels: ModuleType = kernels_numpy


def use_compiled() -> bool:
    """Score with compiled loops from now on, where Numba is installed; return whether it is.

    For processes that answer many questions: to import Numba and compile takes seconds.
    """
    global _kernels
    if find_spec("numba") is None:
        return False
    from qa.index.local import kernels_numba

    _kernels = kernels_numba
    return True


@dataclass(frozen=True, slots=True, eq=False)
class DocFilter:
    """Which passages can be found: those in any of the ranges, of these days and kinds.

    `ranges` has a row for each range of engine numbers: the first, and the one after the last;
    ascending and disjoint. `kind_bits` has a bit for each kind.
    """

    ranges: Ints
    first_day: int = 0
    last_day: int = kernels_numpy.LAST_DAY
    kind_bits: int = kernels_numpy.ALL_KINDS


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Passages by engine number, with their scores, in no order."""

    numbers: Ints
    scores: Floats


@dataclass(frozen=True, slots=True, eq=False)
class DocValues:
    """What is kept beside the postings: day and kind of each passage, and the highest score before
    idf of each block."""

    days: npt.NDArray[np.int32]
    kinds: npt.NDArray[np.uint8]
    block_max_scores: npt.NDArray[np.float32]

    @classmethod
    def of(
        cls,
        postings: Postings,
        k1: float,
        b: float,
        days: npt.NDArray[np.int32] | None = None,
        kinds: npt.NDArray[np.uint8] | None = None,
    ) -> DocValues:
        """The values of these postings; days and kinds are 0 where none are given."""
        impacts32 = impact_table(postings.pairs, k1, b, avgdl(postings)).astype(np.float32)
        return cls(
            np.zeros(len(postings), dtype=np.int32) if days is None else days,
            np.zeros(len(postings), dtype=np.uint8) if kinds is None else kinds,
            block_max_scores(postings, impacts32),
        )


class Engine(BM25):
    """A rank-bm25 model over postings. Passages are engine numbers: see `Index`.

    Safe to share between threads. `idf` can be replaced by any mapping, as with rank-bm25.
    """

    idf: Mapping[str, float]

    def __init__(self, postings: Postings, k1: float, b: float, doc_values: DocValues) -> None:
        self.postings, self.doc_values = postings, doc_values
        self.k1, self.b = k1, b
        self.corpus_size = len(postings)
        self.doc_len = postings.lengths
        self.avgdl = avgdl(postings)
        self._term_id = postings.vocabulary.term_id
        self.idf = _Idf(postings)
        impacts = impact_table(postings.pairs, k1, b, self.avgdl)
        self._arrays = KernelArrays(
            postings.terms,
            postings.windows,
            postings.blocks,
            postings.within,
            postings.codes,
            impacts,
            impacts.astype(np.float32),
            doc_values.block_max_scores,
            doc_values.days,
            doc_values.kinds,
        )

    def get_scores(self, query: Iterable[str]) -> Floats:
        """The score of every passage for the terms of a query, as in rank-bm25."""
        weights = [(term, float(self.idf.get(term) or 0)) for term in query]
        scores: Floats = _kernels.scores(*self._known(weights), self._arrays)
        return scores

    def get_batch_scores(self, query: Iterable[str], doc_ids: Sequence[int]) -> list[float]:
        """The scores of some passages, as in rank-bm25."""
        scores: list[float] = self.get_scores(query)[np.asarray(doc_ids, dtype=np.int64)].tolist()
        return scores

    def scores(self, weights: Mapping[str, float]) -> Floats:
        """The score of every passage for terms with weights in place of idf."""
        scores: Floats = _kernels.scores(*self._known(weights.items()), self._arrays)
        return scores

    def scores_of(self, weights: Mapping[str, float], numbers: npt.NDArray[np.integer]) -> Floats:
        """The scores of some passages, as `scores` has them."""
        known, postings = self.find_postings(weights, numbers)
        codes = self._arrays.codes[postings]
        impacts = np.where(postings >= 0, self._arrays.impacts[codes], 0.0)
        summed = np.zeros(len(numbers))
        for term, column in zip(known, impacts.T, strict=True):
            summed += weights[term] * column
        return summed

    def top_candidates(
        self, weights: Mapping[str, float], depth: int, doc_filter: DocFilter
    ) -> Candidates:
        """All passages that can be among the best `depth` for terms with these weights.

        The best are among them however ties are broken; scores are those of `scores`.
        """
        term_ids, known_weights = self._known(weights.items())
        if not (len(term_ids) and len(doc_filter.ranges) and depth > 0):
            return Candidates(np.zeros(0, dtype=np.int64), np.zeros(0))
        numbers, scores = _kernels.top_candidates(
            depth,
            term_ids,
            known_weights,
            self._arrays,
            doc_filter.ranges,
            doc_filter.first_day,
            doc_filter.last_day,
            doc_filter.kind_bits,
        )
        return Candidates(numbers, scores)

    @cached_property
    def max_idf(self) -> float:
        """The idf of the rarest term; 1 where there is none."""
        dfs = np.diff(self.postings.blocks[self.postings.terms].astype(np.int64))
        return idf(int(dfs.min()), len(self.postings)) if len(dfs) else 1.0

    def of_days_and_kinds(self, doc_filter: DocFilter) -> npt.NDArray[np.bool_]:
        """Which passages have the days and kinds of a filter; its ranges are ignored."""
        days, kinds = self._arrays.days, self._arrays.kinds.astype(np.int64)
        of_day: npt.NDArray[np.bool_] = (days >= doc_filter.first_day) & (
            days <= doc_filter.last_day
        )
        of_kind: npt.NDArray[np.bool_] = (doc_filter.kind_bits >> kinds) & 1 == 1
        return of_day & of_kind

    def find_postings(
        self, terms: Iterable[str], numbers: npt.NDArray[np.integer]
    ) -> tuple[list[str], Ints]:
        """The known terms among these, and the posting of each passage for each of them: a row for
        a passage, -1 where it lacks the term."""
        known = [(term, at) for term in terms if (at := self._term_id(term)) is not None]
        term_ids = np.array([at for _, at in known], dtype=np.int64)
        postings: Ints = _kernels.find_postings(term_ids, numbers.astype(np.int64), self._arrays)
        return [term for term, _ in known], postings

    def impact(self, posting: int) -> float:
        """What a posting adds to a score before idf."""
        return float(self._arrays.impacts[self._arrays.codes[posting]])

    def _known(self, weights: Iterable[tuple[str, float]]) -> tuple[Ints, Floats]:
        """The ids of the terms that passages have, with their weights."""
        term_id = self._term_id
        known = [(at, weight) for term, weight in weights if (at := term_id(term)) is not None]
        term_ids = np.array([at for at, _ in known], dtype=np.int64)
        return term_ids, np.array([weight for _, weight in known], dtype=np.float64)


class _Idf(Mapping[str, float]):
    """The idf of each term, computed on demand."""

    def __init__(self, postings: Postings) -> None:
        self._postings, self._term_id = postings, postings.vocabulary.term_id
        # Bounded: the words of questions would fill it without end.
        self._cached = lru_cache(CACHED_IDFS)(self._idf)

    def get(self, term: str, default: Any = None) -> Any:
        """The idf of a term, or the default where no passage has it."""
        known = self._cached(term)
        return default if known is None else known

    def __getitem__(self, term: str) -> float:
        known = self._cached(term)
        if known is None:
            raise KeyError(term)
        return known

    def _idf(self, term: str) -> float | None:
        term_id = self._term_id(term)
        return None if term_id is None else idf(self._postings.df(term_id), len(self._postings))

    def __iter__(self) -> Iterator[str]:
        return iter(self._postings.vocabulary)

    def __len__(self) -> int:
        return len(self._postings.vocabulary)
