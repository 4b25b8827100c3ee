"""The loops over postings, compiled: what `arrays` does, one posting after the other.

Only ever imported where Numba is installed and a server or a run has time for its compiler.
Postings and places are counted without a sign: for a number that may be negative Numba looks at
each step whether it counts from the end, and then nothing is done several at a time.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from qa.index.local.postings import WINDOW

STRIDE = 64
"""Scores of which only the highest is looked at first."""
ROOM = 4096
"""Passages near the best that are kept at first; more where more are alike."""


def _loop(function: Any) -> Any:
    """Compile a function, or take it from where it was kept when it was compiled before."""
    try:
        return numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:  # There is nowhere to keep it.
        return numba.njit(nogil=True)(function)


@_loop
def scores(terms, weights, flat):
    """See `arrays.scores`."""
    windows, blocks, within = flat.windows, flat.blocks, flat.within
    codes, table = flat.codes, flat.table
    summed = np.zeros(len(flat.days))
    for at in range(len(terms)):
        weight = weights[at]
        for block in range(flat.terms[terms[at]], flat.terms[terms[at] + 1]):
            base = np.uint64(windows[block]) * np.uint64(WINDOW)
            for posting in range(np.uint64(blocks[block]), np.uint64(blocks[block + 1])):
                summed[base + within[posting]] += weight * table[codes[posting]]
    return summed


@_loop
def best(hits, terms, weights, flat, ranges, first_day, last_day, allowed):
    """See `arrays.best`. Window after window is summed, unless no passage in it can be near."""
    starts, windows, blocks, within = flat.terms, flat.windows, flat.blocks, flat.within
    codes, small, bounds = flat.codes, flat.small, flat.bounds
    days, kinds = flat.days, flat.kinds
    count = len(terms)
    slack = np.float32((1 + (count + 4) * 2.0**-22) ** 2)
    light = weights.astype(np.float32)
    block = np.empty(count, np.int64)
    for at in range(count):
        block[at] = starts[terms[at]]
    first = np.zeros(count, np.int64)
    end = np.zeros(count, np.int64)
    summed = np.zeros(WINDOW, np.float32)
    bits = summed.view(np.uint32)
    heap = np.zeros(hits, np.float32)
    full = 0
    need, limit = np.float32(0), np.uint32(1)
    near = np.empty(hits + ROOM, np.int64)
    nearly = np.empty(hits + ROOM, np.float32)
    kept = 0
    for piece in range(len(ranges)):
        begin = ranges[piece, 0]
        while begin < ranges[piece, 1]:
            window = begin // WINDOW
            base = window * WINDOW
            stop = min(ranges[piece, 1], base + WINDOW)
            whole = stop - begin == WINDOW
            bound = np.float32(0)
            for at in range(count):
                here, behind = block[at], np.int64(starts[terms[at] + 1])
                while here < behind and windows[here] < window:
                    here += 1
                block[at] = here
                first[at] = end[at] = 0
                if here < behind and windows[here] == window:
                    first[at], end[at] = blocks[here], blocks[here + 1]
                    if not whole:
                        first[at] = _find(within, first[at], end[at], begin - base)
                        end[at] = _find(within, first[at], end[at], stop - base)
                    if end[at] > first[at]:
                        bound += light[at] * bounds[here]
            if bound == 0 or bound < need:
                begin = stop
                continue
            for at in range(count):
                weight = light[at]
                for posting in range(np.uint64(first[at]), np.uint64(end[at])):
                    summed[within[posting]] += weight * small[codes[posting]]
            if kept + WINDOW > len(near):
                kept = _thinned(near, nearly, kept, need)
                if 2 * kept > len(near):
                    near, nearly = _doubled(near), _doubled(nearly)
                if kept + WINDOW > len(near):
                    near, nearly = _doubled(near), _doubled(nearly)
            for stride in range(begin - base, stop - base, STRIDE):
                behind = min(stride + STRIDE, stop - base)
                if _highest(bits, stride, behind) >= limit:
                    for place in range(stride, behind):
                        score = summed[place]
                        if score > 0 and score >= need:
                            passage = base + place
                            day = days[passage]
                            kind = np.uint32(1) << kinds[passage]
                            if first_day <= day and day <= last_day and allowed & kind:
                                near[kept], nearly[kept] = passage, score
                                kept += 1
                                full = _push(heap, full, score)
                                if full == hits:
                                    need = heap[0] / slack
                                    limit = _bits(need)
                _clear(summed, stride, behind)
            begin = stop
    kept = _thinned(near, nearly, kept, need)
    return near[:kept], _exact(near[:kept], terms, weights, flat)


@_loop
def found(terms, passages, flat):
    """See `arrays.found`."""
    stand = np.empty((len(passages), len(terms)), np.int64)
    for row in range(len(passages)):
        for at in range(len(terms)):
            stand[row, at] = _posting(terms[at], passages[row], flat)
    return stand


@_loop
def _exact(passages, terms, weights, flat):
    """The scores of a few passages in full, term after term."""
    summed = np.zeros(len(passages))
    for row in range(len(passages)):
        for at in range(len(terms)):
            posting = _posting(terms[at], passages[row], flat)
            if posting >= 0:
                summed[row] += weights[at] * flat.table[flat.codes[posting]]
    return summed


@_loop
def _posting(term, passage, flat):
    """The posting of one passage for one term; -1 where it lacks the term."""
    windows, blocks, within = flat.windows, flat.blocks, flat.within
    window = passage // WINDOW
    behind = np.int64(flat.terms[term + 1])
    block = _find(windows, np.int64(flat.terms[term]), behind, window)
    if block == behind or windows[block] != window:
        return np.int64(-1)
    end, place = np.int64(blocks[block + 1]), passage - window * WINDOW
    posting = _find(within, np.int64(blocks[block]), end, place)
    return posting if posting < end and within[posting] == place else np.int64(-1)


@_loop
def _find(numbers, first, end, wanted):
    """Where the first number stands that is not below the wanted one."""
    while first < end:
        middle = (first + end) >> 1
        if numbers[middle] < wanted:
            first = middle + 1
        else:
            end = middle
    return first


@_loop
def _highest(bits, first, end):
    """The highest of a few scores, many at a time: none is below 0, so their bits say the same."""
    highest = np.uint32(0)
    for place in range(np.uint64(first), np.uint64(end)):
        score = bits[place]
        highest = score if score > highest else highest
    return highest


@_loop
def _bits(score):
    """A score's bits as a whole number."""
    alone = np.empty(1, np.float32)
    alone[0] = score
    return alone.view(np.uint32)[0]


@_loop
def _clear(summed, first, end):
    """Set a few scores to 0, many at a time."""
    for place in range(np.uint64(first), np.uint64(end)):
        summed[place] = 0


@_loop
def _push(heap, full, score):
    """Keep a score among the best, the least of them first; how many there are now."""
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


@_loop
def _thinned(near, nearly, kept, need):
    """Drop what has turned out too low; how many are left, in the same order."""
    left = 0
    for at in range(kept):
        if nearly[at] >= need:
            near[left], nearly[left] = near[at], nearly[at]
            left += 1
    return left


@_loop
def _doubled(numbers):
    more = np.empty(2 * len(numbers) + WINDOW, numbers.dtype)
    more[: len(numbers)] = numbers
    return more
