"""Postings: which passages hold which terms how often, in flat arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from qa.index.local.vocabulary import Vocabulary

WINDOW = 2**13
"""Passages whose scores are summed at a time: what a core's nearest cache holds of them."""
CHUNK = 2**18
"""Postings that are merged at a time."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
BITS = WINDOW.bit_length() - 1


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The postings of all passages, numbered from 0 in an order of their own.

    Term t has the blocks `terms[t]` up to `terms[t + 1]`, one for each window of WINDOW passages
    that it stands in. Block i is in window `windows[i]` and has the postings `blocks[i]` up to
    `blocks[i + 1]`. Posting p says that a passage, `within[p]` from the start of the window, has
    the term `pairs[codes[p], 0]` times in `pairs[codes[p], 1]` terms: the pair decides the score.
    `pairs` are in order, each once; `lengths` are the passages' own.
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
        """How many passages there are."""
        return len(self.lengths)

    def df(self, number: int) -> int:
        """How many passages hold a term."""
        first, end = self.span(number)
        return end - first

    def span(self, number: int) -> tuple[int, int]:
        """The first posting of a term, and the one behind its last."""
        terms, blocks = self.terms.data, self.blocks.data
        return blocks[terms[number]], blocks[terms[number + 1]]

    def passages(self, number: int) -> Ints:
        """The passages that hold a term, in order."""
        return passages_in(self, slice(int(self.terms[number]), int(self.terms[number + 1])))


def avgdl(postings: Postings) -> float:
    """The mean length of a passage in terms; 0 where there is none."""
    return int(postings.lengths.sum(dtype=np.int64)) / max(1, len(postings))


class Flat(NamedTuple):
    """What the loops read: the arrays of Postings, and what follows from them and the settings.

    `table` has what a posting of each code adds to a score before idf, `small` the same in single
    precision, and `bounds` the most of that in each block; `days` and `kinds` are the passages'.
    """

    terms: npt.NDArray[np.uint32]
    windows: npt.NDArray[np.uint16]
    blocks: npt.NDArray[np.uint32]
    within: npt.NDArray[np.uint16]
    codes: npt.NDArray[Any]
    table: Floats
    small: npt.NDArray[np.float32]
    bounds: npt.NDArray[np.float32]
    days: npt.NDArray[np.int32]
    kinds: npt.NDArray[np.uint8]


def bounds(postings: Postings, small: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The most that a posting of each block adds to a score before idf, in single precision."""
    most = np.zeros(len(postings.windows), dtype=np.float32)
    for terms in chunks(postings):
        first, end = int(postings.terms[terms.start]), int(postings.terms[terms.stop])
        starts = postings.blocks[first : end + 1].astype(np.int64)
        added = small[postings.codes[starts[0] : starts[-1]]]
        most[first:end] = np.maximum.reduceat(added, starts[:-1] - starts[0])
    return most


def table(pairs: npt.NDArray[np.uint32], k1: float, b: float, avgdl: float) -> Floats:
    """What one posting of each pair adds to a score, before idf: rank-bm25's own expression."""
    tf, length = pairs[:, 0].astype(np.float64), pairs[:, 1].astype(np.float64)
    added: Floats = tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / avgdl))
    return added


def passages_in(postings: Postings, blocks: slice) -> Ints:
    """The passages of a run of blocks, in order."""
    starts = postings.blocks[blocks.start : blocks.stop + 1].astype(np.int64)
    begin = postings.windows[blocks].astype(np.int64) * WINDOW
    counts: Ints = np.diff(starts)
    return np.repeat(begin, counts) + postings.within[starts[0] : starts[-1]]


def chunks(postings: Postings) -> Iterator[slice]:
    """Runs of terms that have about CHUNK postings each."""
    ends = postings.blocks[postings.terms]
    first = 0
    while first < len(ends) - 1:
        last = int(np.searchsorted(ends, int(ends[first]) + CHUNK))
        last = min(max(last, first + 1), len(ends) - 1)
        yield slice(first, last)
        first = last


def end_to_end(parts: Iterable[Ints]) -> Ints:
    """Whole numbers one after the other, none where there are no parts."""
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def pairs_of(keys: Ints) -> npt.NDArray[np.uint32]:
    """Pairs out of numbers that hold both, the times a term stands there in the upper half."""
    return np.stack([keys >> 32, keys & 0xFFFFFFFF], axis=1).astype(np.uint32)


def code_type(pairs: int) -> type[np.uint16] | type[np.uint32]:
    """What the codes of so many pairs are kept in."""
    return np.uint16 if pairs <= 2**16 else np.uint32
