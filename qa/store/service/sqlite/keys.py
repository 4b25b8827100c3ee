"""Keys of the API, in SQLite."""

from __future__ import annotations

import sqlite3

from qa.model.keys import KEY_PREFIX, RATE_WINDOW_SECONDS, SCOPES, ApiKey, KeyUse, Scope
from qa.model.tokens import digest, new_token
from qa.store.service.sqlite.records import SqliteRecords


class SqliteKeys(SqliteRecords):
    """`KeyRecords` in SQLite."""

    def create(self, name: str, scopes: tuple[Scope, ...], rate: int) -> str | None:
        """Make a key and return it, this once; None where a key has, or had, the name."""
        key = KEY_PREFIX + new_token()
        try:
            self._db.execute(
                "INSERT INTO keys (name, digest, scopes, rate, created_at) VALUES (?, ?, ?, ?, ?)",
                [name, digest(key), " ".join(scopes), rate, self._now],
            )
        except sqlite3.IntegrityError:
            return None
        return key

    def all(self) -> list[ApiKey]:
        """Every key, the revoked ones too, first to last."""
        rows = self._db.execute(
            "SELECT name, scopes, rate, created_at, revoked_at FROM keys ORDER BY id"
        )
        return [
            ApiKey(name, _scopes(scopes), rate, created_at, revoked_at)
            for name, scopes, rate, created_at, revoked_at in rows
        ]

    def revoke(self, name: str) -> bool:
        """Revoke a key for good; False where no key in use has the name."""
        revoked = self._db.execute(
            "UPDATE keys SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL",
            [self._now, name],
        )
        return revoked.rowcount > 0

    def use(self, key: str, questions: int) -> KeyUse | None:
        """Count the questions of a use; None where there is no such key, or it is revoked."""
        second = self._moment.timestamp()
        window = int(second // RATE_WINDOW_SECONDS)
        row = self._db.execute(
            "UPDATE keys SET used = :questions + CASE WHEN minute = :window THEN used ELSE 0 END, "
            "minute = :window WHERE digest = :digest AND revoked_at IS NULL "
            "RETURNING id, scopes, rate, used",
            {"window": window, "questions": questions, "digest": digest(key)},
        ).fetchone()
        if row is None:
            return None
        id, scopes, rate, used = row
        reset = int((window + 1) * RATE_WINDOW_SECONDS - second) or 1
        return KeyUse(f"key {id}", _scopes(scopes), rate, rate - used, reset)


def _scopes(stored: str) -> tuple[Scope, ...]:
    return tuple(one for one in SCOPES if one in stored.split())
