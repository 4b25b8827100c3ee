"""Marks on passages, in SQL."""

from __future__ import annotations

import json

from qa.model.marks import Mark
from qa.store.service.records.base import Expiry, Records


class StoredMarks(Records):
    """`MarkRecords` in SQL."""

    expiries = (Expiry("marks", "marked_at", "marks"),)

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
        """Every mark that has not expired, first to last."""
        oldest = (self._moment - self._retention.marks).isoformat(timespec="seconds")
        rows = self._db.execute(
            "SELECT question, query, passage_id, rank, index_version, judgment "
            "FROM marks WHERE marked_at >= ? ORDER BY id",
            [oldest],
        )
        return [Mark(question, json.loads(query), *facts) for question, query, *facts in rows]
