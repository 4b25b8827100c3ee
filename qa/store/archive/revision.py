"""The revision of the store, and the log of what each answer was before it changed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class PreviousVersion:
    """An answer before a change: its row, version and facts; null for a new answer."""

    answer: int
    version: int | None
    source_question: str | None
    heading: str | None


def current(db: Database) -> str:
    """The store's id and the number of its last change, as `<store>.<number>`."""
    store, number = db.execute("SELECT store, number FROM revision").fetchone()
    return f"{store}.{number}"


def advance(db: Database) -> None:
    """Count one more change of the store."""
    db.execute("UPDATE revision SET number = number + 1")


def last_change(db: Database) -> int:
    """The number of the latest change of any answer; the numbers have no gap."""
    found = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'former_answers'").fetchone()
    return int(found[0]) if found else 0


def changed_since(db: Database, change: int) -> list[PreviousVersion] | None:
    """Each answer changed after a change, as it was then; None where some are forgotten."""
    (known,) = db.execute("SELECT count(*) FROM former_answers WHERE id > ?", [change]).fetchone()
    if change + known != last_change(db):
        return None
    rows = db.execute(
        "SELECT answer, version, source_question, heading, min(id) FROM former_answers "
        "WHERE id > ? GROUP BY answer",
        [change],
    )
    return [PreviousVersion(*row[:4]) for row in rows.fetchall()]


def forget_changes(db: Database, until: int) -> None:
    """Delete the change log up to a change that the index includes."""
    db.execute("DELETE FROM former_answers WHERE id <= ?", [until])
