"""Build a local index from a batch of documents, or merge the changes of a store into one."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import numpy.typing as npt

from qa.index.config import IndexConfig
from qa.index.documents import DocumentBatch
from qa.index.local.doc_table import DocTable, ranges
from qa.index.local.engine import DocValues, Engine
from qa.index.local.index import Index
from qa.index.local.postings import Ints, Postings
from qa.index.local.postings_merge import merge_postings
from qa.index.local.strings import Strings
from qa.index.local.word_counts import Counts


def build_index(new: DocumentBatch, config: IndexConfig, revision: str, change: int) -> Index:
    """The index of a batch that holds all documents."""
    order = _tie_order(new)
    bodies, houses = sorted(set(new.bodies)), sorted(set(new.houses))
    facts = _facts(new, order, bodies, houses)
    answers = DocTable.of(facts, Strings.of(new.ids[at] for at in order), bodies, houses)
    rows = new.rows[_passages(new, order)]
    counts = Counts.of(new.words), Counts.of(new.acronyms)
    return _index(answers, new.postings, rows, counts, config, revision, change)


def merge_changes(
    old: Index,
    gone: Sequence[int],
    new: DocumentBatch,
    retract: tuple[Counter[str], Counter[str]],
    config: IndexConfig,
    revision: str,
    change: int,
) -> Index:
    """The index that `build_index` would make of the store as it is, from what changed since `old`.

    `gone` are the rows in the store of the answers that changed or were removed, `new` is the batch
    of those that still exist, and `retract` their counts of words and acronyms before the change.
    """
    old_facts, old_answers = old.answers.facts, old.answers
    stays = ~np.isin(old_facts["number"], gone)
    kept, kept_ids = old_facts[stays], old_answers.ids.keep(stays)
    bodies = sorted({*old_answers.bodies, *new.bodies})
    houses = sorted({*old_answers.houses, *new.houses})
    for field, names, old_names in (
        ("body", bodies, old_answers.bodies),
        ("house", houses, old_answers.houses),
    ):
        codes = np.array([names.index(name) for name in old_names], dtype=kept[field].dtype)
        kept[field] = codes[kept[field]]
    order = _tie_order(new)
    ids = [new.ids[at] for at in order]
    added = _facts(new, order, bodies, houses)
    at = _insertion_points(kept["answered"], kept_ids, added["answered"].tolist(), ids)
    answers = DocTable.of(
        np.insert(kept, at, added), kept_ids.with_inserted(at, ids), bodies, houses
    )
    # From here on passages: which of the new docids are of added answers, and their store rows.
    stays_passage = np.repeat(stays, old_facts["size"])
    kept_firsts = np.concatenate([[0], np.cumsum(kept["size"], dtype=np.int64)])
    before = np.repeat(kept_firsts[at], added["size"])
    is_added = np.insert(np.zeros(int(stays_passage.sum()), dtype=bool), before, True)
    new_order = _passages(new, order)
    rows = np.insert(old.rows[stays_passage], before, new.rows[new_order])
    # The new engine number of each old and each added passage; -1 for a removed one.
    docids, _ = answers.index_sort()
    engine_numbers = _inverse(docids)
    docid_of_old = np.full(len(stays_passage), -1, dtype=np.int64)
    docid_of_old[stays_passage] = np.flatnonzero(~is_added)
    old_numbers = docid_of_old[old.docids]
    old_numbers[old_numbers >= 0] = engine_numbers[old_numbers[old_numbers >= 0]]
    docid_of_new = np.empty(len(new.rows), dtype=np.int64)
    docid_of_new[new_order] = np.flatnonzero(is_added)
    postings = merge_postings(
        old.engine.postings, old_numbers, new.postings, engine_numbers[docid_of_new]
    )
    words = _updated(old.word_counts, retract[0], new.words)
    acronyms = _updated(old.acronym_counts, retract[1], new.acronyms)
    return _index(answers, postings, rows, (words, acronyms), config, revision, change)


def _index(
    answers: DocTable,
    postings: Postings,
    rows: Ints,
    counts: tuple[Counts, Counts],
    config: IndexConfig,
    revision: str,
    change: int,
) -> Index:
    """An index of postings whose engine numbers are in the order of `DocTable.index_sort`."""
    docids, filter_blocks = answers.index_sort()
    answer_of = np.repeat(np.arange(len(answers)), answers.facts["size"])
    days = answers.facts["day"][answer_of[docids]]
    kinds = answers.facts["kind"][answer_of[docids]]
    digest = hashlib.sha256(json.dumps(asdict(config)).encode())
    digest.update(answers.facts["digest"].tobytes())
    doc_values = DocValues.of(postings, config.k1, config.b, days, kinds)
    return Index(
        version=digest.hexdigest()[:16],
        revision=revision,
        change=change,
        engine=Engine(postings, config.k1, config.b, doc_values),
        answers=answers,
        filter_blocks=filter_blocks,
        rows=rows,
        answer_of=answer_of.astype(np.uint32),
        docids=docids.astype(np.uint32),
        engine_numbers=_inverse(docids).astype(np.uint32),
        word_counts=counts[0],
        acronym_counts=counts[1],
    )


def _inverse(permutation: Ints) -> Ints:
    inverse = np.empty(len(permutation), dtype=np.int64)
    inverse[permutation] = np.arange(len(permutation))
    return inverse


def _tie_order(new: DocumentBatch) -> list[int]:
    """The answers of a batch in the order of ties: newest answered first, then by id."""
    answered = new.facts["answered"].tolist()
    return sorted(range(len(new.ids)), key=lambda at: (-answered[at], new.ids[at].encode()))


def _passages(new: DocumentBatch, order: Sequence[int]) -> Ints:
    """The passages of a batch, in another order of its answers."""
    sizes = new.facts["size"]
    firsts = np.cumsum(sizes, dtype=np.int64) - sizes
    taken = np.array(order, dtype=np.int64)
    return ranges(firsts[taken], sizes[taken])


def _facts(
    new: DocumentBatch, order: Sequence[int], bodies: Sequence[str], houses: Sequence[str]
) -> npt.NDArray[np.void]:
    """The facts of a batch in order, with bodies and houses as their index in these names."""
    facts = new.facts[list(order)]
    for field, own, names in (("body", new.bodies, bodies), ("house", new.houses, houses)):
        code = {name: at for at, name in enumerate(names)}
        facts[field] = [code[own[at]] for at in order]
    return facts


def _insertion_points(
    kept_answered: npt.NDArray[np.int32], kept_ids: Strings, answered: list[int], ids: list[str]
) -> list[int]:
    """The index in the kept answers before which each added one comes in the order of ties."""
    return [
        bisect_left(
            range(len(kept_ids)),
            (-day, answer_id.encode()),
            key=lambda row: (-int(kept_answered[row]), kept_ids.raw(row)),
        )
        for day, answer_id in zip(answered, ids, strict=True)
    ]


def _updated(old: Counts, retract: Counter[str], add: Counter[str]) -> Counts:
    counter = old.counter()
    counter.subtract(retract)
    counter.update(add)
    return Counts.of(counter)
