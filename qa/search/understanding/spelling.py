"""Spelling correction: a word that no answer has, replaced by the nearest word that one has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extractOne

MIN_LETTERS = 5
"""Letters from which a word is corrected; a shorter one is near too many others."""
MIN_LETTERS_TWO_EDITS = 8
"""Letters from which a correction may be two edits away."""


class Spelling:
    """Corrects a question's words towards `words`, the words of the answers, most frequent first.

    `is_indexed` says whether any passage has a term: such a word is not corrected.
    """

    def __init__(self, is_indexed: Callable[[str], bool], words: Iterable[str]) -> None:
        self._is_indexed = is_indexed
        self._words: defaultdict[str, list[str]] = defaultdict(list)  # by first letter
        for word in words:
            self._words[word[0]].append(word)

    def corrected(self, term: str, word: str) -> str | None:
        """The word meant by `word`, whose term is `term`; None where it is not corrected.

        An edit is a letter added, dropped or changed, or two swapped (Damerau and Levenshtein's
        distance). One edit is corrected in five letters or more, two in eight or more; the first
        letter is never changed. Of equally near words the most frequent is returned. A word with
        a capital is taken for a name.
        """
        if self._is_indexed(term) or len(word) < MIN_LETTERS:
            return None
        if not (word.isascii() and word.isalpha() and word.islower()):
            return None
        found = extractOne(
            word,
            self._words.get(word[0], ()),
            scorer=DamerauLevenshtein.distance,
            score_cutoff=2 if len(word) >= MIN_LETTERS_TWO_EDITS else 1,
        )
        return found[0] if found else None
