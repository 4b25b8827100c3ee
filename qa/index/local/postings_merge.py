"""Merge the postings of two sets of passages, as if all had been built at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from qa.index.local.postings import (
    WINDOW_BITS,
    WINDOW_PASSAGES,
    Ints,
    Postings,
    code_type,
    concatenate,
    numbers_in,
    term_chunks,
    unpack_pairs,
)
from qa.index.local.vocabulary import Vocabulary


def merge_postings(old: Postings, old_numbers: Ints, new: Postings, new_numbers: Ints) -> Postings:
    """The postings of old and new passages together, as if all had been built at once.

    Old passage i gets the engine number `old_numbers[i]`, or is dropped where that is -1; new
    passage i gets `new_numbers[i]`. Both keep their order.
    """
    old_ids = map(old.vocabulary.term_id, new.vocabulary)
    known = np.array([-1 if one is None else one for one in old_ids], dtype=np.int64)
    missing = [term for term, at in zip(new.vocabulary, known, strict=True) if at < 0]
    vocabulary = old.vocabulary.with_terms(missing)
    # The id in the merged vocabulary of each term of either side.
    added = np.array([vocabulary.term_id(term) for term in missing], dtype=np.int64)
    old_terms = np.delete(np.arange(len(vocabulary)), np.sort(added))
    new_terms = np.empty(len(known), dtype=np.int64)
    new_terms[known >= 0] = old_terms[known[known >= 0]]
    new_terms[known < 0] = added
    keys = np.union1d(_pack_pairs(old.pairs), _pack_pairs(new.pairs))
    old_codes, new_codes = (np.searchsorted(keys, _pack_pairs(one.pairs)) for one in (old, new))
    kept = old_numbers >= 0
    lengths = np.empty(len(new_numbers) + np.count_nonzero(kept), dtype=np.uint32)
    lengths[old_numbers[kept]] = old.lengths[kept]
    lengths[new_numbers] = new.lengths
    all_new = _sorted_postings(new, slice(0, len(known)), new_terms, new_numbers, new_codes)

    def parts() -> Iterator[tuple[Ints, Ints]]:
        if not len(old_terms):
            yield all_new
        for terms in term_chunks(old):
            postings, codes = _sorted_postings(old, terms, old_terms, old_numbers, old_codes)
            last = len(vocabulary) if terms.stop == len(old_terms) else int(old_terms[terms.stop])
            first = int(old_terms[terms.start]) if terms.start else 0
            own = slice(*np.searchsorted(all_new[0], [first << 32, last << 32]).tolist())
            more, more_codes = all_new[0][own], all_new[1][own]
            at: Ints = np.searchsorted(postings, more)
            yield np.insert(postings, at, more), np.insert(codes, at, more_codes)

    return _assemble(parts(), vocabulary, keys, lengths)


def _assemble(
    parts: Iterator[tuple[Ints, Ints]],
    vocabulary: Vocabulary,
    keys: Ints,
    lengths: npt.NDArray[np.uint32],
) -> Postings:
    """Postings out of packed (term, passage), ascending, with their codes; unused terms and pairs
    are dropped."""
    used = np.zeros(len(keys), dtype=bool)
    within, all_codes, blocks, block_keys = [], [], [], []
    done = 0
    for postings, codes in parts:
        used[codes] = True
        within.append((postings & (WINDOW_PASSAGES - 1)).astype(np.uint16))
        all_codes.append(codes.astype(code_type(len(keys))))
        of_block = postings >> WINDOW_BITS
        first = np.flatnonzero(np.diff(of_block, prepend=-1))
        blocks.append(first + done)
        block_keys.append(of_block[first])
        done += len(postings)
    block = concatenate(block_keys)
    term_of_block = block >> (32 - WINDOW_BITS)
    has_postings = np.zeros(len(vocabulary), dtype=bool)
    has_postings[term_of_block] = True
    starts = np.searchsorted(
        term_of_block, np.append(np.flatnonzero(has_postings), len(vocabulary))
    )
    final_codes = np.concatenate(all_codes)
    if not used.all():
        renumbered = (np.cumsum(used) - 1).astype(code_type(int(used.sum())))
        final_codes = renumbered[final_codes]
    return Postings(
        vocabulary if has_postings.all() else vocabulary.keep(has_postings),
        starts.astype(np.uint32),
        (block & ((1 << (32 - WINDOW_BITS)) - 1)).astype(np.uint16),
        np.append(concatenate(blocks), done).astype(np.uint32),
        np.concatenate(within),
        final_codes,
        unpack_pairs(keys[used]),
        lengths,
    )


def _sorted_postings(
    postings: Postings, terms: slice, merged_terms: Ints, merged_numbers: Ints, merged_codes: Ints
) -> tuple[Ints, Ints]:
    """The postings of some terms that are not dropped: packed (term, passage), and codes."""
    blocks = slice(int(postings.terms[terms.start]), int(postings.terms[terms.stop]))
    numbers = merged_numbers[numbers_in(postings, blocks)]
    first, end = int(postings.blocks[blocks.start]), int(postings.blocks[blocks.stop])
    ends = postings.blocks[postings.terms[terms.start : terms.stop + 1]].astype(np.int64)
    counts: Ints = np.diff(ends)
    packed = np.repeat(merged_terms[terms] << 32, counts) | numbers
    codes = merged_codes[postings.codes[first:end]]
    kept = numbers >= 0
    return (packed, codes) if kept.all() else (packed[kept], codes[kept])


def _pack_pairs(pairs: npt.NDArray[np.uint32]) -> Ints:
    wide = pairs.astype(np.int64)
    keys: Ints = wide[:, 0] << 32 | wide[:, 1]
    return keys
