"""The terms of an index: numbered, looked up and spelt without a Python object for each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from qa.index.local.strings import Strings


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Terms in the order of (CRC-32 of the spelling, spelling): a term's number is its place.

    `hashes` has the CRC-32 of each.
    """

    hashes: npt.NDArray[np.uint32]
    spellings: Strings

    @classmethod
    def of(cls, terms: Iterable[str]) -> Vocabulary:
        """The vocabulary of some distinct terms, given in any order."""
        # By code point, which is the order of the UTF-8 too.
        spelt = sorted((crc32(term.encode()), term) for term in terms)
        hashes = np.array([number for number, _ in spelt], dtype=np.uint32)
        return cls(hashes, Strings.of(term for _, term in spelt))

    def with_terms(self, terms: Iterable[str]) -> Vocabulary:
        """This vocabulary with terms that it has not."""
        more = Vocabulary.of(terms)
        keys = zip(more.hashes.tolist(), map(more.spellings.raw, range(len(more))), strict=True)
        at = [self._place(wanted, spelling) for wanted, spelling in keys]
        return Vocabulary(
            np.insert(self.hashes, at, more.hashes),
            self.spellings.with_inserted(at, more.spellings),
        )

    def kept(self, stays: npt.NDArray[np.bool_]) -> Vocabulary:
        """This vocabulary with only the terms that stay."""
        return Vocabulary(self.hashes[stays], self.spellings.kept(stays))

    @cached_property
    def number(self) -> Callable[[str], int | None]:
        """The number of a term; None where it is not known."""
        # Bounded, since what strange questions hold would fill it.
        return lru_cache(maxsize=2**16)(self._number)

    def _number(self, term: str) -> int | None:
        spelling = term.encode("utf-8", "surrogatepass")
        wanted = crc32(spelling)
        at = self._place(wanted, spelling)
        known = at < len(self) and self.hashes[at] == wanted
        return at if known and self.spellings.raw(at) == spelling else None

    def _place(self, wanted: int, spelling: bytes) -> int:
        """Where a term stands, or would."""
        hashes = self.hashes.data
        at = bisect_left(hashes, wanted)
        while at < len(hashes) and hashes[at] == wanted and self.spellings.raw(at) < spelling:
            at += 1
        return at

    def __contains__(self, term: object) -> bool:
        """Whether any passage has a term."""
        return isinstance(term, str) and self.number(term) is not None

    def __iter__(self) -> Iterator[str]:
        """The terms, by number."""
        return iter(self.spellings.every())

    def __len__(self) -> int:
        """How many terms there are."""
        return len(self.hashes)
