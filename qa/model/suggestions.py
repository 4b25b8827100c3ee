"""Suggestions: what a person who is still typing may want."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Literal

from typing_extensions import TypedDict

from qa.model.documented import Doc, Json

SUGGESTION_CHARS = 300
"""The longest text that suggestions are made for."""
MAX_SUGGESTIONS = 8

SuggestionKind = Literal["answer", "body", "minister", "own question", "source question"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that a text may lead to."""

    kind: Annotated[SuggestionKind, Doc("What it is.")]
    label: Annotated[str, Doc("How it is shown.")]
    value: Annotated[
        str,
        Doc(
            "An answer's id, a body's id, a minister's name, or the question to ask: what a filter "
            "or a lookup takes."
        ),
    ]
    note: Annotated[str | None, Doc("What tells it from others: a number of answers, or a date.")]

    def as_json(self) -> Json:
        """The suggestion in its public JSON form."""
        return asdict(self)


class Suggestions(TypedDict):
    """What a text that is still being typed may lead to."""

    suggestions: Annotated[
        list[Json], Doc(f"At most {MAX_SUGGESTIONS}, by kind.", list[Suggestion])
    ]
