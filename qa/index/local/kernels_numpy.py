"""The loops over postings in NumPy: for commands that must not wait for a compiler.

Passages are engine numbers here and in `kernels_numba`, which has the same three functions.
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from qa.index.local.postings import WINDOW_PASSAGES, Floats, Ints, KernelArrays

BLOCKS_PER_STEP = 16
"""Blocks of a term that are added in one step: the arrays in between stay in a core's cache."""
MAX_SINGLE_LOOKUPS = 64
"""Passages up to which the postings of a term are looked up one by one."""
SCORES_PER_GROUP = 64
"""How many scores are compared by their highest, to find the score that the best must reach."""
LAST_DAY = 2**31 - 1
ALL_KINDS = 2**32 - 1


def scores(term_ids: Ints, weights: Floats, arrays: KernelArrays) -> Floats:
    """The score of every passage: the sum over the terms of weight times impact."""
    passages = len(arrays.days)
    return _sum_scores(term_ids, weights, arrays, 0, -(-passages // WINDOW_PASSAGES))[:passages]


def top_candidates(
    depth: int,
    term_ids: Ints,
    weights: Floats,
    arrays: KernelArrays,
    ranges: Ints,
    first_day: int,
    last_day: int,
    kind_bits: int,
) -> tuple[Ints, Floats]:
    """The passages that can be among the best `depth`, with their scores, in no order.

    Only passages within `ranges` (ascending, disjoint), of these days and of the kinds whose bit is
    set are looked at. Every passage that ties with one of the best is returned too.
    """
    begin = int(ranges[0, 0]) // WINDOW_PASSAGES
    end = -(-int(ranges[-1, 1]) // WINDOW_PASSAGES)
    summed = _sum_scores(term_ids, weights, arrays, begin, end)
    _clear_filtered(summed, begin * WINDOW_PASSAGES, arrays, ranges, first_day, last_day, kind_bits)
    least = _least_score(summed, depth)
    found = np.flatnonzero(summed >= least if least > 0 else summed)
    return found + begin * WINDOW_PASSAGES, summed[found]


def find_postings(term_ids: Ints, passages: Ints, arrays: KernelArrays) -> Ints:
    """The posting of each passage (row) for each term (column); -1 where it lacks the term."""
    starts = arrays.terms.data
    found = np.empty((len(passages), len(term_ids)), dtype=np.int64)
    for column, term_id in enumerate(term_ids.tolist()):
        blocks = slice(starts[term_id], starts[term_id + 1])
        found[:, column] = _postings_of(passages, blocks, arrays)
    return found


def _sum_scores(
    term_ids: Ints, weights: Floats, arrays: KernelArrays, begin: int, end: int
) -> Floats:
    """The scores of the passages in the windows from `begin` to before `end`."""
    summed = np.zeros((end - begin) * WINDOW_PASSAGES)
    starts, windows = arrays.terms.data, arrays.windows.data
    for term_id, weight in zip(term_ids.tolist(), weights.tolist(), strict=True):
        low = bisect_left(windows, begin, starts[term_id], starts[term_id + 1])
        high = bisect_left(windows, end, low, starts[term_id + 1])
        for block in range(low, high, BLOCKS_PER_STEP):
            stop = min(block + BLOCKS_PER_STEP, high)
            ends = arrays.blocks[block : stop + 1].astype(np.int64)
            window_starts = (arrays.windows[block:stop].astype(np.int64) - begin) * WINDOW_PASSAGES
            postings = slice(ends[0], ends[-1])
            at = np.repeat(window_starts, ends[1:] - ends[:-1])
            at += arrays.within[postings]
            np.add.at(summed, at, weight * arrays.impacts.take(arrays.codes[postings]))
    return summed


def _clear_filtered(
    summed: Floats,
    begin: int,
    arrays: KernelArrays,
    ranges: Ints,
    first_day: int,
    last_day: int,
    kind_bits: int,
) -> None:
    """Set the scores of passages that the filter excludes to 0; `summed[0]` is that of `begin`."""
    at = begin
    for first, end in ranges.tolist():
        summed[at - begin : first - begin] = 0
        at = end
    summed[at - begin :] = 0
    covered = slice(int(ranges[0, 0]), int(ranges[-1, 1]))
    own = summed[covered.start - begin : covered.stop - begin]
    if first_day > 0 or last_day < LAST_DAY:
        days = arrays.days[covered]
        own[(days < first_day) | (days > last_day)] = 0
    if kind_bits != ALL_KINDS:
        own[(kind_bits >> arrays.kinds[covered].astype(np.int64)) & 1 == 0] = 0


def _least_score(summed: Floats, depth: int) -> float:
    """A score that at least `depth` passages reach; 0 where fewer have one."""
    highest = summed.reshape(SCORES_PER_GROUP, -1).max(axis=0)
    if len(highest) < depth:
        highest = summed
    if len(highest) < depth:
        return 0.0
    return float(np.partition(highest, len(highest) - depth)[len(highest) - depth])


def _postings_of(passages: Ints, blocks: slice, arrays: KernelArrays) -> Ints:
    """The postings of some passages within the blocks of one term; -1 for none."""
    if len(passages) <= MAX_SINGLE_LOOKUPS:
        return np.array(_look_up_each(passages, blocks, arrays), dtype=np.int64)
    windows, offsets = passages // WINDOW_PASSAGES, passages % WINDOW_PASSAGES
    block = np.searchsorted(arrays.windows[blocks], windows)
    found = block < blocks.stop - blocks.start
    found[found] = arrays.windows[blocks][block[found]] == windows[found]
    block = blocks.start + block[found]
    low, end = arrays.blocks[block].astype(np.int64), arrays.blocks[block + 1].astype(np.int64)
    offsets, high = offsets[found], end.copy()
    for _ in range(int((high - low).max(initial=0)).bit_length()):
        middle = (low + high) >> 1
        below = (low < high) & (arrays.within[np.minimum(middle, end - 1)] < offsets)
        low, high = np.where(below, middle + 1, low), np.where(below, high, middle)
    present = low < end
    present[present] = arrays.within[low[present]] == offsets[present]
    found[found] = present
    postings = np.full(len(passages), -1, dtype=np.int64)
    postings[found] = low[present]
    return postings


def _look_up_each(passages: Ints, blocks: slice, arrays: KernelArrays) -> list[int]:
    windows, starts, within = arrays.windows.data, arrays.blocks.data, arrays.within.data
    postings = []
    for passage in passages.tolist():
        window, offset = divmod(passage, WINDOW_PASSAGES)
        block = bisect_left(windows, window, blocks.start, blocks.stop)
        posting = -1
        if block < blocks.stop and windows[block] == window:
            at = bisect_left(within, offset, starts[block], starts[block + 1])
            if at < starts[block + 1] and within[at] == offset:
                posting = at
        postings.append(posting)
    return postings
