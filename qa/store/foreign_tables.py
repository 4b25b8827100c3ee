"""Tables of id and JSON in SQLite files that other programs made, only read."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HEAD = b"SQLite format 3\0"
_MAX_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file holds the JSON of an id: `key` is the id as it is kept there."""

    path: Path
    query: str
    key: Any

    def text(self, most: int) -> str:
        """The JSON; empty where it cannot be read, or is longer than `most` bytes."""
        with suppress(sqlite3.Error), closing(_connection(self.path)) as db:
            for (value,) in db.execute(self.query, [self.key]):
                return _text(value, most)
        return ""


def is_database(path: Path) -> bool:
    """Whether a path is a SQLite database; a pipe, which waits for a writer, is not opened."""
    if path.is_file():
        with suppress(OSError), path.open("rb") as file:
            return file.read(len(_HEAD)) == _HEAD
    return False


def places(path: Path, most: int, is_json: Callable[[str], bool]) -> Iterator[tuple[str, Place]]:
    """Each id of a file with its place, of tables that have ids and such JSON in their first row.

    Nothing of a file that is not a database, or is damaged from there on.
    """
    with suppress(sqlite3.Error), closing(_connection(path)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            table = _quoted(name)
            first = db.execute(f"SELECT * FROM {table} LIMIT 1")
            row = first.fetchone()
            if row is None or len(row) > _MAX_COLUMNS:
                continue
            columns = [_quoted(column[0]) for column in first.description]
            ids = [at for at, value in enumerate(row) if _id(value)]
            texts = [at for at, value in enumerate(row) if is_json(_text(value, most))]
            if not (ids and texts):
                continue
            key, text = columns[ids[0]], columns[texts[0]]
            query = f"SELECT {text} FROM {table} WHERE {key} = ?"
            for (kept,) in db.execute(f"SELECT {key} FROM {table}"):
                if found := _id(kept):
                    yield found, Place(path, query, kept)


def _connection(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    db.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    db.execute("PRAGMA trusted_schema = OFF")
    return db


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _id(value: Any) -> str | None:
    """The id that a value of a column is."""
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else str(value)
    return text if re.fullmatch("[0-9]{1,12}", text) else None


def _text(value: Any, most: int) -> str:
    """The text of a value of a column; empty if it is not text, or too long."""
    if not isinstance(value, bytes | str) or len(value) > most:
        return ""
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value
