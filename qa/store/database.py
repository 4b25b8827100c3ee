"""A SQLite database on disk: opening it, migrating it, and saying what is wrong with it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from qa.errors import StoreError
from qa.store.files import is_frozen, reading_uri, refuse_unwritable

COMMAND_WAIT_SECONDS = 30
"""How long a command waits for another process that is writing."""
WRITER_CACHE_KILOBYTES = 64 * 1024
"""The most pages that a writer keeps in memory."""
READER_MMAP_BYTES = 2**31 - 2**16
"""How much of a database a reader maps into memory, at most, instead of copying its pages."""
MAX_IDLE_FILES = 4
"""Files whose connections are kept open: a service reads two."""
MAX_IDLE_READERS = 8
"""Connections that are kept open for the next reader."""

_CURES = (
    ("is full", "Free some space and run the command again; the store is as it was before."),
    ("disk I/O", "Look at the disk (full, or failing) and run the command again."),
    ("locked", "Another command is writing to it; wait until that has ended and run this again."),
    ("readonly", "Make the folder and its files writable, or name another with --data-dir."),
    ("unable to open", "Make the folder readable and writable, or name another with --data-dir."),
    ("no such module", "Use a Python whose SQLite has FTS5, as that of python.org has."),
    ("not a database", "Restore it from a backup, or move it away and begin with a new one."),
    ("malformed", "Restore it from a backup, or move it away and begin with a new one."),
)


@contextmanager
def plain_errors(path: Path, kind: type[StoreError] = StoreError) -> Iterator[None]:
    """Raise errors of SQLite and the disk as StoreErrors that name the file and the cure."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        known = (cure for sign, cure in _CURES if sign in str(error))
        raise kind(
            f"The database {path} cannot be used: {error}.",
            next(known, "Run `qa check` to see what is damaged."),
        ) from error


@contextmanager
def writable(
    path: Path,
    migrations: Migrations,
    *,
    create: bool,
    wait: float = COMMAND_WAIT_SECONDS,
    kind: type[StoreError] = StoreError,
) -> Iterator[Database]:
    """The database at `path`, migrated; made if it is missing and `create` is true.

    Raises an error of this kind where it is missing or cannot be used, StoreError where it was made
    by a newer version.
    """
    if not create:
        _refuse_missing(path)
    refuse_unwritable(path)
    with plain_errors(path, kind):
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        mode = "rwc" if create else "rw"
        db = _connected(f"{path.absolute().as_uri()}?mode={mode}", wait)
        # An ingest adds to many trees; pages that do not fit are written out again and again.
        db.execute(f"PRAGMA cache_size = {-WRITER_CACHE_KILOBYTES}")
        try:
            _refuse_newer(db, migrations, path)
            db.enable_wal()
            if migrations.pending(db):
                with write_transaction(db):
                    migrations.apply(db)
            yield db
        finally:
            db.close()


@contextmanager
def write_transaction(db: Database) -> Iterator[None]:
    """Commit all that the block writes, or nothing where it raises; other writers wait for it."""
    db.conn.execute("BEGIN IMMEDIATE")
    with db.conn:
        yield


@contextmanager
def readable(
    path: Path, migrations: Migrations, kind: type[StoreError] = StoreError
) -> Iterator[Database]:
    """The database at `path`, read only, in one snapshot for as long as it is open.

    Raises an error of this kind where it cannot be used, StoreError where it is missing, older or
    newer than this version.
    """
    with plain_errors(path, kind):
        reader = _idle_reader(path) or _new_reader(path, migrations)
        try:
            yield reader.db
            reader.db.conn.rollback()
            if reader.frozen and reader.file != _file_state(path):
                raise StoreError(f"{path} was written while it was read.", "Ask again.")
        except BaseException:
            reader.db.close()
            raise
        _keep(os.fspath(path), reader)


@dataclass(frozen=True, slots=True, eq=False)
class _Reader:
    """A read-only connection, the file it was opened on, and the version of its tables; whether it
    reads the file as it is, without looking for a writer."""

    db: Database
    file: tuple[object, ...]
    schema_version: int
    frozen: bool


_idle: dict[str, list[_Reader]] = {}
"""Connections in no use, by path: opening one costs a server more than a query."""


def _idle_reader(path: Path) -> _Reader | None:
    """An idle connection to the file now at `path`, its snapshot begun; None where there is none.

    Connections to files and tables that have been replaced are closed.
    """
    file = _file_state(path)
    while True:
        try:
            reader = _idle.get(os.fspath(path), []).pop()
        except IndexError:
            return None
        if reader.file == file and (not reader.frozen or is_frozen(path)):
            reader.db.conn.execute("BEGIN")
            if _schema_version(reader.db) == reader.schema_version:
                return reader
        _close(reader)


def _keep(path: str, reader: _Reader) -> None:
    """Keep a connection for the next who reads, to a few files."""
    idle = _idle.setdefault(path, [])
    if len(idle) < MAX_IDLE_READERS:
        idle.append(reader)
    else:
        reader.db.close()
    for other in list(_idle)[:-MAX_IDLE_FILES]:
        for one in _idle.pop(other, ()):
            _close(one)


def _close(reader: _Reader) -> None:
    """Close a connection, but not in a child of the process that opened it."""
    if reader.file[0] == os.getpid():
        reader.db.close()


def _new_reader(path: Path, migrations: Migrations) -> _Reader:
    """A new read-only connection, its snapshot begun; raises StoreError for another version."""
    _refuse_missing(path)
    uri = reading_uri(path)
    file = _file_state(path)
    db = _connected(uri, COMMAND_WAIT_SECONDS)
    try:
        db.execute(f"PRAGMA mmap_size = {READER_MMAP_BYTES}")
        db.conn.execute("BEGIN")
        _refuse_other_version(db, migrations, path)
        return _Reader(db, file, _schema_version(db), "immutable" in uri.rpartition("?")[2])
    except BaseException:
        db.close()
        raise


def _file_state(path: Path) -> tuple[object, ...]:
    """This process, and the file at a path as it is now."""
    found = _refuse_missing(path)
    times = found.st_size, found.st_mtime_ns
    return os.getpid(), os.fspath(path), found.st_dev, found.st_ino, *times


def _schema_version(db: Database) -> int:
    """SQLite's counter of the changes to a database's tables."""
    return int(db.execute("PRAGMA schema_version").fetchone()[0])


def _refuse_other_version(db: Database, migrations: Migrations, path: Path) -> None:
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
    """The status of the file at a path; raises StoreError where it is missing or empty."""
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


@cache
def _names(migrations: Migrations) -> frozenset[str]:
    return frozenset(one.name for one in migrations.pending(Database(memory=True)))


def _refuse_newer(db: Database, migrations: Migrations, path: Path) -> None:
    """Raise StoreError for a database with an unknown migration: writing to it could harm it."""
    known = _names(migrations)
    applied = {migration.name for migration in migrations.applied(db)}
    if applied - known:
        raise StoreError(
            f"The database {path} was made by a newer version of this program.",
            "Upgrade written-answers-qa, or name another folder with --data-dir.",
        )
