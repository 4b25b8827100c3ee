"""The loops over postings in NumPy: for commands that must not wait for a compiler."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from qa.index.local.postings import WINDOW, Flat, Floats, Ints

BLOCKS = 16
"""Blocks of a term that are added at a time: what lies between stays near the core."""
FEW = 64
"""Passages up to which a term's postings are looked up one by one."""
ROWS = 64
"""Scores of which only the highest is looked at, to find how high the best of all must be."""
LAST_DAY = 2**31 - 1
ALL_KINDS = 2**32 - 1


def scores(terms: Ints, weights: Floats, flat: Flat) -> Floats:
    """The score of every passage: for each term in turn, its weight times what its posting adds."""
    passages = len(flat.days)
    return _summed(terms, weights, flat, 0, -(-passages // WINDOW))[:passages]


def best(
    hits: int,
    terms: Ints,
    weights: Floats,
    flat: Flat,
    ranges: Ints,
    first_day: int,
    last_day: int,
    allowed: int,
) -> tuple[Ints, Floats]:
    """All passages that can be among the best, with their scores.

    Only those within `ranges` (ascending, apart), of the days and of the kinds allowed (a bit for
    each) are looked at. A passage that scores as much as one of the best `hits` is among them.
    """
    begin, end = int(ranges[0, 0]) // WINDOW, -(-int(ranges[-1, 1]) // WINDOW)
    summed = _summed(terms, weights, flat, begin, end)
    _keep(summed, begin * WINDOW, flat, ranges, first_day, last_day, allowed)
    need = _high(summed, hits)
    near = np.flatnonzero(summed >= need if need > 0 else summed)
    return near + begin * WINDOW, summed[near]


def found(terms: Ints, passages: Ints, flat: Flat) -> Ints:
    """The posting of each passage, a row, for each term, a column; -1 where it lacks the term."""
    starts = flat.terms.data
    stand = np.empty((len(passages), len(terms)), dtype=np.int64)
    for at, term in enumerate(terms.tolist()):
        stand[:, at] = _postings(passages, slice(starts[term], starts[term + 1]), flat)
    return stand


def _summed(terms: Ints, weights: Floats, flat: Flat, begin: int, end: int) -> Floats:
    """The scores of the passages in the windows from `begin` up to `end`."""
    summed = np.zeros((end - begin) * WINDOW)
    starts, windows = flat.terms.data, flat.windows.data
    for term, weight in zip(terms.tolist(), weights.tolist(), strict=True):
        low = bisect_left(windows, begin, starts[term], starts[term + 1])
        high = bisect_left(windows, end, low, starts[term + 1])
        for block in range(low, high, BLOCKS):
            behind = min(block + BLOCKS, high)
            ends = flat.blocks[block : behind + 1].astype(np.int64)
            bases = (flat.windows[block:behind].astype(np.int64) - begin) * WINDOW
            own = slice(ends[0], ends[-1])
            places = np.repeat(bases, ends[1:] - ends[:-1])
            places += flat.within[own]
            np.add.at(summed, places, weight * flat.table.take(flat.codes[own]))
    return summed


def _keep(
    summed: Floats,
    begin: int,
    flat: Flat,
    ranges: Ints,
    first_day: int,
    last_day: int,
    allowed: int,
) -> None:
    """Take the scores from all passages that are not wanted; `summed` starts with `begin`."""
    at = begin
    for first, end in ranges.tolist():
        summed[at - begin : first - begin] = 0
        at = end
    summed[at - begin :] = 0
    held = slice(int(ranges[0, 0]), int(ranges[-1, 1]))
    own = summed[held.start - begin : held.stop - begin]
    if first_day > 0 or last_day < LAST_DAY:
        days = flat.days[held]
        own[(days < first_day) | (days > last_day)] = 0
    if allowed != ALL_KINDS:
        own[(allowed >> flat.kinds[held].astype(np.int64)) & 1 == 0] = 0


def _high(summed: Floats, hits: int) -> float:
    """A score that at least `hits` passages reach; 0 where fewer have any."""
    highest = summed.reshape(ROWS, -1).max(axis=0)
    if len(highest) < hits:
        highest = summed
    if len(highest) < hits:
        return 0.0
    return float(np.partition(highest, len(highest) - hits)[len(highest) - hits])


def _postings(passages: Ints, span: slice, flat: Flat) -> Ints:
    """The postings of some passages within the blocks of one term; -1 for none."""
    if len(passages) <= FEW:
        return np.array(_one_by_one(passages, span, flat), dtype=np.int64)
    wanted, places = passages // WINDOW, passages % WINDOW
    block = np.searchsorted(flat.windows[span], wanted)
    found = block < span.stop - span.start
    found[found] = flat.windows[span][block[found]] == wanted[found]
    block = span.start + block[found]
    low, end = flat.blocks[block].astype(np.int64), flat.blocks[block + 1].astype(np.int64)
    places, high = places[found], end.copy()
    for _ in range(int((high - low).max(initial=0)).bit_length()):
        middle = (low + high) >> 1
        below = (low < high) & (flat.within[np.minimum(middle, end - 1)] < places)
        low, high = np.where(below, middle + 1, low), np.where(below, high, middle)
    stands = low < end
    stands[stands] = flat.within[low[stands]] == places[stands]
    found[found] = stands
    postings = np.full(len(passages), -1, dtype=np.int64)
    postings[found] = low[stands]
    return postings


def _one_by_one(passages: Ints, span: slice, flat: Flat) -> list[int]:
    windows, blocks, within = flat.windows.data, flat.blocks.data, flat.within.data
    postings = []
    for passage in passages.tolist():
        window, place = divmod(passage, WINDOW)
        block = bisect_left(windows, window, span.start, span.stop)
        posting = -1
        if block < span.stop and windows[block] == window:
            at = bisect_left(within, place, blocks[block], blocks[block + 1])
            if at < blocks[block + 1] and within[at] == place:
                posting = at
        postings.append(posting)
    return postings
