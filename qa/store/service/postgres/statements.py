"""Statements in the SQL of the records, as PostgreSQL takes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.rows import TupleRow

_PLACE = re.compile(r"\?(\d*)")
_ESCAPE = "\x1a"
"""Begins what is kept of a NUL, which PostgreSQL has no text for, and of itself."""

Connection = psycopg.Connection[TupleRow]


class Statements:
    """A `Connection` of the records, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> psycopg.Cursor[TupleRow]:
        """Run one statement."""
        kept = [escaped(value) if isinstance(value, str) else value for value in values]
        return self._connection.execute(_numbered(sql), kept)


class TextLoader(Loader):
    """Reads text, with its NULs."""

    def load(self, data: Buffer) -> str:
        """The text that was kept."""
        text = bytes(data).decode()
        if _ESCAPE in text:
            return text.replace(f"{_ESCAPE}0", "\0").replace(f"{_ESCAPE}1", _ESCAPE)
        return text


def escaped(text: str) -> str:
    """The text as it is kept."""
    if "\0" in text or _ESCAPE in text:
        return text.replace(_ESCAPE, f"{_ESCAPE}1").replace("\0", f"{_ESCAPE}0")
    return text


@lru_cache(maxsize=1024)
def _numbered(sql: str) -> bytes:
    """A statement whose places are `$1`, `$2`, as PostgreSQL numbers them."""
    numbers = count(1)
    return _PLACE.sub(lambda place: f"${place[1] or next(numbers)}", sql).encode()
