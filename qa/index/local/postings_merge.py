"""Postings of two sets of passages merged into one, as if all had been collected at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from qa.index.local.postings import (
    BITS,
    WINDOW,
    Ints,
    Postings,
    chunks,
    code_type,
    end_to_end,
    pairs_of,
    passages_in,
)
from qa.index.local.vocabulary import Vocabulary


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
        for terms in chunks(old):
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
        coded.append(codes.astype(code_type(len(keys))))
        block = stated >> BITS
        first = np.flatnonzero(np.diff(block, prepend=-1))
        blocks.append(first + done)
        named.append(block[first])
        done += len(stated)
    block = end_to_end(named)
    of_term = block >> (32 - BITS)
    held = np.zeros(len(every), dtype=bool)
    held[of_term] = True
    starts = np.searchsorted(of_term, np.append(np.flatnonzero(held), len(every)))
    final = np.concatenate(coded)
    if not used.all():
        final = (np.cumsum(used) - 1).astype(code_type(int(used.sum())))[final]
    return Postings(
        every if held.all() else every.kept(held),
        starts.astype(np.uint32),
        (block & ((1 << (32 - BITS)) - 1)).astype(np.uint16),
        np.append(end_to_end(blocks), done).astype(np.uint32),
        np.concatenate(within),
        final,
        pairs_of(keys[used]),
        lengths,
    )


def _sorted_postings(
    postings: Postings, terms: slice, numbers: Ints, moved: Ints, recoded: Ints
) -> tuple[Ints, Ints]:
    """Some terms' postings that are not gone: (term, passage) in one number, and the codes."""
    blocks = slice(int(postings.terms[terms.start]), int(postings.terms[terms.stop]))
    passages = moved[passages_in(postings, blocks)]
    first, end = int(postings.blocks[blocks.start]), int(postings.blocks[blocks.stop])
    ends = postings.blocks[postings.terms[terms.start : terms.stop + 1]].astype(np.int64)
    counts: Ints = np.diff(ends)
    stated = np.repeat(numbers[terms] << 32, counts) | passages
    codes = recoded[postings.codes[first:end]]
    kept = passages >= 0
    return (stated, codes) if kept.all() else (stated[kept], codes[kept])


def _keys(pairs: npt.NDArray[np.uint32]) -> Ints:
    wide = pairs.astype(np.int64)
    keys: Ints = wide[:, 0] << 32 | wide[:, 1]
    return keys
