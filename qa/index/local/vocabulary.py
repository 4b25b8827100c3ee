"""The terms of an index, each with a number, without a Python object for each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from qa.index.local.strings import Strings

CACHED_TERM_IDS = 2**16


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Distinct terms in the order of (CRC-32 of the spelling, spelling): a term's id is its rank.

    `hashes` has the CRC-32 of each.
    """

    hashes: npt.NDArray[np.uint32]
    spellings: Strings

    @classmethod
    def of(cls, terms: Iterable[str]) -> Vocabulary:
        """The vocabulary of some distinct terms, given in any order."""
        # Python sorts by code point, which is the order of the UTF-8 too.
        hashed = sorted((crc32(term.encode()), term) for term in terms)
        hashes = np.array([number for number, _ in hashed], dtype=np.uint32)
        return cls(hashes, Strings.of(term for _, term in hashed))

    def with_terms(self, terms: Iterable[str]) -> Vocabulary:
        """This vocabulary and some terms that it lacks."""
        more = Vocabulary.of(terms)
        keys = zip(more.hashes.tolist(), map(more.spellings.raw, range(len(more))), strict=True)
        at = [self._rank(crc, spelling) for crc, spelling in keys]
        return Vocabulary(
            np.insert(self.hashes, at, more.hashes),
            self.spellings.with_inserted(at, more.spellings),
        )

    def keep(self, mask: npt.NDArray[np.bool_]) -> Vocabulary:
        """This vocabulary with only the terms of the mask."""
        return Vocabulary(self.hashes[mask], self.spellings.keep(mask))

    @cached_property
    def term_id(self) -> Callable[[str], int | None]:
        """A function from a term to its id; None where no passage has it."""
        # Bounded: the words of questions would fill it without end.
        return lru_cache(CACHED_TERM_IDS)(self._term_id)

    def _term_id(self, term: str) -> int | None:
        spelling = term.encode("utf-8", "surrogatepass")
        crc = crc32(spelling)
        at = self._rank(crc, spelling)
        known = at < len(self) and self.hashes[at] == crc
        return at if known and self.spellings.raw(at) == spelling else None

    def _rank(self, crc: int, spelling: bytes) -> int:
        """The number of terms before a spelling."""
        hashes = self.hashes.data
        at = bisect_left(hashes, crc)
        while at < len(hashes) and hashes[at] == crc and self.spellings.raw(at) < spelling:
            at += 1
        return at

    def __iter__(self) -> Iterator[str]:
        """The terms, by id."""
        return iter(self.spellings.to_list())

    def __len__(self) -> int:
        """The number of terms."""
        return len(self.hashes)
