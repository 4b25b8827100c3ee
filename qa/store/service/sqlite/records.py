"""What the records of every kind share: one transaction, and its moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database


class SqliteRecords:
    """One transaction of a database, begun at `now`.

    What was last changed before `_oldest` is no longer kept. Stamps are ISO 8601, UTC.
    """

    def __init__(self, db: Database, now: datetime, retention: timedelta) -> None:
        self._db = db
        self._moment = now
        self._now, self._oldest = (
            moment.isoformat(timespec="seconds") for moment in (now, now - retention)
        )
