"""Postings: which passages hold which terms how often, in flat arrays; built, and merged."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from qa.index.vocabulary import Vocabulary

WINDOW = 2**13
"""Passages whose scores are summed at a time: what a core's nearest cache holds of them."""
CHUNK = 2**18
"""Postings that are merged at a time."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_BITS = WINDOW.bit_length() - 1


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
        return _passages(self, slice(int(self.terms[number]), int(self.terms[number + 1])))


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
    for terms in _chunks(postings):
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


class Collector:
    """Postings in the making, passage after passage; never more of them open than a window has."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._said = array("I")
        self._lengths = array("I")
        self._begun = 0
        self._windows: list[_Window] = []

    def add(self, terms: Iterable[str]) -> None:
        """Add the next passage, by its terms, repeats included."""
        numbers, before = self._numbers, len(self._said)
        self._said.extend([numbers.setdefault(term, len(numbers)) for term in terms])
        self._lengths.append(len(self._said) - before)
        if len(self._lengths) - self._begun == WINDOW:
            self._close()

    def collected(self) -> Postings:
        """The postings of all passages that were added; the collector is spent."""
        if len(self._lengths) > self._begun or not self._windows:
            self._close()
        vocabulary = Vocabulary.of(self._numbers)
        numbers = np.empty(len(vocabulary), dtype=np.int64)
        for final, term in enumerate(vocabulary):
            numbers[self._numbers[term]] = final
        keys = _every(np.unique(one.keys) for one in self._windows)
        keys = np.unique(keys)
        terms = numbers[_every(one.terms for one in self._windows)]
        windows = np.repeat(np.arange(len(self._windows)), [len(w.terms) for w in self._windows])
        order = np.lexsort((windows, terms))
        counts = _every(one.counts for one in self._windows)
        blocks = np.concatenate([[0], np.cumsum(counts[order])])
        begins = np.empty(len(order), dtype=np.int64)
        begins[order] = blocks[:-1]
        within = np.empty(blocks[-1], dtype=np.uint16)
        codes = np.empty(blocks[-1], dtype=_code_type(len(keys)))
        done = 0
        for one in self._windows:
            first = begins[done : done + len(one.terms)]
            done += len(one.terms)
            own = np.cumsum(one.counts) - one.counts
            to = np.repeat(first - own, one.counts) + np.arange(len(one.within))
            within[to] = one.within
            codes[to] = np.searchsorted(keys, one.keys)
        return Postings(
            vocabulary,
            np.searchsorted(terms[order], np.arange(len(vocabulary) + 1)).astype(np.uint32),
            windows[order].astype(np.uint16),
            blocks.astype(np.uint32),
            within,
            codes,
            _pairs(keys),
            np.array(self._lengths, dtype=np.uint32),
        )

    def _close(self) -> None:
        """Turn the open window's terms into postings, by term and passage."""
        lengths = np.array(self._lengths[self._begun :], dtype=np.int64)
        passages = np.repeat(np.arange(len(lengths)), lengths)
        said = np.array(self._said, dtype=np.int64) << _BITS | passages
        said.sort()
        first = np.flatnonzero(np.diff(said, prepend=-1))
        tfs = np.diff(first, append=len(said))
        said = said[first]
        within = said & (WINDOW - 1)
        terms, counts = np.unique(said >> _BITS, return_counts=True)
        keys = tfs << 32 | lengths[within]
        self._windows.append(_Window(terms, counts, within.astype(np.uint16), keys))
        self._begun += len(lengths)
        self._said = array("I")


@dataclass(frozen=True, slots=True, eq=False)
class _Window:
    """The postings of one window by term: how many each has, where, and their pairs as numbers."""

    terms: Ints
    counts: Ints
    within: npt.NDArray[np.uint16]
    keys: Ints


def merged(old: Postings, moved: Ints, new: Postings, places: Ints) -> Postings:
    """The postings of old and new passages together, as if all had been collected at once.

    Old passage i gets the number `moved[i]`, or is gone where that is -1; new passage i gets
    `places[i]`. Both keep their order.
    """
    numbers = map(old.vocabulary.number, new.vocabulary)
    known = np.array([-1 if one is None else one for one in numbers], dtype=np.int64)
    unheard = [term for term, at in zip(new.vocabulary, known, strict=True) if at < 0]
    every = old.vocabulary.with_terms(unheard)
    # Where each side's terms stand in the vocabulary of both.
    added = np.array([every.number(term) for term in unheard], dtype=np.int64)
    of_old = np.delete(np.arange(len(every)), np.sort(added))
    of_new = np.empty(len(known), dtype=np.int64)
    of_new[known >= 0] = of_old[known[known >= 0]]
    of_new[known < 0] = added
    keys = np.union1d(_keys(old.pairs), _keys(new.pairs))
    recoded = [np.searchsorted(keys, _keys(one.pairs)) for one in (old, new)]
    lengths = np.empty(len(places) + np.count_nonzero(moved >= 0), dtype=np.uint32)
    lengths[moved[moved >= 0]] = old.lengths[moved >= 0]
    lengths[places] = new.lengths
    all_new = _sorted_postings(new, slice(0, len(known)), of_new, places, recoded[1])

    def parts() -> Iterator[tuple[Ints, Ints]]:
        if not len(of_old):
            yield all_new
        for terms in _chunks(old):
            stated, codes = _sorted_postings(old, terms, of_old, moved, recoded[0])
            last = len(every) if terms.stop == len(of_old) else int(of_old[terms.stop])
            first = int(of_old[terms.start]) if terms.start else 0
            own = slice(*np.searchsorted(all_new[0], [first << 32, last << 32]).tolist())
            added, their_codes = all_new[0][own], all_new[1][own]
            at: Ints = np.searchsorted(stated, added)
            yield np.insert(stated, at, added), np.insert(codes, at, their_codes)

    return _assembled(parts(), every, keys, lengths)


def _assembled(
    parts: Iterator[tuple[Ints, Ints]],
    every: Vocabulary,
    keys: Ints,
    lengths: npt.NDArray[np.uint32],
) -> Postings:
    """Postings out of (term, passage) in one number, ascending, and codes; what is unused goes."""
    used = np.zeros(len(keys), dtype=bool)
    within, coded, blocks, named = [], [], [], []
    done = 0
    for stated, codes in parts:
        used[codes] = True
        within.append((stated & (WINDOW - 1)).astype(np.uint16))
        coded.append(codes.astype(_code_type(len(keys))))
        block = stated >> _BITS
        first = np.flatnonzero(np.diff(block, prepend=-1))
        blocks.append(first + done)
        named.append(block[first])
        done += len(stated)
    block = _every(named)
    of_term = block >> (32 - _BITS)
    held = np.zeros(len(every), dtype=bool)
    held[of_term] = True
    starts = np.searchsorted(of_term, np.append(np.flatnonzero(held), len(every)))
    final = np.concatenate(coded)
    if not used.all():
        final = (np.cumsum(used) - 1).astype(_code_type(int(used.sum())))[final]
    return Postings(
        every if held.all() else every.kept(held),
        starts.astype(np.uint32),
        (block & ((1 << (32 - _BITS)) - 1)).astype(np.uint16),
        np.append(_every(blocks), done).astype(np.uint32),
        np.concatenate(within),
        final,
        _pairs(keys[used]),
        lengths,
    )


def _sorted_postings(
    postings: Postings, terms: slice, numbers: Ints, moved: Ints, recoded: Ints
) -> tuple[Ints, Ints]:
    """Some terms' postings that are not gone: (term, passage) in one number, and the codes."""
    blocks = slice(int(postings.terms[terms.start]), int(postings.terms[terms.stop]))
    passages = moved[_passages(postings, blocks)]
    first, end = int(postings.blocks[blocks.start]), int(postings.blocks[blocks.stop])
    ends = postings.blocks[postings.terms[terms.start : terms.stop + 1]].astype(np.int64)
    counts: Ints = np.diff(ends)
    stated = np.repeat(numbers[terms] << 32, counts) | passages
    codes = recoded[postings.codes[first:end]]
    kept = passages >= 0
    return (stated, codes) if kept.all() else (stated[kept], codes[kept])


def _passages(postings: Postings, blocks: slice) -> Ints:
    """The passages of a run of blocks, in order."""
    starts = postings.blocks[blocks.start : blocks.stop + 1].astype(np.int64)
    begin = postings.windows[blocks].astype(np.int64) * WINDOW
    counts: Ints = np.diff(starts)
    return np.repeat(begin, counts) + postings.within[starts[0] : starts[-1]]


def _chunks(postings: Postings) -> Iterator[slice]:
    """Runs of terms that have about CHUNK postings each."""
    ends = postings.blocks[postings.terms]
    first = 0
    while first < len(ends) - 1:
        last = int(np.searchsorted(ends, int(ends[first]) + CHUNK))
        last = min(max(last, first + 1), len(ends) - 1)
        yield slice(first, last)
        first = last


def _every(parts: Iterable[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def _keys(pairs: npt.NDArray[np.uint32]) -> Ints:
    wide = pairs.astype(np.int64)
    keys: Ints = wide[:, 0] << 32 | wide[:, 1]
    return keys


def _pairs(keys: Ints) -> npt.NDArray[np.uint32]:
    return np.stack([keys >> 32, keys & 0xFFFFFFFF], axis=1).astype(np.uint32)


def _code_type(pairs: int) -> type[np.uint16] | type[np.uint32]:
    return np.uint16 if pairs <= 2**16 else np.uint32
