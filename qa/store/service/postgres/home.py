"""The store of what people made, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from qa.model.keys import RATE_WINDOW_SECONDS
from qa.model.switches import Switches
from qa.store.service.interface import Clock, UnitOfWork
from qa.store.service.postgres.address import read_address
from qa.store.service.postgres.connections import connections
from qa.store.service.postgres.schema import TABLES, row_counts, write_begin
from qa.store.service.postgres.statements import Statements
from qa.store.service.postgres.switches import CachedSwitches
from qa.store.service.records import Retention, purge_expired, unit_of_work

_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_PAGE = "SET LOCAL idle_in_transaction_session_timeout = '10s'"
"""A page that is lost while it writes makes others wait no longer."""
_COMMAND = "SET LOCAL lock_timeout = '30s'; SET LOCAL statement_timeout = 0"


class PostgresServiceStore:
    """A `ServiceStore` in the PostgreSQL database at `url`, whose tables are made if missing.

    Writers wait for each other, on all machines, by one advisory lock: so a number, a rate or an
    attempt is read and written by one at a time, as in SQLite. READ COMMITTED then reads what the
    writer before has committed. A writer that is lost holds the lock for ten seconds at most.
    Readers wait for nobody. Marks and the audit are kept as long as all else, unless their days are
    given. Raises BadRequest for a URL that is not one.
    """

    def __init__(
        self,
        url: str,
        retention_days: int,
        clock: Clock,
        *,
        marks_days: int | None = None,
        audit_days: int | None = None,
    ) -> None:
        self._connections = connections(read_address(url), url)
        self._retention = Retention.of_days(retention_days, marks_days, audit_days)
        self._clock = clock
        self._switches = CachedSwitches(self._read_switches)

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """A unit of work that only reads, in one snapshot; it never waits for a writer."""
        with self._connections.transaction(_READ) as connection:
            yield self._unit(Statements(connection))

    @contextmanager
    def writing(self) -> Iterator[UnitOfWork]:
        """A unit of work that writes: all of it, or nothing where its block raises."""
        with self._connections.transaction(write_begin(_PAGE)) as connection:
            unit = self._unit(Statements(connection))
            with connection.pipeline():  # One journey to the server, not one a table.
                purge_expired(unit)
            yield unit
        self._switches.forget()

    def purge(self, before: datetime | None = None, *, rewrite: bool = False) -> Mapping[str, int]:
        """Delete for good what has expired, and what is older than `before`; its number by kind."""
        with self._connections.transaction(write_begin(_COMMAND)) as connection:
            counted = row_counts(connection)
            purge_expired(self._unit(Statements(connection)), before)
            left = row_counts(connection)
            connection.execute("DELETE FROM rates WHERE minute < $1", [self._minute()])
        if rewrite:
            self._shrink()
        return {
            table.replace("_", " "): counted[table] - rows
            for table, rows in sorted(left.items())
            if counted[table] > rows
        }

    def switches(self) -> Switches:
        """The operator's switches as they were a second ago at most; as they last were where they
        cannot be read."""
        return self._switches.now()

    def close(self) -> None:
        """Close the idle connections of this process."""
        self._connections.close()

    def _shrink(self) -> None:
        """Write every table again, so that what was deleted is not left in its file."""
        with self._connections.opened("SET lock_timeout = '30s'; SET statement_timeout = 0") as one:
            try:
                for table in TABLES:
                    one.execute(f"VACUUM (FULL) {table}".encode())
            finally:
                one.close()  # Its limits are not those of a page.

    def _read_switches(self) -> Switches:
        with self.reading() as records:
            return records.switches.read()

    def _minute(self) -> int:
        return int(self._clock().timestamp() // RATE_WINDOW_SECONDS)

    def _unit(self, db: Statements) -> UnitOfWork:
        return unit_of_work(db, self._clock(), self._retention)
