"""The answers of an index: what is known of each without the store, and the order of all."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from qa.index.local.postings import Ints
from qa.index.local.strings import Strings

FACTS = np.dtype(
    [
        ("number", "i4"),  # the row in the store
        ("answered", "i4"),  # proleptic ordinal; 0 where there is no answer yet
        ("day", "i4"),  # the date answered, else tabled
        ("status", "u1"),  # place in STATUSES
        ("kind", "u1"),  # place in KINDS
        ("house", "u1"),  # place in `houses`
        ("body", "u2"),  # place in `bodies`
        ("size", "u4"),  # passages
        ("group", "u8"),  # answers of one group have the same text
        ("uin", "u8"),
        ("digest", "V16"),  # of all that a reply depends on
    ]
)
"""What is kept of each answer."""

RUNS = np.dtype([("end", "u4"), ("status", "u1"), ("year", "u2"), ("body", "u2"), ("house", "u1")])
"""A run of passages of one status, year, body and house, and where it ends."""

_EPOCH = 719_163  # 1 January 1970 as a proleptic ordinal


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers in the order that breaks ties: newest answered first, then by `answer_id`.

    The passages of answer i have the places from `firsts[i]` up to `firsts[i + 1]`. `bodies` and
    `houses` are the names that occur, in order; `by_group` and `by_uin` sort the answers by those.
    """

    facts: npt.NDArray[np.void]
    ids: Strings
    bodies: tuple[str, ...]
    houses: tuple[str, ...]
    firsts: npt.NDArray[np.uint32]
    by_group: npt.NDArray[np.uint32]
    by_uin: npt.NDArray[np.uint32]

    @classmethod
    def of(
        cls,
        facts: npt.NDArray[np.void],
        ids: Strings,
        bodies: Sequence[str],
        houses: Sequence[str],
    ) -> Answers:
        """Answers by their facts, in order; names that no answer bears are left out."""
        facts = facts.copy()
        kept: dict[str, tuple[str, ...]] = {}
        for field, names in (("body", bodies), ("house", houses)):
            used, codes = np.unique(facts[field], return_inverse=True)
            facts[field] = codes
            kept[field] = tuple(names[number] for number in used.tolist())
        firsts = np.concatenate([[0], np.cumsum(facts["size"], dtype=np.int64)])
        by = {name: np.argsort(facts[name], kind="stable") for name in ("group", "uin")}
        return cls(
            facts,
            ids,
            kept["body"],
            kept["house"],
            firsts.astype(np.uint32),
            by["group"].astype(np.uint32),
            by["uin"].astype(np.uint32),
        )

    def __len__(self) -> int:
        """How many there are."""
        return len(self.facts)

    def filed(self) -> tuple[Ints, npt.NDArray[np.void]]:
        """The place of each passage in the order in which postings number them, and its runs.

        By status, year (the newest first), body and house, so that what a filter lets through lies
        together; within a run in the order of places.
        """
        facts = self.facts
        days = np.maximum(facts["day"], 1).astype(np.int64) - _EPOCH
        years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        keys = facts["status"].astype(np.int64) << 40 | (9999 - years) << 24
        keys |= facts["body"].astype(np.int64) << 8 | facts["house"]
        order = np.argsort(keys, kind="stable")
        sizes = facts["size"][order].astype(np.int64)
        ends = np.cumsum(sizes)
        firsts = self.firsts[:-1][order].astype(np.int64)
        places = np.repeat(firsts - (ends - sizes), sizes) + np.arange(int(sizes.sum()))
        last = np.flatnonzero(np.diff(keys[order], append=-1))
        runs = np.empty(len(last), dtype=RUNS)
        runs["end"], runs["year"] = ends[last], years[order[last]]
        for name in ("status", "body", "house"):
            runs[name] = facts[name][order[last]]
        return places, runs

    def bearing(self, uin: str) -> list[int]:
        """The answers that bear a UIN, in any session."""
        wanted = key(uin.upper())
        found = _equal(self.facts["uin"], self.by_uin, wanted)
        return [at for at in found if uin_of(self.ids[at]) == uin.upper()]

    def alike(self, answer: int) -> list[int]:
        """The answers of the same group as one, itself included, in order."""
        if not self._grouped[answer]:
            return [answer]
        return _equal(self.facts["group"], self.by_group, int(self.facts["group"][answer]))

    @cached_property
    def _grouped(self) -> npt.NDArray[np.bool_]:
        """Which answers are not alone in their group: most are, and need not be looked for."""
        order, groups = self.by_group, self.facts["group"][self.by_group]
        equal = groups[1:] == groups[:-1]
        grouped = np.zeros(len(self), dtype=bool)
        grouped[order[1:][equal]] = grouped[order[:-1][equal]] = True
        return grouped


def key(text: str) -> int:
    """A number for a text, another for each but by an accident of one in 2 to the 64."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def uin_of(answer_id: str) -> str:
    """The UIN in an `answer_id`, or what stands in its place."""
    return answer_id.rpartition("/")[2].upper()


def _equal(column: npt.NDArray[np.uint64], order: npt.NDArray[np.uint32], wanted: int) -> list[int]:
    """Where a column has a value, by the order that sorts it."""
    rows = order.data
    at = bisect_left(rows, wanted, key=column.item)
    found = []
    while at < len(rows) and column.item(rows[at]) == wanted:
        found.append(rows[at])
        at += 1
    return found
