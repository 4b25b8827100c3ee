"""What the records of every kind share: one transaction, and its moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from qa.store.service.interface import UNDO_PERIOD


class SqliteRecords:
    """One transaction of a database, begun at `now`.

    What was last changed before `_oldest` is no longer kept, and what was discarded before
    `_restorable` can no longer be restored. Stamps are ISO 8601, UTC.
    """

    def __init__(self, db: Database, now: datetime, retention: timedelta) -> None:
        self._db = db
        self._moment = now
        self._now, self._oldest, self._restorable = (
            moment.isoformat(timespec="seconds")
            for moment in (now, now - retention, now - UNDO_PERIOD)
        )
