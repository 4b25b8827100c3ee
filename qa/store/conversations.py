"""Conversations: what was asked and replied, each its owner's alone, kept for a stated time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from qa.store.tokens import digest, limit, new, now


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation with its reply, exactly as it was shown."""

    number: int
    question: str
    reply: dict[str, Any]


def begin(db: Database, keep_days: int) -> str:
    """Begin a conversation; its token is unguessable and stands nowhere in the database.

    Conversations in which nothing was asked for `keep_days` days are deleted on the way.
    """
    token, stamp = new(), now()
    with db.atomic():
        db.execute("DELETE FROM conversations WHERE asked_at < ?", [limit(keep_days)])
        db.execute(
            "INSERT INTO conversations (token_digest, begun_at, asked_at) VALUES (?, ?, ?)",
            [digest(token), stamp, stamp],
        )
    return token


def add(
    db: Database, token: str, question: str, reply: dict[str, Any], keep_days: int
) -> Turn | None:
    """Add a turn to a conversation, or None where there is no such conversation (any more)."""
    db.conn.execute("BEGIN IMMEDIATE")
    with db.conn:
        row = db.execute(
            "SELECT id FROM conversations WHERE token_digest = ? AND asked_at >= ?",
            [digest(token), limit(keep_days)],
        ).fetchone()
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


def turns(db: Database, token: str, keep_days: int) -> list[Turn]:
    """The turns of a conversation, first to last; none where there is no such one (any more)."""
    rows = db.execute(
        "SELECT t.number, t.question, t.reply FROM turns t "
        "JOIN conversations c ON c.id = t.conversation "
        "WHERE c.token_digest = ? AND c.asked_at >= ? ORDER BY t.number",
        [digest(token), limit(keep_days)],
    )
    return [
        Turn(number, question, json.loads(reply)) for number, question, reply in rows.fetchall()
    ]


def forget(db: Database, token: str) -> None:
    """Delete a conversation with all its turns."""
    db.execute("DELETE FROM conversations WHERE token_digest = ?", [digest(token)])
