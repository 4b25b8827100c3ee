"""Postings in the making: from the terms of passages, one after the other."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.index.local.postings import BITS, WINDOW, Ints, Postings, code_type, end_to_end, pairs_of
from qa.index.local.vocabulary import Vocabulary


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
        keys = end_to_end(np.unique(one.keys) for one in self._windows)
        keys = np.unique(keys)
        terms = numbers[end_to_end(one.terms for one in self._windows)]
        windows = np.repeat(np.arange(len(self._windows)), [len(w.terms) for w in self._windows])
        order = np.lexsort((windows, terms))
        counts = end_to_end(one.counts for one in self._windows)
        blocks = np.concatenate([[0], np.cumsum(counts[order])])
        begins = np.empty(len(order), dtype=np.int64)
        begins[order] = blocks[:-1]
        within = np.empty(blocks[-1], dtype=np.uint16)
        codes = np.empty(blocks[-1], dtype=code_type(len(keys)))
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
            pairs_of(keys),
            np.array(self._lengths, dtype=np.uint32),
        )

    def _close(self) -> None:
        """Turn the open window's terms into postings, by term and passage."""
        lengths = np.array(self._lengths[self._begun :], dtype=np.int64)
        passages = np.repeat(np.arange(len(lengths)), lengths)
        said = np.array(self._said, dtype=np.int64) << BITS | passages
        said.sort()
        first = np.flatnonzero(np.diff(said, prepend=-1))
        tfs = np.diff(first, append=len(said))
        said = said[first]
        within = said & (WINDOW - 1)
        terms, counts = np.unique(said >> BITS, return_counts=True)
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
