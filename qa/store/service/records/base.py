"""What the records of every kind share: one transaction, and its moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol

from qa.model.tokens import short_key
from qa.store.service.interface import UNDO_PERIOD


class Rows(Protocol):
    """What a statement has done: the rows that it found, each once, or how many it changed."""

    @property
    def rowcount(self) -> int:
        """The number of rows that it changed."""

    def fetchone(self) -> Any:
        """The next row; None after the last."""

    def fetchall(self) -> list[Any]:
        """All other rows."""

    def __iter__(self) -> Iterator[Any]:
        """All other rows, one by one."""


class Connection(Protocol):
    """One transaction of a database, in either home.

    A statement is in the SQL that both databases read. `?` is the place of a value; `?1`, `?2` are
    name their values by number, so that one can be used twice.
    """

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Rows:
        """Run one statement."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long records are kept: those that belong to somebody, marks, and the audit."""

    records: timedelta
    marks: timedelta
    audit: timedelta

    @classmethod
    def of_days(cls, records: int, marks: int | None, audit: int | None) -> Retention:
        """So many days; marks and the audit as long as all else, unless their days are given."""
        return cls(*(timedelta(days=days or records) for days in (None, marks, audit)))


@dataclass(frozen=True, slots=True)
class Expiry:
    """The rows of a table that are deleted for good once a stamp of theirs is a period ago.

    The period is a time of its own, or one that the operator sets, by its name in `Retention`. Rows
    of other tables that refer to them go with them.
    """

    table: str
    stamp: str
    period: timedelta | str = "records"


class Records:
    """One transaction of a database, begun at `now`.

    What was last changed before `_oldest` is no longer kept, and what was discarded before
    `_restorable` can no longer be restored. Stamps are ISO 8601, UTC.
    """

    expiries: ClassVar[tuple[Expiry, ...]] = ()
    """What of these records expires; what is not named here is kept for good."""

    def __init__(self, db: Connection, now: datetime, retention: Retention) -> None:
        self._db = db
        self._moment, self._retention = now, retention
        self._now, self._oldest, self._restorable = (
            stamp(moment) for moment in (now, now - retention.records, now - UNDO_PERIOD)
        )

    def purge(self, before: datetime | None = None) -> None:
        """Delete for good what has expired, of any owner, and what is older than `before`."""
        for expiry in self.expiries:
            period = expiry.period
            if not isinstance(period, timedelta):
                period = getattr(self._retention, period)
            oldest = max(self._moment - period, before or self._moment - period)
            self._db.execute(
                f"DELETE FROM {expiry.table} WHERE {expiry.stamp} < ?", [stamp(oldest)]
            )

    def _discard(self, table: str, which: str, *values: str | int | None) -> str | None:
        """Discard the rows of a table that match a condition, which leaves out what is discarded.

        Returns the name to restore them by; None where there is no such row.
        """
        name = short_key()
        discarded = self._db.execute(
            f"UPDATE {table} SET discarded_as = ?, discarded_at = ? WHERE {which}",
            [name, self._now, *values],
        )
        return name if discarded.rowcount else None

    def _count_discarded(self, table: str, changed: str, owner: str, name: str | None) -> int:
        """How many rows of an owner can be restored: by this name, or in all.

        `changed` is the column with the last change of a row.
        """
        found = self._db.execute(
            f"SELECT count(*) FROM {table} WHERE owner = ?1 AND discarded_at >= ?2 "
            f"AND {changed} >= ?3 AND (discarded_as = ?4 OR ?4 IS NULL)",
            [owner, self._restorable, self._oldest, name],
        ).fetchone()
        return int(found[0])

    def _restore(self, table: str, changed: str, owner: str, name: str) -> int:
        """Restore what an owner discarded by this name, as `_count_discarded`; how many rows."""
        restored = self._db.execute(
            f"UPDATE {table} SET discarded_as = NULL, discarded_at = NULL "
            f"WHERE discarded_as = ? AND owner = ? AND discarded_at >= ? AND {changed} >= ?",
            [name, owner, self._restorable, self._oldest],
        )
        return restored.rowcount


def stamp(moment: datetime) -> str:
    """A moment as it is kept."""
    return moment.isoformat(timespec="seconds")
