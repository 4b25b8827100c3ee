"""Declined questions: kept as text only where the operator has turned that on."""

from __future__ import annotations

from collections.abc import Sequence

from qa.model.conversations import EarlierQuestion
from qa.model.declined import DeclinedQuestion
from qa.model.tokens import digest
from qa.settings import Settings
from qa.store.service import UnitOfWork, service_store
from qa.text.highlights import terms_of


class Declined:
    """The declined questions of one data folder."""

    def __init__(self, settings: Settings) -> None:
        self._keeps = settings.keep_questions
        self._store = service_store(settings)

    def note(self, question: str, owner: str) -> None:
        """Keep a question that was declined outside a conversation, if questions are kept."""
        if self._keeps:
            with self._store.writing() as records:
                records.declined.add(question, _asker(question, owner))

    def note_turn(
        self,
        records: UnitOfWork,
        question: str,
        owner: str,
        earlier: Sequence[EarlierQuestion],
        *,
        answered: bool,
    ) -> bool:
        """Whether a turn asks again what was declined before it. If questions are kept, it is kept
        where it is declined, and with the one before it where it asks that again."""
        again = bool(earlier) and asks_again(question, earlier[-1])
        if self._keeps and again:
            before = earlier[-1].question
            records.declined.ask_again(before, _asker(before, owner), question, answered=answered)
        if self._keeps and not answered:
            records.declined.add(question, _asker(question, owner))
        return again

    def most_asked(self, most: int) -> Sequence[DeclinedQuestion]:
        """The questions declined most often, then last."""
        with self._store.reading() as records:
            return records.declined.most_asked(most)


def asks_again(question: str, before: EarlierQuestion) -> bool:
    """Whether a question asks in other words what was declined before: the two share a stem."""
    if before.answerable or before.question.casefold().split() == question.casefold().split():
        return False
    return not terms_of([question]).isdisjoint(terms_of([before.question]))


def _asker(question: str, owner: str) -> str:
    """A name for who asks a question, from which nothing else of that person can be found."""
    return digest(f"{' '.join(question.casefold().split())}\n{owner}")
