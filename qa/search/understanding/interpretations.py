"""Interpretations: what was understood of a question beyond its words, each can be switched off."""

from __future__ import annotations

from collections.abc import Sequence

from qa.errors import BadRequest
from qa.model.queries import MAX_DISABLED

SINGLE = (
    "dates",
    "order",
    "latest",
    "body",
    "minister",
    "member",
    "excluded",
    "house",
    "formula",
    "years",
    "history",
    "alone",
    "courtesy",
    "mail",
)
"""Interpretations that a question has at most once."""
NAMED = ("expansion", "corrected")
"""Interpretations that name their words: `expansion:electronic monitoring`, `corrected:jial`."""
ALL = "all"


class Interpretations:
    """The interpretations of one question: `accepted` collects those that are not switched off.

    Raises BadRequest for a name that no interpretation has.
    """

    def __init__(self, disabled: Sequence[str] = ()) -> None:
        self.disabled = tuple(dict.fromkeys(" ".join(name.split()).casefold() for name in disabled))
        self.accepted: dict[str, None] = {}
        if len(self.disabled) > MAX_DISABLED:
            raise BadRequest(
                "disabled",
                f"{len(self.disabled)} interpretations are named.",
                f"Name {MAX_DISABLED} at most, or `{ALL}`.",
            )
        for name in self.disabled:
            kind, _, words = name.partition(":")
            if not (name in (*SINGLE, ALL) or (kind in NAMED and words)):
                raise BadRequest(
                    "disabled",
                    f"disabled is {name[:40]!r}.",
                    f"Give {', '.join(SINGLE)}, expansion:<words>, corrected:<word> or {ALL}.",
                )

    def copy(self) -> Interpretations:
        """The same, to which more can be added apart."""
        other = Interpretations(self.disabled)
        other.accepted.update(self.accepted)
        return other

    def accept(self, name: str) -> bool:
        """Whether an interpretation is on; if so it is one of the query's."""
        on = ALL not in self.disabled and name.casefold() not in self.disabled
        if on:
            self.accepted[name] = None
        return on
