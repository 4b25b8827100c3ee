"""Marks on passages, in SQLite."""

from __future__ import annotations

import json

from qa.model.marks import Mark
from qa.store.service.sqlite.records import SqliteRecords


class SqliteMarks(SqliteRecords):
    """`MarkRecords` in SQLite."""

    def add(self, mark: Mark) -> None:
        """Add a mark."""
        self._db.execute(
            "INSERT INTO marks "
            "(question, query, passage_id, rank, index_version, judgment, marked_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                mark.question,
                json.dumps(mark.query, ensure_ascii=False),
                mark.passage_id,
                mark.rank,
                mark.index_version,
                mark.judgment,
                self._now,
            ],
        )

    def all(self) -> list[Mark]:
        """Every mark, first to last."""
        rows = self._db.execute(
            "SELECT question, query, passage_id, rank, index_version, judgment "
            "FROM marks ORDER BY id"
        )
        return [Mark(question, json.loads(query), *facts) for question, query, *facts in rows]
