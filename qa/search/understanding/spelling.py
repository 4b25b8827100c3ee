"""Spelling: the word that the answers have nearest to one that they lack."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from operator import itemgetter

from rapidfuzz.distance import DamerauLevenshtein, Indel
from rapidfuzz.process import extract

from qa.text.english import english_words

MIN_LETTERS = 5
"""Letters from which a word has a near one; a shorter one is near too many others."""
MIN_LETTERS_TWO_EDITS = 8
"""Letters from which a near word may be two edits away."""
MIN_LETTERS_DROPPED = 10
"""Letters from which a slip of two edits may leave a consonant out."""
COMMON_WORDS = 2000
"""The most frequent words of the answers: a rare one near to them is a slip of an answer's too."""
MAX_NEAR = 40
"""The nearest words that are compared."""

_VOWELS = frozenset("aeiouy")
_ALIKE = frozenset(("cs", "sc", "sz", "zs", "ck", "kc"))
"""Consonants that sound alike: one for the other is a slip."""
_VOWELS_WITHIN = re.compile("[aeiouy]+")
_PLURAL = re.compile("[^s]s$")
_DOUBLED = re.compile(r"(.)\1")


@dataclass(frozen=True, slots=True)
class NearWord:
    """A word of the answers near a typed one; `is_meant` where the typed one can be no other."""

    word: str
    is_meant: bool


class Spelling:
    """Finds for a question's words the nearest of `words`, the words of the answers, names with a
    capital, most frequent first.

    `is_indexed` says whether any passage has a term: such a word is right, unless the term
    `is_rare`: answers have slips too. `english` are words that are right though no answer has them;
    without them SymSpell's list.
    """

    def __init__(
        self,
        is_indexed: Callable[[str], bool],
        words: Iterable[str],
        english: Collection[str] | None = None,
        is_rare: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self.is_indexed = is_indexed
        self._is_rare = is_rare
        self._english_words = english
        self._words: defaultdict[str, list[str]] = defaultdict(list)  # by first letter
        self._every = set()
        self._names = set()
        self._common = set()
        for place, word in enumerate(words):
            small = word.lower()
            if place < COMMON_WORDS:
                self._common.add(small)
            self._words[small[0]].append(small)
            self._every.add(small)
            if word != small:
                self._names.add(small)

    def is_name(self, word: str) -> bool:
        """Whether answers write a word, however it is typed, with a capital."""
        return word.lower() in self._names

    def has(self, word: str) -> bool:
        """Whether answers have a word, in small letters, in this spelling."""
        return word in self._every

    @property
    def _english(self) -> Collection[str]:
        return english_words() if self._english_words is None else self._english_words

    def is_right(self, term: str, word: str) -> bool:
        """Whether a word, whose term is `term`, is spelt right: passages have it, and where it is
        neither English nor has a capital, more than a few do, in this spelling ("electic" has the
        term of "elect")."""
        if not self.is_indexed(term):
            return False
        if not word.islower() or word in self._english:
            return True
        return not self._is_rare(term) and self.has(word)

    def near(self, term: str, word: str) -> NearWord | None:
        """The nearest word to `word`, whose term is `term`; None where it is right or none is near.

        An edit is a letter added, dropped or changed, or two swapped (Damerau and Levenshtein's
        distance). One edit is near in five letters or more, two in eight or more; the first letter
        is the same. Of equally near words those that differ in a doubled letter come first ("baned"
        is "banned", not "band"), then those with the edits of a slip, then the most frequent. Where
        none is near a word in -s, it is read without. A word is meant where the typed one is not
        English, has no capital, and has the edits of a slip. Near to a word that passages have is
        only a common one that is meant, with one edit.
        """
        small = word.lower()
        if len(word) < MIN_LETTERS or self.is_right(term, word):
            return None
        if not (word.isascii() and word.isalpha()):
            return None
        found = extract(
            small,
            self._words.get(small[0], ()),
            scorer=DamerauLevenshtein.distance,
            score_cutoff=2 if len(word) >= MIN_LETTERS_TWO_EDITS else 1,
            limit=MAX_NEAR,
        )
        english = self._english
        is_word = small in english
        is_indexed = self.is_indexed(term)
        if is_word and word != small:
            return None  # a name that is a word
        others = [
            (edits, _once(one) != _once(small), not _is_slip(small, one, edits), place, one)
            for one, edits, place in found
            if one != small
            and (one in english or not is_word)
            and (not is_indexed or (edits == 1 and one in self._common))
        ]
        if not others:
            # "libarys" is two edits from "library", and from "libraries" more.
            plural = not is_indexed and _PLURAL.search(small)
            return self.near(term, word[:-1]) if plural else None
        *_, unusual, _, nearest = min(others)
        if is_indexed and unusual:
            return None
        return NearWord(nearest, not unusual and word == small and not is_word)

    def alike(self, word: str) -> list[str]:
        """The words of the answers that are one edit from a word in small letters, most frequent
        first, where it has MIN_LETTERS."""
        if len(word) < MIN_LETTERS or not (word.isascii() and word.isalpha()):
            return []
        found = extract(
            word,
            self._words.get(word[0], ()),
            scorer=DamerauLevenshtein.distance,
            score_cutoff=1,
            limit=MAX_NEAR,
        )
        return [one for one, edits, _ in sorted(found, key=itemgetter(2)) if edits]


def _is_slip(typed: str, meant: str, edits: int) -> bool:
    """Whether the edits between two words are those of a slip of hand or ear.

    One: a letter too many or too few, two swapped, a vowel for another, a consonant for one that
    sounds like it. Two: only vowels and doubled letters differ, and in a long word one consonant
    that is left out.
    """
    if edits > 1:
        ours, theirs = _consonants(typed), _consonants(meant)
        dropped = len(typed) >= MIN_LETTERS_DROPPED and len(theirs) == len(ours) + 1
        return ours == theirs or (dropped and Indel.distance(ours, theirs) == 1)
    if len(typed) != len(meant):
        return True
    (a, b), *swapped = [pair for pair in zip(typed, meant, strict=True) if pair[0] != pair[1]]
    return bool(swapped) or _VOWELS.issuperset((a, b)) or a + b in _ALIKE


def _consonants(word: str) -> str:
    """The consonants of a word, doubled letters once, after its first letter."""
    return word[0] + _VOWELS_WITHIN.sub("", _once(word[1:]))


def _once(word: str) -> str:
    """A word with its doubled letters once."""
    return _DOUBLED.sub(r"\1", word)
