"""Records of declined questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from qa.model.declined import DeclinedQuestion

MOST_DECLINED = 10_000
"""The questions that are kept; the oldest go first."""


class DeclinedRecords(Protocol):
    """Questions that were declined, without their owners: an `asker` is good for one question.

    Questions are the same if they differ in case and white space alone.
    """

    def add(self, question: str, asker: str) -> None:
        """Add a question that was declined."""

    def ask_again(self, question: str, asker: str, other_words: str, *, answered: bool) -> None:
        """Note in which other words an asker went on after this question, if it is kept."""

    def most_asked(self, most: int) -> Sequence[DeclinedQuestion]:
        """The questions declined most often, then last."""
