"""The loops over postings, compiled by Numba: the functions of `kernels_numpy`, posting by posting.

Imported only where Numba is installed and a server or a run has time to compile; the compiled code
is cached beside this module.
Postings and offsets are unsigned: for an index that may be negative Numba checks at each step
whether it counts from the end, and the loop is then not vectorised.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from qa.index.local.postings import WINDOW_PASSAGES

STRIDE_SCORES = 64
"""How many scores are compared at first by their highest alone."""
SPARE_CANDIDATES = 4096
"""Candidates for which there is room beside the depth at first; more where many scores tie."""


def _compiled(function: Any) -> Any:
    """The function, compiled; from the cache where it was compiled before."""
    try:
        return numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:  # There is no folder for the cache.
        return numba.njit(nogil=True)(function)


@_compiled
def scores(term_ids, weights, arrays):
    """See `kernels_numpy.scores`."""
    windows, blocks, within = arrays.windows, arrays.blocks, arrays.within
    codes, impacts = arrays.codes, arrays.impacts
    summed = np.zeros(len(arrays.days))
    for at in range(len(term_ids)):
        weight = weights[at]
        for block in range(arrays.terms[term_ids[at]], arrays.terms[term_ids[at] + 1]):
            base = np.uint64(windows[block]) * np.uint64(WINDOW_PASSAGES)
            for posting in range(np.uint64(blocks[block]), np.uint64(blocks[block + 1])):
                summed[base + within[posting]] += weight * impacts[codes[posting]]
    return summed


@_compiled
def top_candidates(depth, term_ids, weights, arrays, ranges, first_day, last_day, kind_bits):
    """See `kernels_numpy.top_candidates`. A window in which no passage can be among the best is
    skipped, by the block-max bound."""
    starts, windows, blocks, within = arrays.terms, arrays.windows, arrays.blocks, arrays.within
    codes, impacts32, block_max_scores = arrays.codes, arrays.impacts32, arrays.block_max_scores
    days, kinds = arrays.days, arrays.kinds
    count = len(term_ids)
    slack = np.float32((1 + (count + 4) * 2.0**-22) ** 2)
    weights32 = weights.astype(np.float32)
    block = np.empty(count, np.int64)
    for at in range(count):
        block[at] = starts[term_ids[at]]
    first = np.zeros(count, np.int64)
    end = np.zeros(count, np.int64)
    summed = np.zeros(WINDOW_PASSAGES, np.float32)
    bits = summed.view(np.uint32)
    heap = np.zeros(depth, np.float32)
    full = 0
    least, least_bits = np.float32(0), np.uint32(1)
    candidates = np.empty(depth + SPARE_CANDIDATES, np.int64)
    candidate_scores = np.empty(depth + SPARE_CANDIDATES, np.float32)
    kept = 0
    for part in range(len(ranges)):
        begin = ranges[part, 0]
        while begin < ranges[part, 1]:
            window = begin // WINDOW_PASSAGES
            base = window * WINDOW_PASSAGES
            stop = min(ranges[part, 1], base + WINDOW_PASSAGES)
            whole_window = stop - begin == WINDOW_PASSAGES
            bound = np.float32(0)
            for at in range(count):
                here, stop_at = block[at], np.int64(starts[term_ids[at] + 1])
                while here < stop_at and windows[here] < window:
                    here += 1
                block[at] = here
                first[at] = end[at] = 0
                if here < stop_at and windows[here] == window:
                    first[at], end[at] = blocks[here], blocks[here + 1]
                    if not whole_window:
                        first[at] = _find(within, first[at], end[at], begin - base)
                        end[at] = _find(within, first[at], end[at], stop - base)
                    if end[at] > first[at]:
                        bound += weights32[at] * block_max_scores[here]
            if bound == 0 or bound < least:
                begin = stop
                continue
            for at in range(count):
                weight = weights32[at]
                for posting in range(np.uint64(first[at]), np.uint64(end[at])):
                    summed[within[posting]] += weight * impacts32[codes[posting]]
            if kept + WINDOW_PASSAGES > len(candidates):
                kept = _drop_low(candidates, candidate_scores, kept, least)
                if 2 * kept > len(candidates):
                    candidates, candidate_scores = _double(candidates), _double(candidate_scores)
                if kept + WINDOW_PASSAGES > len(candidates):
                    candidates, candidate_scores = _double(candidates), _double(candidate_scores)
            for stride in range(begin - base, stop - base, STRIDE_SCORES):
                stop_at = min(stride + STRIDE_SCORES, stop - base)
                if _max_bits(bits, stride, stop_at) >= least_bits:
                    for offset in range(stride, stop_at):
                        score = summed[offset]
                        if score > 0 and score >= least:
                            passage = base + offset
                            day = days[passage]
                            kind = np.uint32(1) << kinds[passage]
                            if first_day <= day and day <= last_day and kind_bits & kind:
                                candidates[kept], candidate_scores[kept] = passage, score
                                kept += 1
                                full = _push(heap, full, score)
                                if full == depth:
                                    least = heap[0] / slack
                                    least_bits = _bits_of(least)
                _clear(summed, stride, stop_at)
            begin = stop
    kept = _drop_low(candidates, candidate_scores, kept, least)
    return candidates[:kept], _exact_scores(candidates[:kept], term_ids, weights, arrays)


@_compiled
def find_postings(term_ids, passages, arrays):
    """See `kernels_numpy.find_postings`."""
    found = np.empty((len(passages), len(term_ids)), np.int64)
    for row in range(len(passages)):
        for at in range(len(term_ids)):
            found[row, at] = _posting_of(term_ids[at], passages[row], arrays)
    return found


@_compiled
def _exact_scores(passages, term_ids, weights, arrays):
    """The scores of a few passages in double precision, term after term."""
    summed = np.zeros(len(passages))
    for row in range(len(passages)):
        for at in range(len(term_ids)):
            posting = _posting_of(term_ids[at], passages[row], arrays)
            if posting >= 0:
                summed[row] += weights[at] * arrays.impacts[arrays.codes[posting]]
    return summed


@_compiled
def _posting_of(term_id, passage, arrays):
    """The posting of one passage for one term; -1 where it lacks the term."""
    windows, blocks, within = arrays.windows, arrays.blocks, arrays.within
    window = passage // WINDOW_PASSAGES
    stop_at = np.int64(arrays.terms[term_id + 1])
    block = _find(windows, np.int64(arrays.terms[term_id]), stop_at, window)
    if block == stop_at or windows[block] != window:
        return np.int64(-1)
    end, offset = np.int64(blocks[block + 1]), passage - window * WINDOW_PASSAGES
    posting = _find(within, np.int64(blocks[block]), end, offset)
    return posting if posting < end and within[posting] == offset else np.int64(-1)


@_compiled
def _find(numbers, first, end, value):
    """The index of the first number that is not below the value."""
    while first < end:
        middle = (first + end) >> 1
        if numbers[middle] < value:
            first = middle + 1
        else:
            end = middle
    return first


@_compiled
def _max_bits(bits, first, end):
    """The bits of the highest of a few scores; bits of scores compare as they do, as none is below
    0, and the loop over whole numbers is vectorised."""
    highest = np.uint32(0)
    for offset in range(np.uint64(first), np.uint64(end)):
        score = bits[offset]
        highest = score if score > highest else highest
    return highest


@_compiled
def _bits_of(score):
    """The bits of a score as a whole number."""
    alone = np.empty(1, np.float32)
    alone[0] = score
    return alone.view(np.uint32)[0]


@_compiled
def _clear(summed, first, end):
    """Set a few scores to 0."""
    for offset in range(np.uint64(first), np.uint64(end)):
        summed[offset] = 0


@_compiled
def _push(heap, full, score):
    """Push a score on the heap of the best scores, the lowest first; return its new size."""
    if full < len(heap):
        at = full
        while at > 0 and heap[(at - 1) >> 1] > score:
            heap[at] = heap[(at - 1) >> 1]
            at = (at - 1) >> 1
        heap[at] = score
        return full + 1
    if score <= heap[0]:
        return full
    at = 0
    while 2 * at + 1 < full:
        child = 2 * at + 1
        if child + 1 < full and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= score:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = score
    return full


@_compiled
def _drop_low(candidates, candidate_scores, kept, least):
    """Drop the candidates below the least score, in place; return how many are left."""
    left = 0
    for at in range(kept):
        if candidate_scores[at] >= least:
            candidates[left], candidate_scores[left] = candidates[at], candidate_scores[at]
            left += 1
    return left


@_compiled
def _double(numbers):
    more = np.empty(2 * len(numbers) + WINDOW_PASSAGES, numbers.dtype)
    more[: len(numbers)] = numbers
    return more
