"""People: who is signed in, and what they may do."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from qa.model.tokens import derived_token

Role = Literal["reader", "operator"]

ID_CHARS = 255
"""The longest id of a person: that of a `sub` in OpenID Connect."""

SESSION_IDLE = timedelta(hours=12)
"""After this time without a request a session ends: a working day, and no night."""
SESSION_LIMIT = timedelta(days=7)
"""After this time a session ends in any case."""
SESSION_STEP = timedelta(minutes=5)
"""How exactly the last use of a session is kept: a write for each request would cost more."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a proxy, or a provider of OpenID Connect, has signed in."""

    id: str
    name: str
    roles: tuple[Role, ...]

    def token(self, secret: str, source: str) -> str:
        """The token that what this person makes belongs to, on every machine.

        The same id of another source, a proxy or a provider, is another person's.
        """
        return derived_token(secret, f"{source} {self.id}")


def person(id: str, name: str, operators: Container[str]) -> Person | None:
    """The person of an id; None where the id cannot be one."""
    if not 0 < len(id) <= ID_CHARS or not id.isprintable() or id != id.strip():
        return None
    shown = name.strip() if name.isprintable() else ""
    roles: tuple[Role, ...] = ("reader", "operator") if id in operators else ("reader",)
    return Person(id, shown[:ID_CHARS] or id, roles)
