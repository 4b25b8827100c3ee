"""The file of a database: whether it can be written, and how it is opened for reading alone."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from qa.errors import StoreError

ROLL_BACK_SECONDS = 30
"""How long a reader waits for another process that undoes what was half written."""


def is_writable(path: Path) -> bool:
    """Whether a file can be written, or made where it is missing, and files beside it."""
    folder = path.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def refuse_unwritable(path: Path) -> None:
    """Raise StoreError unless a file can be written, or made, and files beside it."""
    if not is_writable(path):
        raise StoreError(
            f"{path} cannot be written: its folder, or the file, can only be read.",
            "Run the command as the user who owns them, or name another folder with --data-dir.",
        )


def reading_uri(path: Path) -> str:
    """The address that opens a database for reading alone.

    A reader of a database with a write-ahead log makes two files beside it. In a folder that can
    only be read it cannot; where none are there, no writer has the database open, and its file is
    read as it is. A reader that does so has to look whether the file has changed meanwhile.
    """
    _roll_back(path)
    frozen = "&immutable=1" if is_frozen(path) else ""
    return f"{path.absolute().as_uri()}?mode=ro{frozen}"


def _roll_back(path: Path) -> None:
    """Undo what a process that was killed had begun to write before the database had its log, which
    a reader cannot."""
    if os.path.exists(f"{path}-journal") and is_writable(path):
        with closing(sqlite3.connect(path, timeout=ROLL_BACK_SECONDS)) as db:
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()


def is_frozen(path: Path) -> bool:
    """Whether a database is read without the files that SQLite makes beside it."""
    return not os.access(path.parent, os.W_OK) and not os.path.exists(f"{path}-wal")
