"""Collapse: passages that say the same to several questions become one hit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from qa.search.ranking.candidates import Candidate

SHINGLE_WORDS = 5
NEAR_DUPLICATE_JACCARD = 0.7
"""The share of common shingles from which two passages are near-duplicates.

Over the best 20 passages of the development topics, pairs of other texts above it had the same
grade in 82 cases of 82; from 0.4 to 0.7 in 55 of 59, below in fewer than three quarters.
"""
MIN_WORDS = 40
"""A shorter passage is a near-duplicate of none: where a fact is short, one word is the fact."""

_SPACED = {code: " " for code in range(128) if not re.match(r"\w", chr(code))}


class Shingles:
    """The signature of a passage for comparison: its word shingles, and its figures in order."""

    def __init__(self, text: str) -> None:
        if text.isascii():
            self._words = text.lower().translate(_SPACED).split()
        else:
            self._words = re.findall(r"\w+", text.casefold())
        self._long = len(self._words) >= MIN_WORDS
        self._figures = [word for word in self._words if word[0].isdigit()]

    @cached_property
    def _shingles(self) -> set[tuple[str, ...]]:
        return set(zip(*(self._words[at:] for at in range(SHINGLE_WORDS)), strict=False))

    def is_near_duplicate(self, other: Shingles) -> bool:
        """Whether two passages say the same; two that differ in a figure never do."""
        if self._figures != other._figures or not (self._long and other._long):
            return False
        both = len(self._shingles & other._shingles)
        return both >= NEAR_DUPLICATE_JACCARD * len(self._shingles | other._shingles)


def one_per_group(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """The candidates without those whose text a better one has already."""
    seen: set[tuple[int, int]] = set()
    for one in candidates:
        if one.hit.group not in seen:
            seen.add(one.hit.group)
            yield one
