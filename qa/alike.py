"""Alike: passages that say the same to several questions, told as one."""

from __future__ import annotations

import re
from datetime import date

import numpy as np

from qa.index import Index
from qa.index.postings import Ints
from qa.records import SameAnswer

SHINGLE = 5
"""Words that are compared in one piece."""
NEAR = 0.7
"""Share of two passages' pieces that must be common to both for them to be alike.

Over the best 20 passages of the development topics, pairs of other texts from there on had the same
grade in 82 cases of 82; from 0.4 to 0.7 in 55 of 59, below in fewer than three quarters.
"""


LEAST = 40
"""Words from which a passage is its own; shorter ones are said where nothing else is alike."""


class Wording:
    """What a passage says, to be compared: its pieces, and its figures in order."""

    def __init__(self, text: str) -> None:
        words = re.findall(r"\w+", text.casefold())
        self._pieces = {
            tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1))
        }
        self._long = len(words) >= LEAST
        self._figures = [word for word in words if word[0].isdigit()]

    def like(self, other: Wording) -> bool:
        """Whether two passages say the same; two that differ in a figure never do."""
        if self._figures != other._figures or not (self._long and other._long):
            return False
        both = len(self._pieces & other._pieces)
        return both >= NEAR * len(self._pieces | other._pieces)


def distinct(index: Index, places: Ints, most: int) -> Ints:
    """The best places, at most so many looked at, without those that repeat a passage of an answer
    of the same group."""
    places = places[:most]
    answers = index.answer_of[places]
    first = index.answers.firsts[answers].astype(np.int64)
    groups = index.answers.facts["group"][answers].view(np.int64)
    _, at = np.unique(np.stack([groups, places - first], axis=1), axis=0, return_index=True)
    return places[np.sort(at)]


def same_answer(index: Index, answers: set[int]) -> SameAnswer | None:
    """To which questions the same was said, newest first; None where it was to one."""
    if len(answers) < 2:
        return None
    ordered = sorted(answers)  # The order of the index is by day, newest first.
    latest = int(index.answers.facts["day"][ordered].max())
    return SameAnswer(
        tuple(index.answers.ids[one] for one in ordered), date.fromordinal(latest).isoformat()
    )
