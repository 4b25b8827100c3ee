"""The number of answers that spell a word, or explain an acronym, in the same way."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.index.local.strings import Strings
from qa.text.acronyms import acronyms

MIN_ANSWERS = 2
"""Answers that must have a word or an acronym in the same way before it is used."""
MIN_SHARE_OF_LONG_FORM = 1 / 2
"""The share of the most frequent long form of an acronym that another one needs."""

MIN_ANSWERS_OF_NAME = 10
MAX_SMALL_SHARE = 1 / 20
"""A name is a word of so many answers that so few of them write in small letters."""

_WORD = re.compile(r"[a-z]{4,40}")
_SMALL_WORD = re.compile(r"(?<![A-Za-z])[a-z]{4,40}")
_OF_AN_ADDRESS = re.compile(r"@|://|\w\.[a-z]")


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Names with the number of answers that have each, at least 1, most frequent first."""

    names: Strings
    numbers: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, counted: Counter[str]) -> Counts:
        """The counts above 0; of equals in alphabetical order."""
        kept = [(name, number) for name, number in counted.items() if number > 0]
        kept.sort(key=lambda item: (-item[1], item[0]))
        return cls(
            Strings.of(name for name, _ in kept),
            np.array([number for _, number in kept], dtype=np.uint32),
        )

    def counter(self) -> Counter[str]:
        """The counts as a counter of its own."""
        return Counter(dict(zip(self.names.to_list(), self.numbers.tolist(), strict=True)))

    def above_min_count(self) -> dict[str, int]:
        """The names that MIN_ANSWERS have, most frequent first, with their numbers."""
        count = int(np.count_nonzero(self.numbers >= MIN_ANSWERS))
        return dict(zip(self.names[:count].to_list(), self.numbers[:count].tolist(), strict=True))


def words(text: str) -> set[str]:
    """The words of a text in small letters, and those that it never writes so with a capital.

    An address writes a name in small letters too: kent.gov.uk.
    """
    every = set(_WORD.findall(text.casefold()))
    prose = " ".join(one for one in text.split() if not _OF_AN_ADDRESS.search(one))
    return every | {one.capitalize() for one in every.difference(_SMALL_WORD.findall(prose))}


def spelt_words(counts: Counts) -> list[str]:
    """The words that MIN_ANSWERS have, as answers spell them: a name with a capital, any other in
    small letters. Most frequent first."""
    known = counts.above_min_count()

    def spelt(word: str, number: int) -> str:
        capitals = known.get(word.capitalize(), 0)
        is_name = capitals >= MIN_ANSWERS_OF_NAME and capitals >= (1 - MAX_SMALL_SHARE) * number
        return word.capitalize() if is_name else word

    return [spelt(word, number) for word, number in known.items() if word.islower()]


def acronym_lines(text: str) -> set[str]:
    """The acronyms that a text explains, each as a line with a tab and its long form."""
    return {f"{short}\t{' '.join(long.split())}" for short, long in acronyms(text)}


def mined_acronyms(counts: Counts) -> list[str]:
    """The lines of the acronyms that MIN_ANSWERS explain in the same way: each with its most
    frequent long form, and with others that are at least half as frequent."""
    forms: dict[str, Counter[str]] = {}
    for line, count in sorted(counts.counter().items()):
        short, long = line.split("\t")
        forms.setdefault(short, Counter())[long] += count
    return [
        f"{short}\t{long}"
        for short, longs in sorted(forms.items())
        for long, count in sorted(longs.items())
        if count >= max(MIN_ANSWERS, MIN_SHARE_OF_LONG_FORM * max(longs.values()))
    ]
