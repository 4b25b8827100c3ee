"""Changes: answers in the order of their last change, page by page."""

from __future__ import annotations

from dataclasses import dataclass

from qa.model.answers import Answer


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """A page of the changes after a number.

    `replaced` are ids that no longer name an answer, each with the id that replaced it, if any;
    `last` is the number that the next page begins after, and `more` whether it has anything yet.
    """

    answers: tuple[Answer, ...]
    replaced: tuple[tuple[str, str | None], ...]
    last: int
    more: bool
