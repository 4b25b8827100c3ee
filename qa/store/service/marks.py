"""Marks: what people thought of passages, kept without anybody's name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlite_utils import Database

from qa.model.marks import Mark


def add(db: Database, mark: Mark) -> None:
    """Keep a mark, with the time."""
    db.execute(
        "INSERT INTO marks (question, query, passage_id, rank, index_version, judgment, marked_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            mark.question,
            json.dumps(mark.query, ensure_ascii=False),
            mark.passage_id,
            mark.rank,
            mark.index_version,
            mark.judgment,
            datetime.now(UTC).isoformat(timespec="seconds"),
        ],
    )


def every(db: Database) -> Iterator[Mark]:
    """Every mark, first to last."""
    rows = db.execute(
        "SELECT question, query, passage_id, rank, index_version, judgment FROM marks ORDER BY id"
    )
    for question, query, *facts in rows.fetchall():
        yield Mark(question, json.loads(query), *facts)
