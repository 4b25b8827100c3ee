"""Spelling: a word that no answer has, corrected towards the words they have."""

from __future__ import annotations

from collections.abc import Container, Sequence

import numpy as np
import numpy.typing as npt

from qa.text.language import edit_distance

LEAST = 5
"""Letters from which a word is corrected; a shorter one is near to too many others."""
TWO_SLIPS = 8
"""Letters from which two slips are forgiven."""


class Spelling:
    """The words that answers have, most frequent first, to correct a question's words towards.

    `vocabulary` are the terms of the index: a word whose term is one of them is left alone.
    """

    def __init__(self, vocabulary: Container[str], words: Sequence[str]) -> None:
        self.vocabulary = vocabulary
        self._words = words
        self._letters: npt.NDArray[np.int8] | None = None

    def corrected(self, term: str, word: str) -> str | None:
        """The word meant, for a word with its term; None where it is left alone.

        One slip (a letter too many, too few, another, or two swapped; Damerau and Levenshtein's
        distance) is forgiven in five letters or more, two in eight or more; the first letter
        stands. Of equally near ones the most frequent is taken. A word with a capital is a name.
        """
        if term in self.vocabulary or len(word) < LEAST:
            return None
        if not (word.isascii() and word.isalpha() and word.islower()):
            return None
        most = 2 if len(word) >= TWO_SLIPS else 1
        near = [self._words[at] for at in self._near(word, most)]
        slips = [edit_distance(word, other, transpositions=True) for other in near]
        least = min(slips, default=most + 1)
        return near[slips.index(least)] if least <= most else None

    def _near(self, word: str, most: int) -> list[int]:
        """Which words can be that near, by their letters alone: a slip adds or takes one each."""
        if self._letters is None:
            self._letters = np.stack([_letters(other) for other in self._words or [""]])
        apart = self._letters - _letters(word)
        more, fewer = np.clip(apart, 0, None).sum(1), np.clip(-apart, 0, None).sum(1)
        maybe = np.flatnonzero((more <= most) & (fewer <= most))[: len(self._words)]
        return [at for at in maybe.tolist() if self._words[at][:1] == word[0]]


def _letters(word: str) -> npt.NDArray[np.int8]:
    """How often each letter from a to z stands in a word."""
    codes = np.frombuffer(word.encode("ascii"), dtype=np.uint8)
    return np.bincount(codes - ord("a"), minlength=26).astype(np.int8)
