"""Records of people."""

from __future__ import annotations

from typing import Protocol


class PersonRecords(Protocol):
    """The secret that a person's token is derived from, and sessions."""

    def secret(self) -> str:
        """The random secret of this store, made with it; the same for ever."""

    def begin_session(self, person: str, name: str) -> str:
        """Begin a session of a person's id and name, and return its unguessable token."""

    def session(self, token: str) -> tuple[str, str, bool] | None:
        """The id and name of a session's person, and whether its use is to be kept with
        `use_session`; None where there is no such session, or its time is over."""

    def use_session(self, token: str) -> None:
        """Keep that a session is used now."""

    def end_session(self, token: str) -> None:
        """End a session."""
