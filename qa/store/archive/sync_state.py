"""Sync checkpoints: the days fetched from Parliament's API, and the questions still open."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlite_utils import Database

from qa.model.coverage import SyncFailure, SyncSummary

ALL_BODIES = 0
"""In place of an answering body's id where no body was named."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question without a full answer in the API; `body` is the id of its first answering body."""

    id: int
    body: int
    date_tabled: str
    holding: bool


def days(db: Database, body: int) -> dict[str, str | None]:
    """Each day ever planned for a body, with the moment it was last fetched whole, else None.

    A day fetched for all bodies counts for each of them.
    """
    rows = db.execute(
        "SELECT day, max(fetched_at) FROM sync_days WHERE body IN (?, ?) GROUP BY day ORDER BY day",
        [body, ALL_BODIES],
    )
    return dict(rows.fetchall())


def mark_pending(db: Database, bodies: Iterable[int], day: str) -> None:
    """Mark a day as pending, also if it was fetched before: a gap until it is fetched."""
    db.conn.executemany(
        "INSERT OR REPLACE INTO sync_days (body, day) VALUES (?, ?)",
        [(body, day) for body in bodies],
    )


def mark_fetched(db: Database, bodies: Iterable[int], day: str) -> None:
    """Mark a day as fetched: all of it is stored."""
    db.conn.executemany(
        "INSERT OR REPLACE INTO sync_days (body, day, fetched_at) VALUES (?, ?, ?)",
        [(body, day, _now()) for body in bodies],
    )


def gaps(db: Database) -> list[tuple[str, str]]:
    """First and last day of each period that is pending for some body."""
    rows = db.execute(
        "SELECT DISTINCT d.day FROM sync_days d WHERE d.fetched_at IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM sync_days e WHERE e.day = d.day AND e.body = ? "
        "AND e.fetched_at IS NOT NULL) ORDER BY d.day",
        [ALL_BODIES],
    )
    periods: list[tuple[str, str]] = []
    for (day,) in rows.fetchall():
        before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
        if periods and periods[-1][1] == before:
            periods[-1] = (periods[-1][0], day)
        else:
            periods.append((day, day))
    return periods


def record_completed_run(db: Database, name: str) -> None:
    """Record that a run (`sync`, `corrections`) has just completed."""
    db.execute("INSERT OR REPLACE INTO sync_passes VALUES (?, ?, NULL)", [name, _now()])


def last_completed_run(db: Database, name: str) -> str | None:
    """When a run last completed, in UTC; None if it never did."""
    row = db.execute("SELECT ended_at FROM sync_passes WHERE name = ?", [name]).fetchone()
    return row[0] if row else None


def summary(db: Database) -> SyncSummary:
    """How far the sync is: the part of coverage that a sync changes."""
    return {
        "last_sync": last_completed_run(db, "sync"),
        "last_corrections": last_completed_run(db, "corrections"),
        "last_sync_failure": last_failure(db),
        "sync_gaps": [list(period) for period in gaps(db)],
    }


def record_failure(db: Database, reason: str | None) -> None:
    """Record that a run has just failed, and why; without a reason, that it has not."""
    db.execute("DELETE FROM sync_passes WHERE name = 'failure'")
    if reason:
        db.execute("INSERT INTO sync_passes VALUES ('failure', ?, ?)", [_now(), reason])


def last_end(db: Database) -> str:
    """The moment at which a run last ended, whole or not, in UTC; empty where none did."""
    return str(db.execute("SELECT max(ended_at) FROM sync_passes").fetchone()[0] or "")


def last_failure(db: Database) -> SyncFailure | None:
    """When and why the last run failed; None if it did not."""
    row = db.execute("SELECT ended_at, reason FROM sync_passes WHERE name = 'failure'").fetchone()
    return {"at": row[0], "reason": row[1]} if row else None


def save_open_question(db: Database, question: OpenQuestion) -> None:
    """Save a question as open; its first body is kept."""
    db.execute(
        "INSERT INTO open_questions VALUES (?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET holding = excluded.holding",
        [question.id, question.body, question.date_tabled, question.holding],
    )


def remove_open_question(db: Database, id: int) -> None:
    """Remove a question that is no longer open, or never was."""
    db.execute("DELETE FROM open_questions WHERE id = ?", [id])


def open_questions(db: Database, bodies: Collection[int]) -> list[OpenQuestion]:
    """The questions of these bodies that are still open, oldest first."""
    rows = db.execute("SELECT id, body, date_tabled, holding FROM open_questions ORDER BY 3, 1")
    found = [OpenQuestion(id, body, day, bool(held)) for id, body, day, held in rows.fetchall()]
    return [row for row in found if ALL_BODIES in bodies or row.body in bodies]


def save_body_name(db: Database, id: int, name: str) -> None:
    """Save the name that the API gives an answering body."""
    db.execute("INSERT OR IGNORE INTO seen_bodies VALUES (?, ?)", [id, name])


def body_names(db: Database) -> list[tuple[int, str]]:
    """Id and name of every answering body that the API has named, with each name it ever had."""
    rows = db.execute("SELECT id, name FROM seen_bodies ORDER BY id, name")
    return rows.fetchall()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
