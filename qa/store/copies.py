"""Copies of SQLite databases: whole, of one moment, while others read and write."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from qa.store.database import plain_errors
from qa.store.files import reading_uri


def copy_database(source: Path, target: Path) -> None:
    """Copy a database to a new file as it is at one moment; no reader or writer waits for it.

    Raises StoreError where either cannot be used, or the copy is damaged.
    """
    with (
        plain_errors(source),
        closing(sqlite3.connect(reading_uri(source), uri=True)) as db,
        closing(sqlite3.connect(target)) as copy,
    ):
        db.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # So that it is one file.
    verify_database(target)


def verify_database(path: Path) -> None:
    """Raise StoreError where a database is damaged."""
    with plain_errors(path), closing(sqlite3.connect(reading_uri(path), uri=True)) as db:
        found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(f"malformed: {found}")
