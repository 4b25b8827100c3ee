"""Keys of the API: what each allows, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Scope = Literal["read", "converse", "evaluate"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

KEY_PREFIX = "qa_"
"""Of every key."""
RATE_WINDOW_SECONDS = 60
"""A rate is counted over windows of this length, on the clock's minutes."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is stored of a key; `rate` is in requests a minute, moments are ISO 8601, UTC."""

    name: str
    scopes: tuple[Scope, ...]
    rate: int
    created_at: str
    revoked_at: str | None


@dataclass(frozen=True, slots=True)
class KeyUse:
    """One use of a key: the owner of what its holder makes, its scopes, and what is left.

    `remaining` counts the requests left in this window, each question of a batch as one; it is
    negative beyond the rate. `reset` is the time to the next window in seconds, at least 1.
    """

    owner: str
    scopes: tuple[Scope, ...]
    rate: int
    remaining: int
    reset: int
