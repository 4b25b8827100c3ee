"""Audit: the stored rows one by one, and the faults that SQLite itself finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from qa.model import Piece, Span
from qa.store.archive import phrases
from qa.store.archive.passages import spans
from qa.store.archive.versions import COLUMNS, SAME_STATE, WITH_TEXT, Source

_ORPHANS = {
    "{} version(s) have lost their text.": """
        SELECT count(*) FROM versions v WHERE NOT EXISTS
        (SELECT 1 FROM texts t WHERE t.digest = v.text_digest)""",
    "{} text(s) are of no version.": """
        SELECT count(*) FROM texts t WHERE NOT EXISTS
        (SELECT 1 FROM versions v WHERE v.text_digest = t.digest)""",
    "{} record(s) have no version of their own.": """
        SELECT count(*) FROM answers a WHERE NOT EXISTS
        (SELECT 1 FROM versions v WHERE v.id = a.version AND v.answer = a.id)""",
    "{} alias(es) are also the id of a record.": """
        SELECT count(*) FROM aliases x JOIN answers a ON a.answer_id = x.alias""",
    "{} current text(s) are not the newest of any source.": f"""
        SELECT count(*) FROM answers a JOIN versions v ON v.id = a.version JOIN versions w
        ON {SAME_STATE} AND w.id > v.id""",
}


@dataclass(frozen=True, slots=True)
class StoredVersion(Source):
    """One stored version; `stated` are its status, its dates and the text before a correction."""

    text_digest: str
    stated: tuple[str | None, ...]


def faults(db: Database) -> Iterator[str]:
    """The faults of the file, and of the references between its rows."""
    for (word,) in db.execute("PRAGMA integrity_check"):
        if word != "ok":
            yield f"SQLite finds the database damaged: {word}."
    for table, row, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield f"Row {row} of {table} names a row of {parent} that is not there."
    for sentence, query in _ORPHANS.items():
        (count,) = db.execute(query).fetchone()
        if count:
            yield sentence.format(count)
    yield from phrases.faults(db)


def answers(db: Database) -> Iterator[tuple[int, str]]:
    """Row and `answer_id` of every record."""
    yield from db.execute("SELECT id, answer_id FROM answers ORDER BY id")


def versions(db: Database, answer: int) -> Iterator[StoredVersion]:
    """Every stored version of a record, the oldest first."""
    rows = db.execute(
        f"SELECT {COLUMNS}, v.text_digest, v.status, v.date_answered, v.date_holding, "
        f"v.date_corrected, v.original_text {WITH_TEXT} WHERE v.answer = ? ORDER BY v.id",
        [answer],
    )
    for row in rows:
        yield StoredVersion(*(*row[:9], row[9:]))


def splits(db: Database, answer: int, splitter: str) -> Iterator[tuple[str, list[Piece]]]:
    """Each text of a record with its passages by these rules, in order."""
    texts = db.execute(
        "SELECT v.id, t.text FROM versions v JOIN texts t ON t.digest = v.text_digest "
        "WHERE v.answer = ? ORDER BY v.id",
        [answer],
    )
    for version, text in texts.fetchall():
        rows = db.execute(
            'SELECT start, "end", header_start, header_end, sentences FROM passages '
            "WHERE version = ? AND splitter = ? ORDER BY n",
            [version, splitter],
        )
        yield (
            text,
            [
                Piece(Span(start, end), None if first is None else Span(first, last), spans(kept))
                for start, end, first, last, kept in rows.fetchall()
            ],
        )


def passages(db: Database) -> Iterator[tuple[int, str, str]]:
    """Row, slice and digest of every passage."""
    rows = db.execute(
        'SELECT p.id, substr(t.text, p.start + 1, p."end" - p.start), p.digest '
        "FROM passages p JOIN versions v ON v.id = p.version "
        "JOIN texts t ON t.digest = v.text_digest ORDER BY p.id"
    )
    yield from rows
