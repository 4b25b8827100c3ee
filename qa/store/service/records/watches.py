"""Watches, in SQL."""

from __future__ import annotations

from datetime import timedelta

from qa.model.tokens import short_key
from qa.model.watches import Watch, WatchKind
from qa.store.service.interface import UNDO_PERIOD
from qa.store.service.records.base import Expiry, Records

_COLUMNS = "key, kind, what, name, store || '.' || number, created_at, looked_at"
_FRESH = "owner = ? AND looked_at >= ?"
_KEPT = f"{_FRESH} AND discarded_at IS NULL"


class StoredWatches(Records):
    """`WatchRecords` in SQL."""

    expiries = (
        Expiry("watches", "looked_at"),
        Expiry("watches", "discarded_at", UNDO_PERIOD),
    )

    def add(
        self, owner: str, kind: WatchKind, what: str, name: str, seen: str, most: int
    ) -> str | None:
        """Watch something from a change on, and return the watch's key; None where there is no
        room."""
        known = self._db.execute(
            f"SELECT key FROM watches WHERE {_KEPT} AND kind = ? AND what = ?",
            [owner, self._oldest, kind, what],
        ).fetchone()
        if known:
            return str(known[0])
        if len(self.of(owner)) >= most:
            return None
        key = short_key()
        self._db.execute(
            "DELETE FROM watches WHERE owner = ? AND kind = ? AND what = ?", [owner, kind, what]
        )
        self._db.execute(
            "INSERT INTO watches (key, owner, kind, what, name, store, number, created_at, "
            "looked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [key, owner, kind, what, name, *parts_of(seen), self._now, self._now],
        )
        return key

    def of(self, owner: str) -> list[Watch]:
        """The watches of an owner, the last added first."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM watches WHERE {_KEPT} ORDER BY id DESC", [owner, self._oldest]
        )
        return [Watch(*row) for row in rows]

    def discard(self, owner: str, key: str) -> str | None:
        """Remove a watch; return the name to undo it by."""
        return self._discard("watches", f"{_KEPT} AND key = ?", owner, self._oldest, key)

    def discarded(self, owner: str, name: str) -> str | None:
        """The name of the watch that can be restored by this name."""
        row = self._db.execute(
            f"SELECT name FROM watches WHERE {_FRESH} AND discarded_as = ? AND discarded_at >= ?",
            [owner, self._oldest, name, self._restorable],
        ).fetchone()
        return str(row[0]) if row else None

    def restore(self, owner: str, name: str) -> bool:
        """Restore what was discarded by this name."""
        return self._restore("watches", "looked_at", owner, name) > 0

    def see(self, owner: str, seen: str, key: str | None = None) -> int:
        """Say that the owner has looked up to a change, of one watch or of all."""
        store, number = parts_of(seen)
        changed = self._db.execute(
            "UPDATE watches SET store = ?3, number = ?4 WHERE owner = ?1 AND looked_at >= ?2 "
            "AND discarded_at IS NULL AND (key = ?5 OR ?5 IS NULL) "
            "AND (store != ?3 OR number < ?4)",
            [owner, self._oldest, store, number, key],
        )
        return changed.rowcount

    def look_is_due(self, owner: str) -> bool:
        """Whether the owner has watches and has not looked within the last day."""
        day_ago = (self._moment - timedelta(days=1)).isoformat(timespec="seconds")
        found = self._db.execute(
            f"SELECT 1 FROM watches WHERE {_KEPT} AND looked_at < ? LIMIT 1",
            [owner, self._oldest, day_ago],
        )
        return found.fetchone() is not None

    def look(self, owner: str) -> None:
        """Begin the retention period of an owner's watches again, with their feed and e-mail."""
        for table in ("watches", "watch_feeds", "watch_mails"):
            self._db.execute(
                f"UPDATE {table} SET looked_at = ? WHERE {_FRESH}", [self._now, owner, self._oldest]
            )


def parts_of(seen: str) -> tuple[str, int]:
    """The store and the number of a change."""
    store, _, number = seen.partition(".")
    return store, int(number)
