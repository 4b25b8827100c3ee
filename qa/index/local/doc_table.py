"""The facts of each answer that the index keeps, and the orders of its passages."""

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

FACTS_DTYPE = np.dtype(
    [
        ("number", "i4"),  # the row in the store
        ("answered", "i4"),  # the date answered as a proleptic ordinal; 0 where there is none
        ("day", "i4"),  # the date answered, else the date tabled
        ("status", "u1"),  # index in STATUSES
        ("kind", "u1"),  # index in KINDS
        ("house", "u1"),  # index in `houses`
        ("body", "u2"),  # index in `bodies`
        ("size", "u4"),  # the number of passages
        ("group", "u8"),  # answers of one group have the same text
        ("uin", "u8"),  # hash of the UIN
        ("digest", "V16"),  # of all that a reply depends on
    ]
)
"""The facts of one answer."""

FILTER_BLOCKS_DTYPE = np.dtype(
    [("end", "u4"), ("status", "u1"), ("year", "u2"), ("body", "u2"), ("house", "u1")]
)
"""A range of engine numbers with one status, year, body and house: the number after its last."""

_EPOCH = 719_163  # 1 January 1970 as a proleptic ordinal


@dataclass(frozen=True, eq=False)
class DocTable:
    """The answers in the order of ties: newest answered first, then by `answer_id`.

    The passages of answer i have the docids `firsts[i]` to `firsts[i + 1]`. `bodies` and `houses`
    are the names that occur, sorted; `by_group` and `by_uin` sort the answers by those.
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
    ) -> DocTable:
        """The table of these facts, in order; names that no answer has are dropped."""
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
        """The number of answers."""
        return len(self.facts)

    def index_sort(self) -> tuple[Ints, npt.NDArray[np.void]]:
        """The docid of each passage in the order of the engine numbers, and the filter blocks.

        The order is by status, year (newest first), body and house, so that what a filter matches
        lies together; within a block it is that of the docids.
        """
        facts = self.facts
        days = np.maximum(facts["day"], 1).astype(np.int64) - _EPOCH
        years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        keys = facts["status"].astype(np.int64) << 40 | (9999 - years) << 24
        keys |= facts["body"].astype(np.int64) << 8 | facts["house"]
        order = np.argsort(keys, kind="stable")
        docids = ranges(self.firsts[:-1][order], facts["size"][order])
        ends = np.cumsum(facts["size"][order], dtype=np.int64)
        last = np.flatnonzero(np.diff(keys[order], append=-1))
        blocks = np.empty(len(last), dtype=FILTER_BLOCKS_DTYPE)
        blocks["end"], blocks["year"] = ends[last], years[order[last]]
        for name in ("status", "body", "house"):
            blocks[name] = facts[name][order[last]]
        return docids, blocks

    def with_uin(self, uin: str) -> list[int]:
        """The answers that have a UIN, of every session."""
        found = _equal(self.facts["uin"], self.by_uin, hash64(uin.upper()))
        return [at for at in found if uin_of(self.ids[at]) == uin.upper()]

    def same_group(self, answer: int) -> list[int]:
        """The answers in the group of one, itself included, in order."""
        if not self._grouped[answer]:
            return [answer]
        return _equal(self.facts["group"], self.by_group, int(self.facts["group"][answer]))

    @cached_property
    def _grouped(self) -> npt.NDArray[np.bool_]:
        """Which answers share their group: most do not, and need no search."""
        order, groups = self.by_group, self.facts["group"][self.by_group]
        equal = groups[1:] == groups[:-1]
        grouped = np.zeros(len(self), dtype=bool)
        grouped[order[1:][equal]] = grouped[order[:-1][equal]] = True
        return grouped


def hash64(text: str) -> int:
    """The first 64 bits of a text's BLAKE2b: the same for two texts once in 2 to the 64."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def uin_of(answer_id: str) -> str:
    """The UIN in an `answer_id`, or what is in its place."""
    return answer_id.rpartition("/")[2].upper()


def ranges(firsts: npt.NDArray[np.integer], sizes: npt.NDArray[np.integer]) -> Ints:
    """The whole numbers of some ranges, one range after the other."""
    counts = sizes.astype(np.int64)
    starts = np.cumsum(counts) - counts
    return np.repeat(firsts.astype(np.int64) - starts, counts) + np.arange(int(counts.sum()))


def _equal(column: npt.NDArray[np.uint64], order: npt.NDArray[np.uint32], value: int) -> list[int]:
    """The rows in which a column has a value, by the order that sorts it."""
    rows = order.data
    at = bisect_left(rows, value, key=column.item)
    found = []
    while at < len(rows) and column.item(rows[at]) == value:
        found.append(rows[at])
        at += 1
    return found
