"""Annotations of a text by rules: its kind of stub and the questions it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from sqlite_utils import Database

from qa.model import Kind, Reference
from qa.store.archive.passages import changed

Place = Literal["question", "answer"]


def texts_to_annotate(
    db: Database, rules: str, since: int | None = None
) -> Iterator[tuple[int, str, str, str]]:
    """Version, source question, text and day of every current text without annotations by `rules`.

    With `since`, the number of a change, only answers changed after it are read.
    """
    yield from db.execute(
        "SELECT v.id, a.source_question, t.text, coalesce(nullif(a.date_answered, ''), "
        "a.date_tabled) FROM answers a JOIN versions v ON v.id = a.version "
        "JOIN texts t ON t.digest = v.text_digest WHERE NOT EXISTS "
        "(SELECT 1 FROM readings r WHERE r.version = v.id AND r.rules = :rules) "
        f"AND {changed(since)} ORDER BY v.id",
        {"rules": rules, "since": since},
    ).fetchall()


def save(
    db: Database, version: int, rules: str, kind: Kind, mentions: Iterable[tuple[Place, Reference]]
) -> None:
    """Save the annotations of a text; they replace those of other rules."""
    db.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", [version, rules, kind])
    db.execute("DELETE FROM mentions WHERE version = ?", [version])
    db.conn.executemany(
        "INSERT INTO mentions VALUES (?, ?, ?, ?)",
        [(version, place, named.uin, named.day) for place, named in mentions],
    )
