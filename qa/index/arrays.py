"""The loops over postings in NumPy: for commands that must not wait for a compiler."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.index.postings import WINDOW, Flat, Floats, Ints

CHUNK = 2**13
"""Postings that are added at a time: what lies between stays near the core."""
FEW = 64
"""Passages up to which a term's postings are looked up one by one."""
ROWS = 64
"""Scores of which only the highest is looked at, to find how high the best of all must be."""

LOOKED_UP = 50
"""Postings that can be added in the time that one is looked up."""
LAST_DAY = 2**31 - 1
ALL_KINDS = 2**32 - 1

Singles = npt.NDArray[np.float32]


def scores(terms: Ints, weights: Floats, flat: Flat) -> Floats:
    """The score of every passage: for each term in turn, its weight times what its posting adds."""
    passages = len(flat.days)
    summed = np.zeros((-(-passages // WINDOW), WINDOW))
    for term, weight in zip(terms.tolist(), weights.tolist(), strict=True):
        span = slice(int(flat.terms[term]), int(flat.terms[term + 1]))
        _add(summed, 0, span, weight * flat.table, flat)
    return summed.reshape(-1)[:passages]


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
    each) are looked at. Sums are made in single precision first; what could then be among the best
    `hits`, whatever was lost in rounding, is summed again in double precision, term after term in
    the order given.
    """
    begin, end = int(ranges[0, 0]) // WINDOW, -(-int(ranges[-1, 1]) // WINDOW)
    windows = np.zeros((end - begin, WINDOW), dtype=np.float32)
    summed = windows.reshape(-1)
    slack = (1 + (len(terms) + 4) * 2.0**-22) ** 2
    spans = [_span(term, flat, begin, end) for term in terms.tolist()]
    sizes = [int(flat.blocks[span.stop]) - int(flat.blocks[span.start]) for span in spans]
    most = [
        float(weight) * float(flat.bounds[span].max(initial=0))
        for weight, span in zip(weights, spans, strict=True)
    ]
    # The rare terms first: where what the frequent ones can still add is less than the best have
    # already, few passages are left for which those must be looked up.
    order = sorted(range(len(spans)), key=sizes.__getitem__)
    left, ahead = sum(sizes), sum(most)
    trial, need = left / 2, 0.0
    near = np.zeros(0, dtype=np.int64)
    for done, at in enumerate(order, start=1):
        _add(windows, begin, spans[at], np.float32(weights[at]) * flat.small, flat)
        left, ahead = left - sizes[at], ahead - most[at]
        if left > trial:
            continue
        _keep(summed, begin * WINDOW, flat, ranges, first_day, last_day, allowed)
        need = _high(summed, hits) / slack
        lowest = need - ahead * slack
        near = np.flatnonzero(summed >= lowest if lowest > 0 else summed)
        if lowest > 0 and len(near) * LOOKED_UP * (len(order) - done) < left:
            break
        trial = left / 4
    for at in order[done:]:
        stand = _postings(near + begin * WINDOW, spans[at], flat)
        has = stand >= 0
        summed[near[has]] += np.float32(weights[at]) * flat.small[flat.codes[stand[has]]]
        ahead -= most[at]
        near = near[summed[near] >= need - ahead * slack]
    near += begin * WINDOW
    exact = np.zeros(len(near))
    for at, span in enumerate(spans):
        stand = _postings(near, span, flat)
        has = stand >= 0
        exact[has] += weights[at] * flat.table[flat.codes[stand[has]]]
    return near, exact


def found(terms: Ints, passages: Ints, flat: Flat) -> Ints:
    """The posting of each passage, a row, for each term, a column; -1 where it lacks the term."""
    starts = flat.terms.data
    stand = np.empty((len(passages), len(terms)), dtype=np.int64)
    for at, term in enumerate(terms.tolist()):
        stand[:, at] = _postings(passages, slice(starts[term], starts[term + 1]), flat)
    return stand


def _span(term: int, flat: Flat, begin: int, end: int) -> slice:
    """The blocks of a term that lie in the windows from `begin` up to `end`."""
    first, behind = int(flat.terms[term]), int(flat.terms[term + 1])
    low, high = np.searchsorted(flat.windows[first:behind], [begin, end])
    return slice(first + int(low), first + int(high))


def _add(
    summed: npt.NDArray[Any], begin: int, span: slice, adds: npt.NDArray[Any], flat: Flat
) -> None:
    """Add what a term adds to each passage, to sums by window that start with window `begin`."""
    sums = summed.reshape(-1)
    ends = flat.blocks[span.start : span.stop + 1].astype(np.int64)
    starts = (flat.windows[span].astype(np.int64) - begin) * WINDOW
    cuts = np.searchsorted(ends, np.arange(ends[0] + CHUNK, ends[-1], CHUNK)).tolist()
    for first, last in pairwise([0, *cuts, len(starts)]):
        low, high = ends[first], ends[last]
        places = np.repeat(starts[first:last], np.diff(ends[first : last + 1]))
        places += flat.within[low:high]
        sums[places] += adds.take(flat.codes[low:high])


def _keep(
    summed: Singles,
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


def _high(summed: Singles, hits: int) -> float:
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
