"""Build postings from the terms of passages, one passage after the other."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.index.local.postings import (
    WINDOW_BITS,
    WINDOW_PASSAGES,
    Ints,
    Postings,
    code_type,
    concatenate,
    unpack_pairs,
)
from qa.index.local.vocabulary import Vocabulary


class PostingsBuilder:
    """Collects the terms of passages; holds no more than one window of them uncompressed."""

    def __init__(self) -> None:
        # The terms, each with a number in the order in which they are first seen.
        self._first_seen: dict[str, int] = {}
        self._window_terms = array("I")
        self._lengths = array("I")
        self._window_start = 0
        self._windows: list[_Window] = []

    def add(self, terms: Iterable[str]) -> None:
        """Add the next passage by its terms, repeats included."""
        first_seen, before = self._first_seen, len(self._window_terms)
        self._window_terms.extend([first_seen.setdefault(term, len(first_seen)) for term in terms])
        self._lengths.append(len(self._window_terms) - before)
        if len(self._lengths) - self._window_start == WINDOW_PASSAGES:
            self._close_window()

    def build(self) -> Postings:
        """The postings of all passages that were added. Call it once, at the end."""
        if len(self._lengths) > self._window_start or not self._windows:
            self._close_window()
        vocabulary = Vocabulary.of(self._first_seen)
        term_ids = np.empty(len(vocabulary), dtype=np.int64)
        for term_id, term in enumerate(vocabulary):
            term_ids[self._first_seen[term]] = term_id
        keys = concatenate(np.unique(one.keys) for one in self._windows)
        keys = np.unique(keys)
        terms = term_ids[concatenate(one.terms for one in self._windows)]
        windows = np.repeat(np.arange(len(self._windows)), [len(w.terms) for w in self._windows])
        order = np.lexsort((windows, terms))
        counts = concatenate(one.counts for one in self._windows)
        blocks = np.concatenate([[0], np.cumsum(counts[order])])
        starts = np.empty(len(order), dtype=np.int64)
        starts[order] = blocks[:-1]
        within = np.empty(blocks[-1], dtype=np.uint16)
        codes = np.empty(blocks[-1], dtype=code_type(len(keys)))
        done = 0
        for one in self._windows:
            block_starts = starts[done : done + len(one.terms)]
            done += len(one.terms)
            own_starts = np.cumsum(one.counts) - one.counts
            to = np.repeat(block_starts - own_starts, one.counts) + np.arange(len(one.within))
            within[to] = one.within
            codes[to] = np.searchsorted(keys, one.keys)
        return Postings(
            vocabulary,
            np.searchsorted(terms[order], np.arange(len(vocabulary) + 1)).astype(np.uint32),
            windows[order].astype(np.uint16),
            blocks.astype(np.uint32),
            within,
            codes,
            unpack_pairs(keys),
            np.array(self._lengths, dtype=np.uint32),
        )

    def _close_window(self) -> None:
        """Turn the terms of the current window into postings, by term and passage."""
        lengths = np.array(self._lengths[self._window_start :], dtype=np.int64)
        offsets = np.repeat(np.arange(len(lengths)), lengths)
        occurrences = np.array(self._window_terms, dtype=np.int64) << WINDOW_BITS | offsets
        occurrences.sort()
        first = np.flatnonzero(np.diff(occurrences, prepend=-1))
        tfs = np.diff(first, append=len(occurrences))
        distinct = occurrences[first]
        within = distinct & (WINDOW_PASSAGES - 1)
        terms, counts = np.unique(distinct >> WINDOW_BITS, return_counts=True)
        keys = tfs << 32 | lengths[within]
        self._windows.append(_Window(terms, counts, within.astype(np.uint16), keys))
        self._window_start += len(lengths)
        self._window_terms = array("I")


@dataclass(frozen=True, slots=True, eq=False)
class _Window:
    """The postings of one window by term: the number of each term, the passages, and the pairs of
    frequency and length, packed."""

    terms: Ints
    counts: Ints
    within: npt.NDArray[np.uint16]
    keys: Ints
