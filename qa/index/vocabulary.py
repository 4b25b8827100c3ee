"""The terms of an index: numbered, looked up and spelt without a Python object for each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from qa.index.strings import Strings


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Terms in the order of (CRC-32 of the spelling, spelling): a term's number is its place.

    `hashes` has the CRC-32 of each.
    """

    hashes: npt.NDArray[np.uint32]
    spellings: Strings

    @classmethod
    def of(cls, terms: Iterable[str]) -> Vocabulary:
        """The vocabulary of some distinct terms, given in any order."""
        spelt = sorted((crc32(term.encode()), term) for term in terms)
        hashes = np.array([number for number, _ in spelt], dtype=np.uint32)
        return cls(hashes, Strings.of(term for _, term in spelt))

    def number(self, term: str) -> int | None:
        """The number of a term; None where it is not known."""
        spelling = term.encode("utf-8", "surrogatepass")
        wanted = crc32(spelling)
        hashes = self.hashes.data
        at = bisect_left(hashes, wanted)
        while at < len(hashes) and hashes[at] == wanted:
            if self.spellings.raw(at) == spelling:
                return at
            at += 1
        return None

    def __contains__(self, term: object) -> bool:
        """Whether any passage has a term."""
        return isinstance(term, str) and self.number(term) is not None

    def __iter__(self) -> Iterator[str]:
        """The terms, by number."""
        return iter(self.spellings.every())

    def __len__(self) -> int:
        """How many terms there are."""
        return len(self.hashes)
