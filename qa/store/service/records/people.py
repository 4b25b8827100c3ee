"""Records of people, in SQL."""

from __future__ import annotations

from datetime import timedelta

from qa.model.people import SESSION_IDLE, SESSION_LIMIT, SESSION_STEP
from qa.model.tokens import digest, new_token
from qa.store.service.records.base import Expiry, Records, stamp


class StoredPeople(Records):
    """`PersonRecords` in SQL."""

    expiries = (
        Expiry("sessions", "used_at", SESSION_IDLE),
        Expiry("sessions", "begun_at", SESSION_LIMIT),
    )

    def secret(self) -> str:
        """The random secret of this store, made with it; the same for ever."""
        found = self._db.execute("SELECT secret FROM secrets WHERE name = 'people'").fetchone()
        return str(found[0])

    def begin_session(self, person: str, name: str) -> str:
        """Begin a session and return its token."""
        token = new_token()
        self._db.execute(
            "INSERT INTO sessions (token_digest, person, name, begun_at, used_at) "
            "VALUES (?, ?, ?, ?, ?)",
            [digest(token), person, name, self._now, self._now],
        )
        return token

    def session(self, token: str) -> tuple[str, str, bool] | None:
        """The person of a session, and whether its use is to be kept; None where it is over."""
        found = self._db.execute(
            "SELECT person, name, used_at < ? FROM sessions "
            "WHERE token_digest = ? AND used_at >= ? AND begun_at >= ?",
            [self._before(SESSION_STEP), digest(token), *self._session_limits()],
        ).fetchone()
        return (str(found[0]), str(found[1]), bool(found[2])) if found else None

    def use_session(self, token: str) -> None:
        """Keep that a session is used now."""
        self._db.execute(
            "UPDATE sessions SET used_at = ? WHERE token_digest = ?", [self._now, digest(token)]
        )

    def end_session(self, token: str) -> None:
        """End a session."""
        self._db.execute("DELETE FROM sessions WHERE token_digest = ?", [digest(token)])

    def _session_limits(self) -> tuple[str, str]:
        """The oldest moments of the last use, and of the beginning, of a session."""
        return self._before(SESSION_IDLE), self._before(SESSION_LIMIT)

    def _before(self, time: timedelta) -> str:
        return stamp(self._moment - time)
