"""A SQLite database on disk: opened, brought up to its newest form, its errors made plain."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from qa.errors import StoreError

WAIT_SECONDS = 30
"""How long a command waits for another that is writing."""
CACHE_KILOBYTES = 64 * 1024
"""Pages that a command that writes keeps in memory, at most."""
MAPPED_BYTES = 2**31 - 2**16
"""How much of a database whoever reads maps, at most, rather than copy each page that is read."""
MOST_IDLE = 8
"""Connections that are kept open for whoever reads next."""
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
        # An ingest adds to many trees at once; what does not fit is written out again and again.
        db.execute(f"PRAGMA cache_size = {-CACHE_KILOBYTES}")
        try:
            _refuse_newer(db, migrations, path)
            db.enable_wal()
            if migrations.pending(db):
                # Asked for at once, so that of two that begin together one waits for the other.
                db.conn.execute("BEGIN IMMEDIATE")
                with db.conn:
                    migrations.apply(db)
            yield db
        finally:
            db.close()


@contextmanager
def readable(path: Path, migrations: Migrations) -> Iterator[Database]:
    """The database at `path`, read only, in one snapshot for as long as it is open.

    Raises StoreError where it is missing, older or newer than this version, or cannot be used.
    """
    with plain_errors(path):
        idle = _taken_up(path) or _opened(path, migrations)
        try:
            yield idle.db
            idle.db.conn.rollback()
        except BaseException:
            idle.db.close()
            raise
        if len(_idle) < MOST_IDLE:
            _idle.append(idle)
        else:
            idle.db.close()


@dataclass(frozen=True, slots=True, eq=False)
class _Open:
    """A connection that only reads, the file it was opened on, and the form its tables had."""

    db: Database
    file: tuple[object, ...]
    form: tuple[int, ...]


_idle: list[_Open] = []
"""Connections that nobody uses: to open one costs a server more than to ask it."""


def _taken_up(path: Path) -> _Open | None:
    """An idle connection to the database as it stands at `path` now, its snapshot begun; what has
    aged is closed."""
    file = _file(path)
    while True:
        try:
            idle = _idle.pop()
        except IndexError:
            return None
        if idle.file == file:
            idle.db.conn.execute("BEGIN")
            if _form(idle.db) == idle.form:
                return idle
        if idle.file[0] == os.getpid():  # A parent's is not a child's to close.
            idle.db.close()


def _opened(path: Path, migrations: Migrations) -> _Open:
    """A new connection that only reads, its snapshot begun; raises StoreError for tables of another
    version."""
    file = _file(path)
    db = _connected(f"{path.absolute().as_uri()}?mode=ro", WAIT_SECONDS)
    try:
        db.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
        db.conn.execute("BEGIN")
        form = _form(db)
        _refuse_other_form(db, migrations, path)
    except BaseException:
        db.close()
        raise
    return _Open(db, file, form)


def _file(path: Path) -> tuple[object, ...]:
    """Which file stands at a path, as this process sees it."""
    found = _refuse_missing(path)
    times = found.st_size, found.st_mtime_ns
    return os.getpid(), os.fspath(path), found.st_dev, found.st_ino, *times


def _form(db: Database) -> tuple[int, ...]:
    """What changes whenever the tables of a database do."""
    return tuple(
        db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("schema_version", "user_version")
    )


def _refuse_other_form(db: Database, migrations: Migrations, path: Path) -> None:
    """Raise StoreError for a database of another version than this program's."""
    _refuse_newer(db, migrations, path)
    if not migrations.applied(db):
        raise StoreError(f"The database {path} is empty.", "Run `qa ingest PATH`.")
    if migrations.pending(db):
        raise StoreError(
            f"The database {path} was made by an older version of this program.",
            "Run `qa index` to bring it up to date.",
        )


def _refuse_missing(path: Path) -> os.stat_result:
    """What is known of the file at a path; raises StoreError where there is none or it is empty."""
    with suppress(OSError):
        found = os.stat(path)
        if found.st_size:
            return found
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
