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
    """What is stored of a key; `rate` is in requests a minute, moments are ISO 8601, UTC.

    `last_day` is the last day of its use, in UTC, and `last_used_at` the minute of the last one.
    """

    name: str
    scopes: tuple[Scope, ...]
    rate: int
    created_at: str
    revoked_at: str | None
    last_day: str | None = None
    last_used_at: str | None = None


@dataclass(frozen=True, slots=True)
class KeyUse:
    """One use of a key: the owner of what its holder makes, its scopes, and what is left.

    `remaining` counts the requests left in this window, each question of a batch as one; it is
    negative beyond the rate. `reset` is the time to the next window in seconds, at least 1.
    """

    owner: str
    name: str
    scopes: tuple[Scope, ...]
    rate: int
    remaining: int
    reset: int


@dataclass(frozen=True, slots=True)
class ExpiredKey:
    """A key whose last day, in UTC, is over."""

    name: str
    last_day: str
