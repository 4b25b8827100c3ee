"""Alike: passages that say the same to several questions, told as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property

from qa.index import Index
from qa.model import SameAnswer
from qa.search.ranking.fusion import Deepening

SHINGLE = 5
"""Words that are compared in one piece."""
NEAR = 0.7
"""Share of two passages' pieces that must be common to both for them to be alike.

Over the best 20 passages of the development topics, pairs of other texts from there on had the same
grade in 82 cases of 82; from 0.4 to 0.7 in 55 of 59, below in fewer than three quarters.
"""
LOOKED_AT_FIRST = 24
"""Passages of a ranking that are looked at first; further ones where more repeat each other."""
LEAST = 40
"""Words from which a passage is its own; shorter ones are said where nothing else is alike."""

_SPACED = {code: " " for code in range(128) if not re.match(r"\w", chr(code))}


class Wording:
    """What a passage says, to be compared: its pieces, and its figures in order."""

    def __init__(self, text: str) -> None:
        if text.isascii():
            self._words = text.lower().translate(_SPACED).split()
        else:
            self._words = re.findall(r"\w+", text.casefold())
        self._long = len(self._words) >= LEAST
        # Most begin with one of a to z, which is sooner seen.
        others = [word for word in self._words if not "a" <= word < "{"]
        self._figures = [word for word in others if word[0].isdigit()]

    @cached_property
    def _pieces(self) -> set[tuple[str, ...]]:
        return set(zip(*(self._words[at:] for at in range(SHINGLE)), strict=False))

    def like(self, other: Wording) -> bool:
        """Whether two passages say the same; two that differ in a figure never do."""
        if self._figures != other._figures or not (self._long and other._long):
            return False
        both = len(self._pieces & other._pieces)
        return both >= NEAR * len(self._pieces | other._pieces)


def distinct(index: Index, ranking: Deepening, most: int) -> Iterator[tuple[int, float]]:
    """The best places with their scores, at most so many looked at, without those that repeat a
    passage of an answer of the same group."""
    met: set[tuple[object, int]] = set()
    done, ahead = 0, LOOKED_AT_FIRST
    while done < most:
        places, scores = ranking.first(ahead)
        places, scores = places[done:most], scores[done:most]
        for place, score, told in zip(
            places.tolist(), scores.tolist(), index.parts(places), strict=True
        ):
            if told not in met:
                met.add(told)
                yield place, score
        done += len(places)
        if done < ahead:
            return
        ahead *= 4


def same_answer(index: Index, answers: set[int]) -> SameAnswer | None:
    """To which questions the same was said, newest first; None where it was to one."""
    if len(answers) < 2:
        return None
    ordered = sorted(answers)  # The order of the index is by day, newest first.
    latest = int(index.answers.facts["day"][ordered].max())
    return SameAnswer(
        tuple(index.answers.ids[one] for one in ordered), date.fromordinal(latest).isoformat()
    )
