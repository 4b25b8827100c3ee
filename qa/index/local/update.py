"""Joining: an index out of a former one, without what has gone, and what was gathered since."""

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
from qa.index.documents import Gathered
from qa.index.local.doc_table import Answers
from qa.index.local.engine import Columns, Engine
from qa.index.local.index import Index
from qa.index.local.postings import Ints, Postings
from qa.index.local.postings_merge import merged
from qa.index.local.strings import Strings
from qa.index.local.word_counts import Counts


def built(new: Gathered, made: IndexConfig, revision: str, change: int) -> Index:
    """The index of all that was gathered."""
    tied = _tied(new)
    answers = Answers.of(*_coded(new, tied, ()))
    rows = new.rows[_passages(new.facts["size"], tied)]
    spelt = Counts.of(new.words), Counts.of(new.short_forms)
    return _index(answers, new.postings, rows, spelt, made, revision, change)


def joined(
    old: Index,
    gone: Sequence[int],
    new: Gathered,
    before: tuple[Counter[str], Counter[str]],
    made: IndexConfig,
    revision: str,
    change: int,
) -> Index:
    """The index that `built` would make of all there is now, from what has changed since `old`.

    `gone` are the rows in the store of the answers that are no longer what they were, `new` is what
    was gathered of those that still are, and `before` their words and short forms as they were.
    """
    stays = ~np.isin(old.answers.facts["number"], gone)
    kept = old.answers.facts[stays]
    kept_ids = old.answers.ids.kept(stays)
    tied = _tied(new)
    ids = [new.ids[at] for at in tied]
    own = sorted({*old.answers.bodies, *new.bodies}), sorted({*old.answers.houses, *new.houses})
    for field, names, former in zip(
        ("body", "house"), own, (old.answers.bodies, old.answers.houses), strict=True
    ):
        codes = np.array([names.index(name) for name in former], dtype=kept[field].dtype)
        kept[field] = codes[kept[field]]
    added, _, _, _ = _coded(new, tied, own)
    order = kept["answered"]
    at = [
        bisect_left(
            range(len(kept)),
            (-int(fact["answered"]), answer_id.encode()),
            key=lambda row: (-int(order[row]), kept_ids.raw(row)),
        )
        for fact, answer_id in zip(added, ids, strict=True)
    ]
    answers = Answers.of(
        np.insert(kept, at, added), kept_ids.with_inserted(at, ids), own[0], own[1]
    )
    # Places of passages: of those that stay, and of those that come.
    stay = np.repeat(stays, old.answers.facts["size"])
    firsts = np.concatenate([[0], np.cumsum(kept["size"], dtype=np.int64)])
    before_which = np.repeat(firsts[at], added["size"])
    coming = np.insert(np.zeros(int(stay.sum()), dtype=bool), before_which, True)
    order = _passages(new.facts["size"], tied)
    rows = np.insert(old.rows[stay], before_which, new.rows[order])
    filed, _ = answers.filed()
    numbers = np.empty(len(filed), dtype=np.int64)
    numbers[filed] = np.arange(len(filed))
    place_of = np.full(len(stay), -1, dtype=np.int64)
    place_of[stay] = np.flatnonzero(~coming)
    moved = place_of[old.places]
    moved[moved >= 0] = numbers[moved[moved >= 0]]
    of_new = np.empty(len(new.rows), dtype=np.int64)
    of_new[order] = np.flatnonzero(coming)
    postings = merged(old.engine.postings, moved, new.postings, numbers[of_new])
    spelt = []
    for counts, less, more in zip(
        (old.spelt, old.short_forms), before, (new.words, new.short_forms), strict=True
    ):
        counter = counts.counter()
        counter.subtract(less)
        counter.update(more)
        spelt.append(Counts.of(counter))
    return _index(answers, postings, rows, (spelt[0], spelt[1]), made, revision, change)


def _index(
    answers: Answers,
    postings: Postings,
    rows: Ints,
    spelt: tuple[Counts, Counts],
    made: IndexConfig,
    revision: str,
    change: int,
) -> Index:
    """An index of postings that are numbered as `Answers.filed` says."""
    places, runs = answers.filed()
    answer = np.repeat(np.arange(len(answers)), answers.facts["size"])
    days = answers.facts["day"][answer[places]]
    kinds = answers.facts["kind"][answer[places]]
    digest = hashlib.sha256(json.dumps(asdict(made)).encode())
    digest.update(answers.facts["digest"].tobytes())
    return Index(
        version=digest.hexdigest()[:16],
        revision=revision,
        change=change,
        engine=Engine(
            postings, made.k1, made.b, Columns.of(postings, made.k1, made.b, days, kinds)
        ),
        answers=answers,
        runs=runs,
        rows=rows,
        answer_of=answer.astype(np.uint32),
        places=places.astype(np.uint32),
        numbers=np.argsort(places).astype(np.uint32),
        spelt=spelt[0],
        short_forms=spelt[1],
    )


def _tied(new: Gathered) -> list[int]:
    """Which of the gathered answers come first, second and so on in the order that breaks ties."""
    answered = new.facts["answered"].tolist()
    return sorted(range(len(new.ids)), key=lambda at: (-answered[at], new.ids[at].encode()))


def _passages(sizes: npt.NDArray[np.uint32], order: Sequence[int]) -> Ints:
    """Where the passages of answers stand that are taken in another order."""
    firsts = np.cumsum(sizes, dtype=np.int64) - sizes
    taken = np.array(order, dtype=np.int64)
    counts = sizes[taken].astype(np.int64)
    starts = np.cumsum(counts) - counts
    found: Ints = np.repeat(firsts[taken] - starts, counts) + np.arange(int(counts.sum()))
    return found


def _coded(
    new: Gathered, tied: Sequence[int], names: Sequence[Sequence[str]]
) -> tuple[npt.NDArray[np.void], Strings, Sequence[str], Sequence[str]]:
    """The facts of gathered answers in order, with bodies and houses by their number in names."""
    facts = new.facts[list(tied)]
    bodies, houses = names or (sorted(set(new.bodies)), sorted(set(new.houses)))
    for field, own, known in (("body", new.bodies, bodies), ("house", new.houses, houses)):
        number = {name: at for at, name in enumerate(known)}
        facts[field] = [number[own[at]] for at in tied]
    return facts, Strings.of(new.ids[at] for at in tied), bodies, houses
