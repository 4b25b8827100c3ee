"""How much each person or address has asked in a minute, on all web machines together."""

from __future__ import annotations

from qa.model.tokens import digest
from qa.store.service.postgres.address import read_address
from qa.store.service.postgres.connections import connections
from qa.store.service.postgres.statements import Statements


class SharedRates:
    """Counts of names in the database at `url`: a row a name, with the minute it counts in.

    The rows are not written to the log of the database: after its crash they begin again. Those of
    minutes that are over go with the next purge.
    """

    def __init__(self, url: str) -> None:
        self._connections = connections(read_address(url), url)

    def add(self, name: str, number: int, minute: int) -> int:
        """Count more of a name; what it has asked in that minute. Raises ServiceStoreError."""
        with self._connections.opened("SELECT") as connection:
            row = (
                Statements(connection)
                .execute(
                    "INSERT INTO rates VALUES (?1, ?2, ?3) ON CONFLICT (name_digest) DO UPDATE SET "
                    "asked = ?3 + CASE WHEN rates.minute = ?2 THEN rates.asked ELSE 0 END, "
                    "minute = ?2 RETURNING asked",
                    [digest(name), minute, number],
                )
                .fetchone()
            )
            return int(row[0]) if row else number
