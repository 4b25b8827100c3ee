"""A SQLite database on disk: opened, brought up to its newest form, its errors made plain."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from qa.errors import StoreError

WAIT_SECONDS = 30
"""How long a command waits for another that is writing."""
SHORT_WAIT_SECONDS = 3
"""How long a page waits for another that is writing."""

_CURES = (
    ("is full", "Free some space and run the command again; the store is as it was before."),
    ("disk I/O", "Look at the disk (full, or failing) and run the command again."),
    ("locked", "Another command is writing to it; wait until that has ended and run this again."),
    ("readonly", "Make the folder and its files writable, or name another with --data-dir."),
    ("unable to open", "Make the folder readable and writable, or name another with --data-dir."),
    ("not a database", "Put the file back from a copy, or move it away and ingest again."),
    ("malformed", "Put the file back from a copy, or move it away and ingest again."),
)


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's and the disk's errors into StoreErrors that say which file and what to do."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        known = (cure for sign, cure in _CURES if sign in str(error))
        raise StoreError(
            f"The database {path} cannot be used: {error}.",
            next(known, "Run `qa check` to see what is damaged."),
        ) from error


@contextmanager
def writable(
    path: Path, migrations: Migrations, *, create: bool, wait: float = WAIT_SECONDS
) -> Iterator[Database]:
    """The database at `path`, brought up to the newest migration; made if missing and `create`.

    Raises StoreError where it is missing, was made by a newer version or cannot be used.
    """
    if not create:
        _refuse_missing(path)
    with plain_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        db = _connected(f"{path.absolute().as_uri()}?mode=rwc", wait)
        try:
            _refuse_newer(db, migrations, path)
            db.enable_wal()
            migrations.apply(db)
            yield db
        finally:
            db.close()


@contextmanager
def readable(path: Path, migrations: Migrations) -> Iterator[Database]:
    """The database at `path`, read only, in one snapshot for as long as it is open.

    Raises StoreError where it is missing, older or newer than this version, or cannot be used.
    """
    _refuse_missing(path)
    with plain_errors(path):
        db = _connected(f"{path.absolute().as_uri()}?mode=ro", WAIT_SECONDS)
        try:
            _refuse_newer(db, migrations, path)
            if not migrations.applied(db):
                raise StoreError(f"The database {path} is empty.", "Run `qa ingest PATH`.")
            if migrations.pending(db):
                raise StoreError(
                    f"The database {path} was made by an older version of this program.",
                    "Run `qa index` to bring it up to date.",
                )
            db.conn.execute("BEGIN")
            yield db
        finally:
            db.close()


def _refuse_missing(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    if not size:
        raise StoreError(f"There is no database {path}.", "Run `qa ingest PATH` to make one.")


def _connected(uri: str, wait: float) -> Database:
    connection = sqlite3.connect(uri, uri=True, timeout=wait, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    return Database(connection, execute_plugins=False)


def _refuse_newer(db: Database, migrations: Migrations, path: Path) -> None:
    """A database with a migration unknown here is left alone: writing to it could harm it."""
    known = {migration.name for migration in migrations.pending(Database(memory=True))}
    applied = {migration.name for migration in migrations.applied(db)}
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(known) or applied - known:
        raise StoreError(
            f"The database {path} was made by a newer version of this program.",
            "Upgrade written-answers-qa, or name another folder with --data-dir.",
        )
