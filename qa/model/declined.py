"""Declined questions: what people asked that no answer covers, and what they asked next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeclinedQuestion:
    """A question that was declined, as it was last asked.

    `askers` is the number of owners who asked it. `asked_again` counts how often its asker went on
    in other words, `then_answered` how often those were answered; `other_words` are the last.
    """

    question: str
    times: int
    askers: int
    asked_again: int
    then_answered: int
    other_words: str | None
    last_asked_at: str
