"""Versions: what each source stated of an answer, and the record merged from them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from qa.model import WrittenAnswer
from qa.model.identity import Identity
from qa.store.archive.answers import COLUMN_OF_FACT
from qa.store.archive.passages import digest

COLUMNS = "v.id, v.answer, v.identity, v.form, v.published, v.digest, t.text, v.reader"
"""The columns that make a Source."""
WITH_TEXT = "FROM versions v JOIN texts t ON t.digest = v.text_digest"
LAST_DAY = "max(coalesce({0}.date_answered, ''), coalesce({0}.date_corrected, ''))"
"""The day of a version's state, as SQL: answered, or corrected where that is later."""
SAME_STATE = (
    "w.identity = v.identity AND w.form = v.form AND w.status IS v.status "
    f"AND {LAST_DAY.format('w')} = {LAST_DAY.format('v')}"
)
"""Whether versions v and w are of one form, under one identity, in one state of one day, as SQL."""


@dataclass(frozen=True, slots=True)
class Source:
    """The latest version of one form under one identity in one state; `digest` is over all that it
    stated, and `reader` is the number of the readers that made its text."""

    version: int
    answer: int
    identity: str
    form: str
    published: str
    digest: str
    text: str
    reader: int


@dataclass(frozen=True, slots=True)
class MergedRecord:
    """A record merged from its sources: its id, the version of its text, body key and facts."""

    answer_id: str
    version: int
    body: str | None
    record: WrittenAnswer


def latest(db: Database, identity: str, form: str) -> Source | None:
    """What one form of source stated under one identity of its latest correction, else last."""
    row = db.execute(
        f"SELECT {COLUMNS} {WITH_TEXT} WHERE v.identity = ? AND v.form = ? "
        "ORDER BY v.date_corrected DESC, v.id DESC LIMIT 1",
        [identity, form],
    ).fetchone()
    return Source(*row) if row else None


def in_state(db: Database, identity: str, record: WrittenAnswer) -> Source | None:
    """The last version of the record's form under an identity that states its status and day."""
    row = db.execute(
        f"SELECT {COLUMNS} {WITH_TEXT} WHERE v.identity = ? AND v.form = ? AND v.status = ? "
        f"AND {LAST_DAY.format('v')} = ? ORDER BY v.id DESC LIMIT 1",
        [identity, record.form, record.status, record.last_day or ""],
    ).fetchone()
    return Source(*row) if row else None


def sources(db: Database, answer: int) -> list[Source]:
    """The latest version of each state of each source of a record."""
    return _latest_of_each(db, "v.answer = ?", answer)


def sources_of_question(db: Database, question_key: str) -> list[Source]:
    """The latest version of each state of each source with this question, of any record."""
    return _latest_of_each(db, "v.question_key = ?", question_key)


def equally_full(db: Database, question_key: str) -> bool:
    """Whether all versions with this question have identities of the same fullness."""
    rows = db.execute(
        "SELECT count(DISTINCT fullness) FROM versions WHERE question_key = ?", [question_key]
    )
    return bool(rows.fetchone()[0] < 2)


def add_answer(db: Database, answer_id: str) -> int:
    """Add a record and return its row; it is empty until `save_merged`."""
    cursor = db.execute(
        "INSERT INTO answers (answer_id, version, status, source_question) VALUES (?, 0, '', '')",
        [answer_id],
    )
    return int(cursor.lastrowid or 0)


def add_version(
    db: Database,
    answer: int,
    bearer: Identity,
    record: WrittenAnswer,
    stated: str,
    text: str,
    original_text: str | None,
    reader: int,
) -> int:
    """Add to a record what a source states now; return the row of the new version.

    `stated` is the digest over all of it; `original_text` is what the source says that a corrected
    answer said before; `reader` is the number of the readers that made the text. A text that
    another version already has is not stored again.
    """
    text_digest = digest(text)
    db.execute("INSERT OR IGNORE INTO texts (digest, text) VALUES (?, ?)", [text_digest, text])
    cursor = db.execute(
        "INSERT INTO versions (answer, identity, fullness, question_key, form, published, digest, "
        "text_digest, seen_at, status, date_answered, date_holding, date_corrected, original_text, "
        "reader) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            answer,
            bearer.answer_id,
            bearer.fullness,
            bearer.question_key,
            record.form,
            record.published,
            stated,
            text_digest,
            datetime.now(UTC).isoformat(timespec="seconds"),
            *stated_columns(record, original_text),
            reader,
        ],
    )
    return int(cursor.lastrowid or 0)


_READ_BY_OLDER = (
    f"{WITH_TEXT} WHERE v.reader < ? AND v.id > ? AND v.id = "
    f"(SELECT max(w.id) FROM versions w WHERE {SAME_STATE})"
)


def read_by_older(db: Database, reader: int, after: int, limit: int) -> list[Source]:
    """The latest versions of each state of sources that older readers read, in row order.

    At most `limit`, of the rows after `after`.
    """
    rows = db.execute(
        f"SELECT {COLUMNS} {_READ_BY_OLDER} ORDER BY v.id LIMIT ?",
        [reader, after, limit],
    )
    return [Source(*row) for row in rows.fetchall()]


def count_read_by_older(db: Database, reader: int) -> int:
    """How many versions `read_by_older` returns in all."""
    counted = db.execute(f"SELECT count(*) {_READ_BY_OLDER}", [reader, 0])
    return int(counted.fetchone()[0])


def save_reader(db: Database, version: int, reader: int) -> None:
    """Save that these readers make the same of a version as those that read it first."""
    db.execute("UPDATE versions SET reader = ? WHERE id = ?", [reader, version])


def count_unprepared(db: Database) -> int:
    """How many versions an older program added without what they state."""
    return int(db.execute("SELECT count(*) FROM versions WHERE status IS NULL").fetchone()[0])


def unprepared(db: Database, after: int, limit: int) -> list[tuple[int, int, str, str, str]]:
    """Row, record, form, published form and text of versions that an older program added.

    At most `limit`, of the rows after `after` in their order; `save_stated` completes each.
    """
    return db.execute(
        f"SELECT v.id, v.answer, v.form, v.published, t.text {WITH_TEXT} "
        "WHERE v.status IS NULL AND v.id > ? ORDER BY v.id LIMIT ?",
        [after, limit],
    ).fetchall()


def save_stated(
    db: Database, version: int, record: WrittenAnswer, original_text: str | None
) -> None:
    """Save the status, the dates and the original text that a version's source states."""
    db.execute(
        "UPDATE versions SET status = ?, date_answered = ?, date_holding = ?, date_corrected = ?, "
        "original_text = ? WHERE id = ?",
        [*stated_columns(record, original_text), version],
    )


def stated_columns(record: WrittenAnswer, original_text: str | None) -> tuple[str | None, ...]:
    """The columns of a version: status, dates and the text before a correction."""
    return (
        record.status,
        record.date_answered,
        record.date_holding,
        record.date_corrected,
        original_text,
    )


def remove_version(db: Database, version: int, answer: int) -> None:
    """Delete a version without passages, and its text and record if they have no other version."""
    rows = db.execute("DELETE FROM versions WHERE id = ? RETURNING text_digest", [version])
    db.execute(
        "DELETE FROM texts WHERE digest = :digest "
        "AND NOT EXISTS (SELECT 1 FROM versions WHERE text_digest = :digest)",
        {"digest": rows.fetchone()[0]},
    )
    if not sources(db, answer):
        db.execute("DELETE FROM aliases WHERE answer = ?", [answer])
        db.execute("DELETE FROM answers WHERE id = ?", [answer])


def save_merged(db: Database, answer: int, merged: MergedRecord) -> bool:
    """Save a merged record; say whether that changed it."""
    if is_saved_as(db, answer, merged):
        return False
    columns = _columns(merged)
    names = ", ".join(f"{name} = :{name}" for name in columns)
    db.execute(f"UPDATE answers SET {names} WHERE id = :id", columns | {"id": answer})
    return True


def is_saved_as(db: Database, answer: int, merged: MergedRecord) -> bool:
    """Whether exactly this merged record is saved."""
    columns = _columns(merged)
    names = " AND ".join(f"{name} IS :{name}" for name in columns)
    found = db.execute(
        f"SELECT 1 FROM answers WHERE id = :id AND {names}", columns | {"id": answer}
    )
    return found.fetchone() is not None


def _columns(merged: MergedRecord) -> dict[str, str | int | None]:
    return {
        **{column: _kept(getattr(merged.record, fact)) for fact, column in COLUMN_OF_FACT.items()},
        "answer_id": merged.answer_id,
        "version": merged.version,
        "body": merged.body,
    }


def _kept(fact: Any) -> str | None:
    """A fact as it is kept: a list of records as JSON, and nothing of an empty one."""
    if isinstance(fact, tuple):
        return json.dumps(list(map(asdict, fact))) if fact else None
    return None if fact is None else str(fact)


def merge_into(db: Database, identity: str, poorer: int, fuller: int) -> None:
    """Move the versions of one identity to a fuller record; the identity becomes its alias."""
    db.execute(
        "UPDATE versions SET answer = ? WHERE answer = ? AND identity = ?",
        [fuller, poorer, identity],
    )
    if not sources(db, poorer):
        db.execute("UPDATE aliases SET answer = ? WHERE answer = ?", [fuller, poorer])
        db.execute("DELETE FROM answers WHERE id = ?", [poorer])
    db.execute("INSERT OR REPLACE INTO aliases VALUES (?, ?)", [identity, fuller])


def _latest_of_each(db: Database, condition: str, value: object) -> list[Source]:
    rows = db.execute(
        f"SELECT {COLUMNS} {WITH_TEXT} WHERE {condition} AND v.id = (SELECT max(w.id) "
        f"FROM versions w WHERE {SAME_STATE}) ORDER BY v.id",
        [value],
    )
    return [Source(*row) for row in rows.fetchall()]
