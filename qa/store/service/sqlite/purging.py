"""What a purge has deleted, and that no byte of it is left."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from qa.errors import ServiceStoreError


def row_counts(db: Database) -> dict[str, int]:
    """The number of rows of each table, in the order of their names."""
    tables = sorted(name for name in db.table_names() if not name.startswith(("_", "sqlite_")))
    return {name: db[name].count for name in tables}


def shrink(db: Database, path: Path) -> None:
    """Write a database into its file again, so that no byte of what was deleted is left in it.

    Raises ServiceStoreError where another process reads an older state all the while.
    """
    db.conn.execute("VACUUM")
    busy, *_ = db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise ServiceStoreError(
            f"What was deleted is still in {path}-wal: another process is reading it.",
            "Run the command again.",
        )
