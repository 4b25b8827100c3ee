"""Keys of the API: what each lets its holder do, and how often; a key itself is never kept."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database

from qa.errors import BadRequest, NotFound
from qa.model.keys import RATE_WINDOW_SECONDS, SCOPES, ApiKey, KeyUse, Scope
from qa.store.service.tokens import digest, new, now

_PREFIX = "qa_"


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


def every(db: Database) -> list[ApiKey]:
    """Every key ever made, first to last."""
    rows = db.execute("SELECT name, scopes, rate, created_at, revoked_at FROM keys ORDER BY id")
    return [
        ApiKey(name, _scopes(scopes), rate, created, revoked)
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


def use(db: Database, key: str, second: float) -> KeyUse | None:
    """Count one use of a key at a moment (seconds of the epoch); None where there is no such key.

    It is one statement, so that several processes that count at once count right.
    """
    minute = int(second // RATE_WINDOW_SECONDS)
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
    reset = int((minute + 1) * RATE_WINDOW_SECONDS - second) or 1
    return KeyUse(f"key {id}", _scopes(scopes), rate, rate - used, reset)


def _scopes(kept: str) -> tuple[Scope, ...]:
    return tuple(one for one in SCOPES if one in kept.split())
