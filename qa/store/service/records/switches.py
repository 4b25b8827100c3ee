"""The operator's switches, in SQL."""

from __future__ import annotations

from qa.model.switches import Switches
from qa.store.service.records.base import Connection, Records


class StoredSwitches(Records):
    """`SwitchRecords` in SQL."""

    def read(self) -> Switches:
        """The switches; all is on where none was ever set."""
        return read_switches(self._db)

    def write(self, switches: Switches) -> None:
        """Set them all; `changed_at` is this moment."""
        self._db.execute("DELETE FROM switches")
        self._db.execute(
            "INSERT INTO switches VALUES (1, ?, ?, ?, ?, ?)",
            [
                int(switches.pages_off),
                int(switches.api_off),
                switches.message,
                switches.banner,
                self._now,
            ],
        )


def read_switches(db: Connection) -> Switches:
    """The switches of a database, read outside any unit of work."""
    row = db.execute(
        "SELECT pages_off, api_off, message, banner, changed_at FROM switches"
    ).fetchone()
    return Switches(bool(row[0]), bool(row[1]), *row[2:]) if row else Switches()
