"""Strings in one array: a million need no million Python objects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import overload

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class Strings(Sequence[str]):
    """Some strings: string i is the UTF-8 of `letters[ends[i] : ends[i + 1]]`."""

    letters: npt.NDArray[np.uint8]
    ends: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, strings: Iterable[str]) -> Strings:
        """These strings, in their order."""
        encoded = [one.encode() for one in strings]
        return cls(
            np.frombuffer(b"".join(encoded), dtype=np.uint8),
            np.fromiter(accumulate(map(len, encoded), initial=0), np.uint32),
        )

    def keep(self, mask: npt.NDArray[np.bool_]) -> Strings:
        """The strings of the mask, in their order."""
        lengths = np.diff(self.ends)
        return self._of(self.letters[np.repeat(mask, lengths)], lengths[mask])

    def with_inserted(self, at: Sequence[int], strings: Iterable[str]) -> Strings:
        """These and some more, each inserted before the string with the index in `at`."""
        more = Strings.of(strings)
        lengths = np.diff(more.ends)
        indices, ends = np.asarray(at, dtype=np.int64), self.ends.astype(np.int64)
        return self._of(
            np.insert(self.letters, np.repeat(ends[indices], lengths), more.letters),
            np.insert(np.diff(self.ends), indices, lengths),
        )

    @classmethod
    def _of(cls, letters: npt.NDArray[np.uint8], lengths: npt.NDArray[np.uint32]) -> Strings:
        ends = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        return cls(letters, ends.astype(np.uint32))

    def raw(self, at: int) -> bytes:
        """The UTF-8 of one string."""
        ends = self.ends.data
        return bytes(self.letters.data[ends[at] : ends[at + 1]])

    def to_list(self) -> list[str]:
        """All strings, decoded at once."""
        whole, ends = self.letters.tobytes(), self.ends.tolist()
        return [whole[a:b].decode() for a, b in pairwise(ends)]

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Strings: ...
    def __getitem__(self, at: int | slice) -> str | Strings:
        """One string, or the first few of them (`[:5]`)."""
        if isinstance(at, slice):
            return Strings(self.letters, self.ends[: len(range(*at.indices(len(self)))) + 1])
        return self.raw(range(len(self))[at]).decode()

    def __len__(self) -> int:
        """The number of strings."""
        return len(self.ends) - 1
