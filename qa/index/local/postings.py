"""Postings: which passages have which terms and how often, in flat arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from qa.index.local.vocabulary import Vocabulary

WINDOW_PASSAGES = 2**13
"""Passages whose scores are summed together: their scores fit a core's first-level cache."""
CHUNK_POSTINGS = 2**18
"""Postings that are merged at a time."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
WINDOW_BITS = WINDOW_PASSAGES.bit_length() - 1


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The postings of all passages, in the order of the engine numbers, which start at 0.

    Term t has the blocks `terms[t]` to `terms[t + 1]`, one for each window of WINDOW_PASSAGES
    passages in which it occurs. Block i is of window `windows[i]` and has the postings `blocks[i]`
    to `blocks[i + 1]`. Posting p is of the passage `within[p]` of its window, which has the term
    `pairs[codes[p], 0]` times among `pairs[codes[p], 1]` terms: this pair decides the score.
    `pairs` are sorted and distinct; `lengths` has the number of terms of each passage.
    """

    vocabulary: Vocabulary
    terms: npt.NDArray[np.uint32]
    windows: npt.NDArray[np.uint16]
    blocks: npt.NDArray[np.uint32]
    within: npt.NDArray[np.uint16]
    codes: npt.NDArray[np.uint16] | npt.NDArray[np.uint32]
    pairs: npt.NDArray[np.uint32]
    lengths: npt.NDArray[np.uint32]

    def __len__(self) -> int:
        """The number of passages."""
        return len(self.lengths)

    def df(self, term_id: int) -> int:
        """The number of passages that have a term."""
        terms, blocks = self.terms.data, self.blocks.data
        return int(blocks[terms[term_id + 1]] - blocks[terms[term_id]])


class KernelArrays(NamedTuple):
    """What the kernels read: the arrays of `Postings`, and what follows from them and the settings.

    `impacts` has for each code what a posting adds to a score before idf, `impacts32` the same in
    single precision, and `block_max_scores` the largest of those in each block. `days` and `kinds`
    are those of the passages.
    """

    terms: npt.NDArray[np.uint32]
    windows: npt.NDArray[np.uint16]
    blocks: npt.NDArray[np.uint32]
    within: npt.NDArray[np.uint16]
    codes: npt.NDArray[Any]
    impacts: Floats
    impacts32: npt.NDArray[np.float32]
    block_max_scores: npt.NDArray[np.float32]
    days: npt.NDArray[np.int32]
    kinds: npt.NDArray[np.uint8]


def avgdl(postings: Postings) -> float:
    """The mean length of a passage in terms; 0 where there is none."""
    return int(postings.lengths.sum(dtype=np.int64)) / max(1, len(postings))


def impact_table(pairs: npt.NDArray[np.uint32], k1: float, b: float, avgdl: float) -> Floats:
    """What a posting of each pair adds to a score before idf, by rank-bm25's own expression."""
    tf, length = pairs[:, 0].astype(np.float64), pairs[:, 1].astype(np.float64)
    impacts: Floats = tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / avgdl))
    return impacts


def block_max_scores(
    postings: Postings, impacts32: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """The largest impact of the postings of each block: an upper bound that skips whole blocks.

    Ding and Suel, "Faster Top-k Document Retrieval Using Block-Max Indexes", 2011.
    """
    highest = np.zeros(len(postings.windows), dtype=np.float32)
    for terms in term_chunks(postings):
        first, end = int(postings.terms[terms.start]), int(postings.terms[terms.stop])
        starts = postings.blocks[first : end + 1].astype(np.int64)
        impacts = impacts32[postings.codes[starts[0] : starts[-1]]]
        highest[first:end] = np.maximum.reduceat(impacts, starts[:-1] - starts[0])
    return highest


def numbers_in(postings: Postings, blocks: slice) -> Ints:
    """The engine numbers of the passages in a range of blocks, in order."""
    starts = postings.blocks[blocks.start : blocks.stop + 1].astype(np.int64)
    window_starts = postings.windows[blocks].astype(np.int64) * WINDOW_PASSAGES
    counts: Ints = np.diff(starts)
    return np.repeat(window_starts, counts) + postings.within[starts[0] : starts[-1]]


def term_chunks(postings: Postings) -> Iterator[slice]:
    """Ranges of terms that have about CHUNK_POSTINGS postings each."""
    ends = postings.blocks[postings.terms]
    first = 0
    while first < len(ends) - 1:
        last = int(np.searchsorted(ends, int(ends[first]) + CHUNK_POSTINGS))
        last = min(max(last, first + 1), len(ends) - 1)
        yield slice(first, last)
        first = last


def concatenate(parts: Iterable[Ints]) -> Ints:
    """Whole numbers one after the other; an empty array where there are no parts."""
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def unpack_pairs(keys: Ints) -> npt.NDArray[np.uint32]:
    """Pairs of term frequency and length out of numbers with the frequency in the upper half."""
    return np.stack([keys >> 32, keys & 0xFFFFFFFF], axis=1).astype(np.uint32)


def code_type(pairs: int) -> type[np.uint16] | type[np.uint32]:
    """The smallest type that holds the codes of so many pairs."""
    return np.uint16 if pairs <= 2**16 else np.uint32
