"""Alike: passages that say the same to several questions, told as one."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import numpy.typing as npt

from qa.index import Index
from qa.index.index import Ints
from qa.records import Query, SameAnswer

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
    answers = index.answers[places]
    first = np.searchsorted(index.answers, answers)
    keys = np.stack([index.groups[answers], places - first], axis=1)
    _, at = np.unique(keys, axis=0, return_index=True)
    return places[np.sort(at)]


def wanted_answers(index: Index, query: Query) -> npt.NDArray[np.bool_]:
    """Which answers have a passage that the filters of a query let through."""
    wanted = np.zeros(len(index.answer_ids), dtype=bool)
    wanted[index.answers[index.let_through(query)]] = True
    return wanted


def members(index: Index, place: int, wanted: npt.NDArray[np.bool_]) -> list[int]:
    """The wanted answers with the same text as that of a place, itself included."""
    group = index.groups[index.answers[place]]
    return [int(one) for one in np.flatnonzero((index.groups == group) & wanted)]


def same_answer(index: Index, answers: set[int]) -> SameAnswer | None:
    """To which questions the same was said, newest first; None where it was to one."""
    if len(answers) < 2:
        return None
    ordered = sorted(answers)  # the order of the index is by day, newest first
    latest = max(int(index.days[one]) for one in ordered)
    return SameAnswer(
        tuple(index.answer_ids[one] for one in ordered), date.fromordinal(latest).isoformat()
    )
