"""The records of answers as OpenSearch keeps them: JSON that the engine does not look into."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from pydantic import TypeAdapter

from qa.model import Answer, Kind, Passage, Status
from qa.store.archive.history import Stated


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """An answer with all that is read of it: the passages of its text as the rules in force split
    it, the rows of the answers that it is linked to, and what its sources stated, oldest first.

    As it is kept, a stated text that is the answer's own is empty.
    """

    row: int
    answer: Answer
    passages: tuple[Passage, ...]
    refers_to: tuple[int, ...]
    pursuant_to: tuple[int, ...]
    referred_from: tuple[int, ...]
    grouped_with: tuple[int, ...]
    stated: tuple[Stated, ...]

    def to_json(self) -> str:
        """The record as it is kept."""
        own = self.answer.text
        texts = (one._replace(text="") if one.text == own else one for one in self.stated)
        kept = replace(self, stated=tuple(texts))
        return _answers().dump_json(kept).decode()

    @classmethod
    def of_json(cls, kept: str) -> AnswerRecord:
        """The record that is kept so."""
        found = _answers().validate_json(kept)
        own = found.answer.text
        return replace(
            found,
            stated=tuple(one if one.text else one._replace(text=own) for one in found.stated),
        )


@dataclass(frozen=True, slots=True)
class TextRecord:
    """A text that an answer has had, or has in another version: null where it is the answer's own.

    `kind` is the kind of stub that it is.
    """

    version: int
    kind: Kind
    text: str | None
    passages: tuple[Passage, ...]

    def to_json(self) -> str:
        """The record as it is kept."""
        return _texts().dump_json(self).decode()

    @classmethod
    def of_json(cls, kept: str) -> TextRecord:
        """The record that is kept so."""
        return _texts().validate_json(kept)

    def answer_then(self, today: Answer) -> Answer:
        """The answer as of this text."""
        text = today.text if self.text is None else self.text
        return replace(today, version=self.version, text=text, kind=self.kind)


class State(NamedTuple):
    """A state that an answer has had: the number of the change that led to it, its status and day,
    the version of its text, its moment, the text's digest, and whether it had today's id."""

    number: int
    status: Status
    day: str
    version: int
    at: str
    digest: str
    own: bool


def states_to_json(states: list[State]) -> str:
    """The states of an answer as they are kept."""
    return _states().dump_json(states).decode()


def states_of_json(kept: str) -> list[State]:
    """The states that are kept so."""
    return _states().validate_json(kept)


# Made when they are first needed: who does not publish or read there need not wait for it.
@cache
def _answers() -> TypeAdapter[AnswerRecord]:
    return TypeAdapter(AnswerRecord)


@cache
def _texts() -> TypeAdapter[TextRecord]:
    return TypeAdapter(TextRecord)


@cache
def _states() -> TypeAdapter[list[State]]:
    return TypeAdapter(list[State])
