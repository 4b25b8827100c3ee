"""Keys of the API: what each lets its holder do, and how often; a key itself is never kept."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal, get_args

from sqlite_utils import Database

from qa.errors import BadRequest, NotFound
from qa.store.service.tokens import digest, new, now

Scope = Literal["read", "converse", "evaluate"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

WINDOW_SECONDS = 60
"""The stretch of time that a rate is counted over."""

_PREFIX = "qa_"


@dataclass(frozen=True, slots=True)
class Key:
    """What is kept of a key; `rate` is in requests a minute, moments are in UTC."""

    name: str
    scopes: tuple[Scope, ...]
    rate: int
    created_at: str
    revoked_at: str | None


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a key: whose conversations it may see, what it may do, and how often yet.

    `remaining` is negative where the rate was exceeded; `reset` is in seconds.
    """

    owner: str
    scopes: tuple[Scope, ...]
    rate: int
    remaining: int
    reset: int


def create(db: Database, name: str, scopes: tuple[Scope, ...], rate: int) -> str:
    """Make a key and return it: it stands nowhere, and cannot be shown again.

    Raises BadRequest where there is, or was, a key of that name.
    """
    key = _PREFIX + new()
    try:
        with db.atomic():
            db.execute(
                "INSERT INTO keys (name, digest, scopes, rate, created_at) VALUES (?, ?, ?, ?, ?)",
                [name, digest(key), " ".join(scopes), rate, now()],
            )
    except sqlite3.IntegrityError:
        raise BadRequest(
            "name", f"There is, or was, a key named {name!r}.", "Give another name."
        ) from None
    return key


def every(db: Database) -> list[Key]:
    """Every key ever made, first to last."""
    rows = db.execute("SELECT name, scopes, rate, created_at, revoked_at FROM keys ORDER BY id")
    return [
        Key(name, _scopes(scopes), rate, created, revoked)
        for name, scopes, rate, created, revoked in rows.fetchall()
    ]


def revoke(db: Database, name: str) -> None:
    """Make a key useless from now on; raises NotFound where none of that name is in use."""
    with db.atomic():
        done = db.execute(
            "UPDATE keys SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL", [now(), name]
        )
    if not done.rowcount:
        raise NotFound(f"No key in use is named {name[:100]!r}.", "`qa keys list` lists them.")


def use(db: Database, key: str, second: float) -> Use | None:
    """Count one use of a key at a moment (seconds of the epoch); None where there is no such key.

    It is one statement, so that several processes that count at once count right.
    """
    minute = int(second // WINDOW_SECONDS)
    with db.atomic():
        row = db.execute(
            "UPDATE keys SET used = CASE WHEN minute = :minute THEN used + 1 ELSE 1 END, "
            "minute = :minute WHERE digest = :digest AND revoked_at IS NULL "
            "RETURNING id, scopes, rate, used",
            {"minute": minute, "digest": digest(key)},
        ).fetchone()
    if row is None:
        return None
    id, scopes, rate, used = row
    reset = int((minute + 1) * WINDOW_SECONDS - second) or 1
    return Use(f"key {id}", _scopes(scopes), rate, rate - used, reset)


def _scopes(kept: str) -> tuple[Scope, ...]:
    return tuple(one for one in SCOPES if one in kept.split())
