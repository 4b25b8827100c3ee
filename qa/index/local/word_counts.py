"""Counts: how many answers spell a word, or explain a short form, alike."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.index.local.strings import Strings
from qa.text.acronyms import acronyms

LEAST_SPELT = 2
"""Answers that must spell a word or explain a short form alike before it is believed."""

_WORD = re.compile(r"[a-z]{4,40}")


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """What was counted, the most frequent first, each at least once."""

    names: Strings
    numbers: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, counted: Counter[str]) -> Counts:
        """These counts; what has come down to nothing is left out."""
        kept = [(name, number) for name, number in counted.items() if number > 0]
        kept.sort(key=lambda item: (-item[1], item[0]))
        return cls(
            Strings.of(name for name, _ in kept),
            np.array([number for _, number in kept], dtype=np.uint32),
        )

    def counter(self) -> Counter[str]:
        """The counts, to count on."""
        return Counter(dict(zip(self.names.every(), self.numbers.tolist(), strict=True)))

    def believed(self) -> Strings:
        """What enough answers have alike, the most frequent first."""
        return self.names[: int(np.count_nonzero(self.numbers >= LEAST_SPELT))]


def words(text: str) -> set[str]:
    """The words of a text that a question's words are corrected towards."""
    return set(_WORD.findall(text.casefold()))


def short_forms(text: str) -> set[str]:
    """The short forms that a text explains, one a line with a tab and its long form."""
    return {f"{short}\t{' '.join(long.split())}" for short, long in acronyms(text)}


def learnt(counts: Counts) -> list[str]:
    """The short forms to keep: those that two answers give alike, each with the long form that is
    given most, and with others that are given half as often."""
    forms: dict[str, Counter[str]] = {}
    for line, count in sorted(counts.counter().items()):
        short, long = line.split("\t")
        forms.setdefault(short, Counter())[long] += count
    kept = []
    for short, longs in sorted(forms.items()):
        most = max(longs.values())
        kept += [
            f"{short}\t{long}"
            for long, count in sorted(longs.items())
            if count >= max(LEAST_SPELT, most / 2)
        ]
    return kept
