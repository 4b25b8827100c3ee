"""Conversations: what was asked and replied, each its owner's alone, kept for a stated time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlite_utils import Database

from qa.store.tokens import digest, limit, new, now

if TYPE_CHECKING:
    from qa import shapes


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation with its reply, exactly as it was shown."""

    number: int
    question: str
    reply: shapes.Reply


def begin(db: Database, keep_days: int, owner: str) -> str:
    """Begin a conversation; its token is unguessable and stands nowhere in the database.

    It can be had only by that `owner` who shows the token too.

    Conversations in which nothing was asked for `keep_days` days are deleted on the way.
    """
    token, stamp = new(), now()
    with db.atomic():
        db.execute("DELETE FROM conversations WHERE asked_at < ?", [limit(keep_days)])
        db.execute(
            "INSERT INTO conversations (token_digest, begun_at, asked_at, owner) "
            "VALUES (?, ?, ?, ?)",
            [digest(token), stamp, stamp, owner],
        )
    return token


def add(
    db: Database,
    token: str,
    question: str,
    reply: shapes.Reply,
    keep_days: int,
    owner: str,
) -> Turn | None:
    """Add a turn to a conversation, or None where there is no such conversation (any more)."""
    db.conn.execute("BEGIN IMMEDIATE")
    with db.conn:
        row = _found(db, token, keep_days, owner)
        if row is None:
            return None
        number = db.execute(
            "SELECT coalesce(max(number), 0) + 1 FROM turns WHERE conversation = ?", row
        ).fetchone()[0]
        db.execute(
            "INSERT INTO turns (conversation, number, question, reply) VALUES (?, ?, ?, ?)",
            [row[0], number, question, json.dumps(reply, ensure_ascii=False)],
        )
        db.execute("UPDATE conversations SET asked_at = ? WHERE id = ?", [now(), row[0]])
    return Turn(number, question, reply)


def turns(db: Database, token: str, keep_days: int, owner: str) -> list[Turn] | None:
    """The turns of a conversation, first to last; None where there is no such one (any more)."""
    row = _found(db, token, keep_days, owner)
    if row is None:
        return None
    rows = db.execute(
        "SELECT number, question, reply FROM turns WHERE conversation = ? ORDER BY number", row
    )
    return [
        Turn(number, question, json.loads(reply)) for number, question, reply in rows.fetchall()
    ]


def forget(db: Database, token: str, owner: str) -> None:
    """Delete a conversation with all its turns."""
    db.execute(
        "DELETE FROM conversations WHERE token_digest = ? AND owner = ?", [digest(token), owner]
    )


def _found(db: Database, token: str, keep_days: int, owner: str) -> tuple[int] | None:
    found: tuple[int] | None = db.execute(
        "SELECT id FROM conversations WHERE token_digest = ? AND asked_at >= ? AND owner = ?",
        [digest(token), limit(keep_days), owner],
    ).fetchone()
    return found
