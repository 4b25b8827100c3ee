"""Passage rows: slices of a text version under one set of splitting rules; they never change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlite_utils import Database

from qa.model import QUOTABLE, Answer, Passage, Piece, Span, Status
from qa.store.archive import answers

QUOTABLE_STATUSES = ", ".join(repr(status) for status in QUOTABLE)
_COLUMNS = 'p.id, p.n, p.start, p."end", p.header_start, p.header_end'
_OF_ANSWER = "FROM passages p JOIN versions v ON v.id = p.version JOIN answers a ON a.id = v.answer"
_SELECT = f"SELECT {_COLUMNS}, NULL, a.answer_id, p.version {_OF_ANSWER}"
"""Passages without their sentences, which take longer to read."""
_WITH_SENTENCES = f"SELECT {_COLUMNS}, p.sentences, a.answer_id, p.version {_OF_ANSWER}"
_QUOTED = f"""
  SELECT {_COLUMNS}, p.sentences, {answers.COLUMNS} {_OF_ANSWER} {answers.TEXT}
  WHERE p.id IN (SELECT value FROM json_each(?))
"""


def changed(since: int | None) -> str:
    """The condition on answers `a` that they changed after the change `:since`, or none."""
    return (
        "TRUE" if since is None else "a.id IN (SELECT answer FROM former_answers WHERE id > :since)"
    )


def unsplit(db: Database, splitter: str, since: int | None = None) -> Iterator[tuple[int, str]]:
    """Version and text of every current text without passages by these rules, or whose passages
    have no sentences.

    An answer without words has no passage. A question that is still open has one empty passage, so
    that the question is found. With `since`, the number of a change, only answers changed after it
    are read.
    """
    rows = db.execute(
        "SELECT v.id, t.text FROM answers a JOIN versions v ON v.id = a.version "
        "JOIN texts t ON t.digest = v.text_digest "
        f"WHERE (t.text != '' OR a.status NOT IN ({QUOTABLE_STATUSES})) AND NOT EXISTS "
        "(SELECT 1 FROM passages p WHERE p.version = v.id AND p.splitter = :splitter "
        f"AND p.sentences IS NOT NULL) AND {changed(since)} ORDER BY v.id",
        {"splitter": splitter, "since": since},
    )
    yield from rows.fetchall()


class IndexSortKey(NamedTuple):
    """What an answer's place in an index depends on; `row` is the answer's own."""

    row: int
    version: int
    answer_id: str
    date_answered: str | None
    date_tabled: str | None
    body: str | None
    house: str | None
    status: Status


def sort_keys(db: Database, splitter: str, since: int | None = None) -> list[IndexSortKey]:
    """The sort keys of answers with passages by these rules, or of those changed after `since`."""
    rows = db.execute(
        "SELECT a.id, a.version, a.answer_id, a.date_answered, a.date_tabled, a.body, a.house, "
        "a.status FROM answers a WHERE EXISTS (SELECT 1 FROM passages p "
        f"WHERE p.version = a.version AND p.splitter = :splitter) AND {changed(since)}",
        {"splitter": splitter, "since": since},
    )
    return list(map(IndexSortKey._make, rows.fetchall()))


def of_versions(
    db: Database, splitter: str, versions: Iterable[int], *, sentences: bool = False
) -> dict[int, list[Passage]]:
    """The passages of some texts by these rules, in order, with their sentences or without."""
    rows = db.execute(
        f"{_WITH_SENTENCES if sentences else _SELECT} "
        "WHERE p.version IN (SELECT value FROM json_each(?)) AND p.splitter = ? "
        "ORDER BY p.version, p.n",
        [json.dumps(list(versions)), splitter],
    )
    found: dict[int, list[Passage]] = {}
    for passage in map(_passage, rows.fetchall()):
        found.setdefault(passage.version, []).append(passage)
    return found


def add(db: Database, splitter: str, version: int, text: str, pieces: Iterable[Piece]) -> None:
    """Save the passages of one text version, numbered from 1 in the order given.

    A passage that is stored already gets its sentences, which older programs did not store.
    """
    db.conn.executemany(
        'INSERT INTO passages (version, splitter, n, start, "end", header_start, header_end, '
        "digest, sentences) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (version, splitter, n) DO UPDATE SET sentences = excluded.sentences",
        [
            (
                version,
                splitter,
                n,
                one.span.start,
                one.span.end,
                one.header and one.header.start,
                one.header and one.header.end,
                digest(text[one.span.start : one.span.end]),
                _bounds(one.sentences),
            )
            for n, one in enumerate(pieces, start=1)
        ],
    )


def current(db: Database, splitter: str) -> Iterator[Passage]:
    """Every passage of a current text, in the order that breaks ties."""
    rows = db.execute(
        f"{_SELECT} WHERE a.version = v.id AND p.splitter = ? "
        "ORDER BY a.date_answered DESC, a.answer_id COLLATE BINARY, p.n",
        [splitter],
    )
    return map(_passage, rows)


def of_version(db: Database, splitter: str, version: int) -> list[Passage]:
    """The passages of one text by these rules, in order, each with its sentences."""
    return of_versions(db, splitter, [version], sentences=True).get(version, [])


def by_row(db: Database, rows: Iterable[int]) -> dict[int, Passage]:
    """The passages of these rows, of current texts or older ones."""
    named = json.dumps(list(rows))  # One statement for any number of rows is prepared once.
    found = map(
        _passage,
        db.execute(f"{_SELECT} WHERE p.id IN (SELECT value FROM json_each(?))", [named]),
    )
    return {passage.row: passage for passage in found}


def quoted(db: Database, rows: Iterable[int]) -> dict[int, tuple[Passage, Answer]]:
    """The passages of these rows, each with its answer as of the text it is a slice of."""
    named = json.dumps(list(rows))  # One statement for any number of rows is prepared once.
    found = db.execute(_QUOTED, [named])
    return {row[0]: (_passage(row), answers.answer(*row[7:])) for row in found.fetchall()}


def quoted_of_version(db: Database, splitter: str, version: int) -> list[tuple[Passage, Answer]]:
    """The passages of one text by these rules, in order, each with its answer as of that text."""
    rows = db.execute(
        "SELECT id FROM passages WHERE version = ? AND splitter = ? ORDER BY n", [version, splitter]
    ).fetchall()
    found = quoted(db, [row for (row,) in rows])
    return [found[row] for (row,) in rows]


def digest(text: str) -> str:
    """The SHA-256 of a text in hex, which proves it unchanged."""
    return hashlib.sha256(text.encode()).hexdigest()


def _bounds(sentences: Iterable[Span] | None) -> str | None:
    """Sentences as they are stored: a JSON list of each one's start and end."""
    if sentences is None:
        return None
    return json.dumps([at for one in sentences for at in (one.start, one.end)])


def spans(kept: str | None) -> tuple[Span, ...] | None:
    """The sentences stored so."""
    if kept is None:
        return None
    bounds = iter(json.loads(kept))
    return tuple(map(Span, bounds, bounds))


def _passage(row: tuple[Any, ...]) -> Passage:
    number, n, start, end, header_start, header_end, sentences, answer_id, version, *_ = row
    header = None if header_start is None else Span(header_start, header_end)
    return Passage(number, answer_id, version, n, start, end, header, spans(sentences))
