"""Bookmarks: how far Parliament's API has been followed, and which questions are still open."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlite_utils import Database

EVERY_BODY = 0
"""Stands in place of an answering body's id where no body was named."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that the API has not seen answered: its id, and whether a holding answer stands.

    `body` is the answering body that it was with when it was first seen.
    """

    id: int
    body: int
    date_tabled: str
    holding: bool


def days(db: Database, body: int) -> dict[str, str | None]:
    """Each day ever wanted of a body, with the moment it was last fetched whole, else None.

    What was fetched of every body counts for each of them.
    """
    rows = db.execute(
        "SELECT day, max(fetched_at) FROM sync_days WHERE body IN (?, ?) GROUP BY day ORDER BY day",
        [body, EVERY_BODY],
    )
    return dict(rows.fetchall())


def want(db: Database, bodies: Iterable[int], day: str) -> None:
    """Note a day as wanted, once more if it was fetched before: a gap until it is fetched."""
    db.conn.executemany(
        "INSERT OR REPLACE INTO sync_days (body, day) VALUES (?, ?)",
        [(body, day) for body in bodies],
    )


def fetched(db: Database, bodies: Iterable[int], day: str) -> None:
    """Note that all of a day has been stored."""
    db.conn.executemany(
        "INSERT OR REPLACE INTO sync_days (body, day, fetched_at) VALUES (?, ?, ?)",
        [(body, day, _now()) for body in bodies],
    )


def gaps(db: Database) -> list[tuple[str, str]]:
    """First and last of each stretch of days that were wanted and not fetched, for some body."""
    rows = db.execute(
        "SELECT DISTINCT d.day FROM sync_days d WHERE d.fetched_at IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM sync_days e WHERE e.day = d.day AND e.body = ? "
        "AND e.fetched_at IS NOT NULL) ORDER BY d.day",
        [EVERY_BODY],
    )
    stretches: list[tuple[str, str]] = []
    for (day,) in rows.fetchall():
        before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
        if stretches and stretches[-1][1] == before:
            stretches[-1] = (stretches[-1][0], day)
        else:
            stretches.append((day, day))
    return stretches


def passed(db: Database, name: str) -> None:
    """Note that a pass (`sync`, `corrections`) has just come to its end."""
    db.execute("INSERT OR REPLACE INTO sync_passes VALUES (?, ?)", [name, _now()])


def last_pass(db: Database, name: str) -> str | None:
    """When a pass last came to its end, in UTC; None where it never did."""
    row = db.execute("SELECT ended_at FROM sync_passes WHERE name = ?", [name]).fetchone()
    return row[0] if row else None


def keep_open(db: Database, question: OpenQuestion) -> None:
    """Keep a question as open; it stays with its first body."""
    db.execute(
        "INSERT INTO open_questions VALUES (?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET holding = excluded.holding",
        [question.id, question.body, question.date_tabled, question.holding],
    )


def close(db: Database, id: int) -> None:
    """Forget a question that is no longer open, or never was."""
    db.execute("DELETE FROM open_questions WHERE id = ?", [id])


def open_questions(db: Database, bodies: Collection[int]) -> list[OpenQuestion]:
    """The questions of these bodies that are still open, oldest first."""
    rows = db.execute("SELECT id, body, date_tabled, holding FROM open_questions ORDER BY 3, 1")
    found = [OpenQuestion(id, body, day, bool(held)) for id, body, day, held in rows.fetchall()]
    return [row for row in found if EVERY_BODY in bodies or row.body in bodies]


def note_body(db: Database, id: int, name: str) -> None:
    """Keep the name that the API gave an answering body."""
    db.execute("INSERT OR IGNORE INTO seen_bodies VALUES (?, ?)", [id, name])


def seen_bodies(db: Database) -> list[tuple[int, str]]:
    """Id and name of every answering body that the API has given, each name it ever had."""
    rows = db.execute("SELECT id, name FROM seen_bodies ORDER BY id, name")
    return rows.fetchall()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
