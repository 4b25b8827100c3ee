"""Keys of the API, in SQL."""

from __future__ import annotations

from datetime import UTC, datetime

from qa.model.keys import (
    KEY_PREFIX,
    RATE_WINDOW_SECONDS,
    SCOPES,
    ApiKey,
    ExpiredKey,
    KeyUse,
    Scope,
)
from qa.model.tokens import digest, new_token
from qa.store.service.records.base import Records


class StoredKeys(Records):
    """`KeyRecords` in SQL."""

    def create(
        self, name: str, scopes: tuple[Scope, ...], rate: int, last_day: str | None = None
    ) -> str | None:
        """Make a key and return it, this once; None where a key has, or had, the name."""
        key = KEY_PREFIX + new_token()
        made = self._db.execute(
            "INSERT INTO keys (name, digest, scopes, rate, created_at, last_day) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
            [name, digest(key), " ".join(scopes), rate, self._now, last_day],
        )
        return key if made.rowcount else None

    def all(self) -> list[ApiKey]:
        """Every key, the revoked ones too, first to last."""
        rows = self._db.execute(
            "SELECT name, scopes, rate, created_at, revoked_at, last_day, minute "
            "FROM keys ORDER BY id"
        )
        return [
            ApiKey(name, _scopes(scopes), rate, made, revoked, last_day, _last_use(window))
            for name, scopes, rate, made, revoked, last_day, window in rows
        ]

    def revoke(self, name: str) -> bool:
        """Revoke a key for good; False where no key in use has the name."""
        revoked = self._db.execute(
            "UPDATE keys SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL",
            [self._now, name],
        )
        return revoked.rowcount > 0

    def use(self, key: str, questions: int) -> KeyUse | ExpiredKey | None:
        """Count the questions of a use; None where there is no such key, or it is revoked."""
        second = self._moment.timestamp()
        window = int(second // RATE_WINDOW_SECONDS)
        row = self._db.execute(
            "UPDATE keys SET used = ?1 + CASE WHEN minute = ?2 THEN used ELSE 0 END, "
            "minute = ?2 WHERE digest = ?3 AND revoked_at IS NULL "
            "AND (last_day IS NULL OR last_day >= ?4) RETURNING id, name, scopes, rate, used",
            [questions, window, digest(key), self._moment.date().isoformat()],
        ).fetchone()
        if row is None:
            return self._expired(key)
        id, name, scopes, rate, used = row
        reset = int((window + 1) * RATE_WINDOW_SECONDS - second) or 1
        return KeyUse(f"key {id}", name, _scopes(scopes), rate, rate - used, reset)

    def _expired(self, key: str) -> ExpiredKey | None:
        """A key that is not in use because it has expired; None where it is unknown or revoked."""
        row = self._db.execute(
            "SELECT name, last_day FROM keys WHERE digest = ? AND revoked_at IS NULL", [digest(key)]
        ).fetchone()
        return ExpiredKey(*row) if row else None


def _scopes(stored: str) -> tuple[Scope, ...]:
    return tuple(one for one in SCOPES if one in stored.split())


def _last_use(window: int) -> str | None:
    """The minute of the last use, which the rate's record has; None where there was none."""
    if not window:
        return None
    return datetime.fromtimestamp(window * RATE_WINDOW_SECONDS, UTC).isoformat(timespec="minutes")
