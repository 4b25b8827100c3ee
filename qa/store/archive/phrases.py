"""Phrases: the stored texts that hold a run of words, by SQLite's full-text index FTS5."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlite_utils import Database

from qa.model import Answer
from qa.model.quote_checks import StatedText
from qa.store.archive import answers

MAX_ANSWERS_OF_TEXT = 200
"""The answers that are read of one text; a stock sentence can be the whole text of many."""

_WORDS = re.compile(r"\w+")
_COPIED = ("config", "data", "idx")
"""The tables in which FTS5 keeps an index."""


def holding(db: Database, phrases: Sequence[str], limit: int) -> list[list[str]]:
    """For each phrase the digests of texts, current or former, that hold its words in a row.

    At most `limit` of each, the texts that were stored last first; case and marks are ignored. A
    phrase without a word is in none.
    """
    found = []
    for phrase in phrases:
        words = " ".join(_WORDS.findall(phrase))
        rows = db.execute(
            "SELECT t.digest FROM (SELECT rowid AS id FROM phrases WHERE phrases MATCH ? "
            "ORDER BY rowid DESC LIMIT ?) p JOIN texts t ON t.id = p.id ORDER BY p.id DESC",
            [f'"{words}"', limit],
        )
        found.append([digest for (digest,) in rows.fetchall()] if words else [])
    return found


def stated_texts(db: Database, digests: Iterable[str]) -> dict[str, StatedText]:
    """The texts with these digests, by digest, each with the answers that state it or once did."""
    rows = db.execute(
        "SELECT t.digest, t.text, v.answer FROM texts t JOIN versions v "
        "ON v.text_digest = t.digest WHERE t.digest IN (SELECT value FROM json_each(?)) "
        "GROUP BY t.digest, v.answer ORDER BY v.answer DESC",
        [json.dumps(sorted(set(digests)))],
    ).fetchall()
    texts: dict[str, str] = {}
    stated_by: dict[str, list[int]] = defaultdict(list)
    for digest, text, answer in rows:
        texts[digest] = text
        if len(stated_by[digest]) < MAX_ANSWERS_OF_TEXT:
            stated_by[digest].append(answer)
    known = _by_row(db, {row for one in stated_by.values() for row in one})
    return {
        digest: StatedText(
            digest, text, tuple(newest_first(known[row] for row in stated_by[digest]))
        )
        for digest, text in texts.items()
    }


def _by_row(db: Database, rows: set[int]) -> dict[int, Answer]:
    """The answers of these rows, by row."""
    names = db.execute(
        "SELECT id, answer_id FROM answers WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(rows))],
    ).fetchall()
    known = answers.of_ids(db, [name for _, name in names])
    return {row: known[name] for row, name in names}


def newest_first(found: Iterable[Answer]) -> list[Answer]:
    """Answers, the newest first, then by `answer_id`."""
    by_id = sorted(found, key=lambda one: one.answer_id)
    return sorted(by_id, key=lambda one: one.date_answered or "", reverse=True)


def faults(db: Database) -> Iterator[str]:
    """The faults of the full-text index, proved against every stored text.

    FTS5 checks only an index that it may write to; so a temporary copy of it is checked.
    """
    db.execute("SAVEPOINT proving")
    try:
        db.execute("CREATE TEMP VIEW stated AS SELECT id, text FROM main.texts")
        made = db.execute("SELECT sql FROM sqlite_master WHERE name = 'phrases'").fetchone()[0]
        copy = made.replace("TABLE phrases", "TABLE temp.proved").replace("'texts'", "'stated'")
        db.execute(copy)
        for part in _COPIED:
            db.execute(f"DELETE FROM temp.proved_{part}")
            db.execute(f"INSERT INTO temp.proved_{part} SELECT * FROM main.phrases_{part}")
        db.execute("INSERT INTO proved (proved, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError:
        yield (
            "The index of phrases is not that of the stored texts: a quotation in them may not be "
            "found. Put the store back from a copy, or ingest again into an empty folder."
        )
    finally:
        db.execute("ROLLBACK TO proving")
        db.execute("RELEASE proving")
