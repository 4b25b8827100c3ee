"""The states that answers have had: which are new, corrected or withdrawn after a change."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database

from qa.model import Filters, Status
from qa.model.watches import ChangedAnswer
from qa.store.archive.changes import conditions

_BATCH = 500
"""The answers whose earlier states are looked up at a time."""


def last_number(db: Database, revision: int) -> int:
    """The number of the last change that a revision of this store has; 0 where there is none."""
    later = db.execute("SELECT min(number) FROM states WHERE revision > ?", [revision]).fetchone()
    if later[0] is not None:
        return int(later[0]) - 1
    return int(db.execute("SELECT max(number) FROM changes").fetchone()[0] or 0)


def changed(
    db: Database, after: int, until: int, ids: Iterable[str] | None = None
) -> list[ChangedAnswer]:
    """The answers, or those of these ids, whose state at a change differs from that at an earlier.

    The last change comes first. A state is a status with the day answered or, where that is later,
    corrected; that of a corrected answer has its text too. An answer that was stored before under
    another id has the state that it had then.
    """
    of_these = "" if ids is None else "AND a.answer_id IN (SELECT value FROM json_each(:ids))"
    rows = db.execute(
        "SELECT a.id, a.answer_id, s.status, s.day, s.number, s.at, v.text_digest "
        "FROM changes c JOIN answers a ON a.answer_id = c.answer_id JOIN states s ON s.number = "
        "(SELECT max(number) FROM states w WHERE w.answer_id = a.answer_id AND number <= :until) "
        "JOIN versions v ON v.id = s.version "
        f"WHERE c.number > :after AND s.number > :after {of_these} ORDER BY s.number DESC",
        {"after": after, "until": until} | ({} if ids is None else {"ids": _json(ids)}),
    ).fetchall()
    found = []
    for first in range(0, len(rows), _BATCH):
        some = rows[first : first + _BATCH]
        before = _before(db, after, [row for row, *_ in some])
        for row, answer_id, status, day, number, at, text in some:
            was, was_day, version, old_text = before.get(row, (None, None, None, None))
            reworded = status == "corrected" and text != old_text
            if (was, was_day) != (status, day) or reworded:
                found.append(
                    ChangedAnswer(
                        row, answer_id, number, at, status, day, was, was_day, version, reworded
                    )
                )
    return found


def within(db: Database, ids: Iterable[str], filters: Filters) -> dict[int, str]:
    """Those of these answers that the filters match, whatever their status, id by row."""
    allowed, values = conditions(db, filters, with_status=False)
    rows = db.execute(
        "SELECT a.id, a.answer_id FROM answers a "
        f"WHERE a.answer_id IN (SELECT value FROM json_each(:ids)) AND ({allowed})",
        values | {"ids": _json(ids)},
    )
    return dict(rows.fetchall())


def _before(db: Database, after: int, rows: list[int]) -> dict[int, tuple[Status, str, int, str]]:
    """The state of each of these answers at a change number, under any of its ids: status, day, the
    version of its text and the text's digest; without those that were not stored then."""
    found = db.execute(
        "WITH names AS (SELECT a.id, a.answer_id AS name FROM answers a WHERE a.id IN "
        "(SELECT value FROM json_each(:rows)) UNION ALL SELECT x.answer, x.alias FROM aliases x "
        "WHERE x.answer IN (SELECT value FROM json_each(:rows))) "
        "SELECT n.id, s.status, s.day, s.version, v.text_digest, max(s.number) FROM names n "
        "JOIN states s ON s.answer_id = n.name AND s.number <= :after "
        "JOIN versions v ON v.id = s.version GROUP BY n.id",
        {"rows": json.dumps(rows), "after": after},
    )
    return {row: tuple(state) for row, *state, _ in found.fetchall()}


def _json(ids: Iterable[str]) -> str:
    return json.dumps(sorted(set(ids)))
