"""Connections to a PostgreSQL database, kept open for the next who asks in this process.

A pool of `psycopg_pool` has threads, which a fork does not copy, and says only that none was free
in time. Here who asks connects, and has the server's own reason where that fails. A process has
no more connections than threads.
"""

from __future__ import annotations

import atexit
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg import RawCursor

from qa.errors import ServiceStoreError
from qa.store.service.postgres.address import Address
from qa.store.service.postgres.errors import plain_errors
from qa.store.service.postgres.schema import bring_up_to_date
from qa.store.service.postgres.statements import Connection, TextLoader

MAX_IDLE = 8
"""Connections that are kept open for the next who asks."""
PAUSE_SECONDS = 1.0
"""After a failure to connect, until the next try: pages do not each wait for a server away."""
SESSION = (
    "SET lock_timeout = '3s'; SET statement_timeout = '30s'; "
    "SET idle_in_transaction_session_timeout = '5min'"
)
"""No page waits longer for another; a machine that is lost holds no snapshot for ever."""


class Connections:
    """The connections of this process to one database, and the last failure to make one."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._idle: dict[int, list[Connection]] = {}
        self._failed: tuple[float, ServiceStoreError] | None = None
        atexit.register(self.close)

    @contextmanager
    def opened(self, first: str) -> Iterator[Connection]:
        """A connection on which the first statements were run, outside any transaction of ours.

        Raises ServiceStoreError where the database cannot be used.
        """
        with plain_errors(self._address.name):
            connection = self._begun(first)
            try:
                yield connection
            finally:
                self._keep(connection)

    @contextmanager
    def transaction(self, begin: str) -> Iterator[Connection]:
        """A transaction: committed at the end, rolled back where the block raises."""
        with self.opened(begin) as connection:
            yield connection
            # The server rolls back instead where a statement has failed.
            if connection.execute("COMMIT").statusmessage != "COMMIT":
                raise psycopg.OperationalError("a statement before the commit has failed")

    def close(self) -> None:
        """Close the idle connections of this process."""
        for connection in self._idle.pop(os.getpid(), ()):
            connection.close()

    def _begun(self, first: str) -> Connection:
        """A connection on which the first statements were run: an idle one, unless it is lost."""
        while True:
            idle = self._idle.get(os.getpid(), [])
            connection, is_new = (idle.pop(), False) if idle else (self._connected(), True)
            try:
                connection.execute(first.encode(), prepare=False)
            except psycopg.Error:
                lost = connection.broken
                self._keep(connection)
                if is_new or not lost:
                    raise
                self.close()  # The server has gone or begun again: with one, all are lost.
            except BaseException:
                connection.close()
                raise
            else:
                return connection

    def _connected(self) -> Connection:
        """A new connection to a database whose tables are those of this version."""
        until, failure = self._failed or (0.0, None)
        if failure and time.monotonic() < until:
            raise ServiceStoreError(failure.message, failure.cure)
        try:
            with plain_errors(self._address.name):
                connection = psycopg.connect(
                    **self._address.parameters, autocommit=True, cursor_factory=RawCursor
                )
        except ServiceStoreError as error:
            self._failed = time.monotonic() + PAUSE_SECONDS, error
            raise
        try:
            connection.adapters.register_loader("text", TextLoader)
            connection.execute(SESSION.encode(), prepare=False)
            bring_up_to_date(connection, self._address.name)
        except BaseException:
            connection.close()
            raise
        return connection

    def _keep(self, connection: Connection) -> None:
        """Keep a connection for the next who asks, with nothing left of what was begun."""
        with suppress(psycopg.Error):
            if connection.info.transaction_status is not psycopg.pq.TransactionStatus.IDLE:
                connection.execute("ROLLBACK")
            idle = self._idle.setdefault(os.getpid(), [])
            if not connection.closed and len(idle) < MAX_IDLE:
                idle.append(connection)
                return
        connection.close()


_all: dict[str, Connections] = {}


def connections(address: Address, url: str) -> Connections:
    """The connections to a database, the same for all stores of a process."""
    if url not in _all:
        _all[url] = Connections(address)
    return _all[url]
