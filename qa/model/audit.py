"""The audit: who did what to keys, sign-ins, what people made, and the service itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An act, or several of the same within a minute.

    `at` is the moment of the last, in UTC. No entry has a question, a token or a key.
    """

    at: str
    act: str
    who: str
    what: str
    times: int
