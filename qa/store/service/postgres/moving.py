"""What people made, moved from a SQLite file into an empty PostgreSQL database."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from sqlite_utils import Database

from qa.errors import ServiceStoreError
from qa.store.copies import copy_database
from qa.store.database import writable
from qa.store.service.postgres.address import read_address
from qa.store.service.postgres.connections import connections
from qa.store.service.postgres.schema import TABLES, row_counts, write_begin
from qa.store.service.postgres.statements import Connection, escaped
from qa.store.service.sqlite.purging import row_counts as rows_of_file
from qa.store.service.sqlite.schema import migrations

_LIMITS = "SET LOCAL lock_timeout = '30s'; SET LOCAL statement_timeout = 0"
MADE_WITH_IT = {"secrets": 1}
"""Rows of a database in which nobody has made anything."""


def move_records(path: Path, url: str) -> Mapping[str, tuple[int, int]]:
    """Copy all in the file at `path` into the database at `url`; the rows of both, by table.

    All of it in one transaction, or nothing. The file stays as it is: what is read is a copy of one
    moment, with today's tables. Raises ServiceStoreError where the file is not there, where the
    database is not empty or either cannot be used, BadRequest for a URL that is not one.
    """
    target = connections(read_address(url), url)
    if not path.exists():
        raise ServiceStoreError(
            f"There is no {path}: nobody has made anything here.",
            "Name the folder with --data-dir or QA_SERVICE_DIR, or begin with the new database.",
        )
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".moving-") as aside:
        copy = Path(aside) / path.name
        copy_database(path, copy)
        with (
            writable(copy, migrations, create=False, kind=ServiceStoreError) as file,
            target.transaction(write_begin(_LIMITS)) as connection,
        ):
            _refuse_filled(connection)
            connection.execute("DELETE FROM secrets")
            for table in TABLES:
                _copy(file, connection, table)
            moved, kept = row_counts(connection), rows_of_file(file)
            if moved != kept:
                raise ServiceStoreError(
                    f"The database has {moved}, and the file {kept}.",
                    "Report this as a fault; nothing was moved.",
                )
    return {table: (kept[table], moved[table]) for table in TABLES}


def _refuse_filled(connection: Connection) -> None:
    filled = {table: rows for table, rows in row_counts(connection).items() if rows}
    if filled != MADE_WITH_IT:
        kinds = ", ".join(f"{rows:,} {table}" for table, rows in filled.items())
        raise ServiceStoreError(
            f"The database of QA_DATABASE_URL is not empty: {kinds}.",
            "Name an empty one; what is in this one would be mixed with what is moved.",
        )


def _copy(file: Database, connection: Connection, table: str) -> None:
    """Copy the rows of a table, with their numbers."""
    columns = list(file[table].columns_dict)
    rows = file.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY rowid")
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor().copy(statement.encode()) as copy:
        for row in rows:
            copy.write_row([escaped(one) if isinstance(one, str) else one for one in row])
    if columns[0] == "id" and table != "switches":
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table} "
            "HAVING max(id) IS NOT NULL".encode()
        )
