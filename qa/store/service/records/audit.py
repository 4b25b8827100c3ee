"""The audit, in SQL."""

from __future__ import annotations

from datetime import datetime

from qa.model.audit import AuditEntry
from qa.store.service.interface.audit import MOST_OF_AN_ACT
from qa.store.service.records.base import Expiry, Records, stamp


class StoredAudit(Records):
    """`AuditRecords` in SQL."""

    expiries = (Expiry("audit", "at", "audit"),)

    def add(self, act: str, who: str, what: str) -> None:
        """Add an entry; the same act within the same minute is counted in one entry."""
        counted = self._db.execute(
            "UPDATE audit SET times = times + 1, at = ?1 WHERE id = (SELECT id FROM audit "
            "WHERE act = ?2 AND who = ?3 AND what = ?4 AND substr(at, 1, 16) = substr(?1, 1, 16))",
            [self._now, act, who, what],
        )
        if counted.rowcount:
            return
        self._db.execute(
            "INSERT INTO audit (at, act, who, what, times) VALUES (?, ?, ?, ?, 1)",
            [self._now, act, who, what],
        )
        self._db.execute(
            "DELETE FROM audit WHERE act = ?1 AND id <= "
            "(SELECT id FROM audit WHERE act = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
            [act, MOST_OF_AN_ACT],
        )

    def last(self, most: int) -> list[AuditEntry]:
        """The last entries, newest first."""
        rows = self._db.execute(
            "SELECT at, act, who, what, times FROM audit WHERE at >= ? "
            "ORDER BY at DESC, id DESC LIMIT ?",
            [stamp(self._moment - self._retention.audit), most],
        )
        return [AuditEntry(*row) for row in rows]

    def purge(self, before: datetime | None = None) -> None:
        """Delete the entries that have expired, and no others: a purge leaves its own trace."""
        super().purge()
