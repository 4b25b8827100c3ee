"""The terms of an index: numbered, looked up and spelt without a Python object for each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from zlib import crc32

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Terms in the order of (CRC-32 of the spelling, spelling): a term's number is its place.

    `hashes` has the CRC-32 of each; `spellings` all spellings in UTF-8 end to end, of which term i
    is `spellings[ends[i] : ends[i + 1]]`.
    """

    hashes: npt.NDArray[np.uint32]
    spellings: npt.NDArray[np.uint8]
    ends: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, terms: Iterable[str]) -> Vocabulary:
        """The vocabulary of some distinct terms, given in any order."""
        spelt = sorted((crc32(spelling), spelling) for spelling in map(str.encode, terms))
        spellings = [spelling for _, spelling in spelt]
        return cls(
            np.array([number for number, _ in spelt], dtype=np.uint32),
            np.frombuffer(b"".join(spellings), dtype=np.uint8),
            np.fromiter(accumulate(map(len, spellings), initial=0), np.uint32),
        )

    def number(self, term: str) -> int | None:
        """The number of a term; None where it is not known."""
        spelling = term.encode("utf-8", "surrogatepass")
        wanted = crc32(spelling)
        hashes = self.hashes.data
        at = bisect_left(hashes, wanted)
        while at < len(hashes) and hashes[at] == wanted:
            if self._spelling(at) == spelling:
                return at
            at += 1
        return None

    def spelling(self, number: int) -> str:
        """The term of a number."""
        return self._spelling(number).decode()

    def _spelling(self, number: int) -> bytes:
        return bytes(self.spellings.data[self.ends.data[number] : self.ends.data[number + 1]])

    def __contains__(self, term: object) -> bool:
        return isinstance(term, str) and self.number(term) is not None

    def __iter__(self) -> Iterator[str]:
        return map(self.spelling, range(len(self)))

    def __len__(self) -> int:
        return len(self.hashes)
