"""Candidates: the stored texts that a sentence may come from, by the runs of words they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from qa.model.quote_checks import StatedText
from qa.store.interface import AnswerReader
from qa.text.compared_words import ComparedText

MAX_WITH_ALL = 60
"""The texts with all the words of a sentence that are compared; a stock sentence is in hundreds."""
MAX_WITH_SHINGLE = 200
"""The texts with one shingle that are counted; what more have says little."""
MAX_CANDIDATES = 16
SHINGLE_WORDS, SHORT_SHINGLE_WORDS, SHORT_WORDS = 4, 3, 9
"""The words of a shingle, and those in a sentence of fewer than `SHORT_WORDS`: one changed word
leaves a shingle of either whole."""
MAX_SHINGLES = 40
MIN_SPLICED_WORDS = 5
"""The words, at least, of each part of a sentence that is spliced out of two answers."""

STOCK_TEXTS = 10
"""The texts from which a run of words is a stock phrase, whose presence says little."""

Source = tuple[StatedText, ComparedText]


@dataclass(frozen=True, slots=True)
class Half:
    """The longest beginning, or end, of a sentence that texts have: in words, and their digests."""

    words: int
    digests: tuple[str, ...]


class Candidates:
    """The texts that the sentences of one text may come from, each read and compared once."""

    def __init__(self, answers: AnswerReader) -> None:
        self._answers = answers
        self._known: dict[str, Source] = {}

    def with_all(self, claim: ComparedText) -> list[str]:
        """The digests of texts that have all words of a sentence in a row."""
        return list(self._answers.holding([" ".join(claim.forms)], MAX_WITH_ALL)[0])

    def sharing(self, claim: ComparedText) -> list[str]:
        """The digests of texts that share shingles with a sentence: those of rare ones first."""
        words = SHINGLE_WORDS if len(claim) >= SHORT_WORDS else SHORT_SHINGLE_WORDS
        shingles = _shingles(claim.forms, words)
        votes: defaultdict[str, float] = defaultdict(float)
        for found in self._answers.holding(shingles, MAX_WITH_SHINGLE):
            for digest in found:
                votes[digest] += 1 / len(found)
        ranked = sorted(votes, key=lambda digest: (-votes[digest], digest))
        return ranked[:MAX_CANDIDATES]

    def halves(self, claim: ComparedText) -> tuple[Half, Half]:
        """The longest beginning and the longest end of a sentence that some text has."""
        return self._longest(claim.forms, from_end=False), self._longest(claim.forms, from_end=True)

    def is_stock(self, forms: Sequence[str]) -> bool:
        """Whether many texts have some words in a row."""
        return len(self._answers.holding([" ".join(forms)], STOCK_TEXTS)[0]) == STOCK_TEXTS

    def _longest(self, forms: list[str], from_end: bool) -> Half:
        low, high, found = MIN_SPLICED_WORDS - 1, len(forms), list[str]()
        while low < high:
            middle = (low + high + 1) // 2
            part = forms[-middle:] if from_end else forms[:middle]
            having = list(self._answers.holding([" ".join(part)], MAX_WITH_ALL)[0])
            if having:
                low, found = middle, having
            else:
                high = middle - 1
        return Half(low if found else 0, tuple(found))

    def read(self, digests: Iterable[str]) -> list[Source]:
        """The texts with these digests, in order.

        What a corrected answer said before, where only its source states it, follows that answer.
        """
        digests = list(dict.fromkeys(digests))
        missing = [digest for digest in digests if digest not in self._known]
        for digest, stated in self._answers.stated_texts(missing).items():
            self._known[digest] = stated, ComparedText(stated.text)
        found = [self._known[digest] for digest in digests if digest in self._known]
        return found + [self._known[one] for one in self._originals(found) if one not in digests]

    def _originals(self, found: Sequence[Source]) -> list[str]:
        originals = []
        for stated, _ in found:
            for answer in stated.answers:
                if answer.status == "corrected" and answer.text == stated.text:
                    text = self._answers.context(answer).original_text
                    if text and text != stated.text:
                        digest = sha256(text.encode()).hexdigest()
                        if digest not in self._known:
                            original = StatedText(digest, text, (answer,))
                            self._known[digest] = original, ComparedText(text)
                        originals.append(digest)
        return originals


def _shingles(forms: list[str], words: int) -> list[str]:
    """Runs of so many words, spread over the sentence where it has too many."""
    count = max(1, len(forms) - words + 1)
    step = -(-count // MAX_SHINGLES)
    return [" ".join(forms[at : at + words]) for at in range(0, count, step)]
