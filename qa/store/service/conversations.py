"""Conversations: what was asked and replied, each its owner's alone, kept for a stated time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlite_utils import Database

from qa.model.conversations import ListedConversation, Turn
from qa.store.service import tokens
from qa.store.service.tokens import digest, limit, now

if TYPE_CHECKING:
    from qa.model import json_types
    from qa.model.browse import ReplyAnnotations


@contextmanager
def at_once(db: Database) -> Iterator[None]:
    """All that is written is kept, or nothing is; who else writes waits from the beginning on."""
    db.conn.execute("BEGIN IMMEDIATE")
    with db.conn:
        yield


def begin(db: Database, keep_days: int, owner: str, *, listed: bool = False) -> str:
    """Begin a conversation: its key, with which its `owner` alone can have it.

    One that is `listed` has a short key, kept so that its owner can be shown it again. Of any
    other only a digest is kept, since its unguessable key may be all that guards it.
    """
    key, stamp = tokens.short() if listed else tokens.new(), now()
    with db.atomic():
        _end_old(db, keep_days)
        db.execute(
            "INSERT INTO conversations (token_digest, listed_as, begun_at, asked_at, owner) "
            "VALUES (?, ?, ?, ?, ?)",
            [digest(key), key if listed else None, stamp, stamp, owner],
        )
    return key


def add(
    db: Database,
    key: str,
    question: str,
    reply: json_types.Reply,
    around: ReplyAnnotations | None,
    keep_days: int,
    owner: str,
    attempt: str | None = None,
) -> Turn | None:
    """Add a turn to a conversation, or None where there is no such conversation (any more).

    To be called within `at_once`, so that no two turns take the same number. By its `attempt` the
    turn can be found again.
    """
    _end_old(db, keep_days)
    row = _found(db, key, keep_days, owner)
    if row is None:
        return None
    told = [json.dumps(one, ensure_ascii=False) for one in (reply, around)]
    number = db.execute(
        "SELECT coalesce(max(number), 0) + 1 FROM turns WHERE conversation = ?", row
    ).fetchone()[0]
    db.execute(
        "INSERT INTO turns (conversation, number, question, reply, around, attempt) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [row[0], number, question, *told, attempt],
    )
    db.execute("UPDATE conversations SET asked_at = ? WHERE id = ?", [now(), row[0]])
    return Turn(number, question, reply, around)


def attempted(db: Database, attempt: str, keep_days: int, owner: str) -> tuple[str, Turn] | None:
    """The turn that an attempt has made already, and the key of its conversation."""
    found = db.execute(
        "SELECT c.listed_as, t.number, t.question, t.reply, t.around "
        "FROM turns t JOIN conversations c ON c.id = t.conversation "
        "WHERE t.attempt = ? AND c.owner = ? AND c.asked_at >= ? AND c.listed_as IS NOT NULL",
        [attempt, owner, limit(keep_days)],
    ).fetchone()
    if found is None:
        return None
    key, *row = found
    return key, as_kept(*row)


def turns(db: Database, key: str, keep_days: int, owner: str) -> list[Turn] | None:
    """The turns of a conversation, first to last; None where there is no such one (any more)."""
    row = _found(db, key, keep_days, owner)
    if row is None:
        return None
    rows = db.execute(
        "SELECT number, question, reply, around FROM turns WHERE conversation = ? ORDER BY number",
        row,
    )
    return [as_kept(*found) for found in rows.fetchall()]


def turn(db: Database, key: str, number: int, keep_days: int, owner: str) -> Turn | None:
    """One turn of a conversation; None where there is no such one (any more)."""
    row = _found(db, key, keep_days, owner)
    if row is None or number.bit_length() > 63:  # SQLite holds no larger number.
        return None
    found = db.execute(
        "SELECT number, question, reply, around FROM turns WHERE conversation = ? AND number = ?",
        [*row, number],
    ).fetchone()
    return as_kept(*found) if found else None


def as_kept(number: int, question: str, reply: str, around: str) -> Turn:
    """A turn from its row."""
    return Turn(number, question, json.loads(reply), json.loads(around))


def questions(db: Database, key: str, most: int, keep_days: int, owner: str) -> list[str] | None:
    """The last `most` questions of a conversation, first to last; None where there is none."""
    row = _found(db, key, keep_days, owner)
    if row is None:
        return None
    rows = db.execute(
        "SELECT question FROM turns WHERE conversation = ? ORDER BY number DESC LIMIT ?",
        [*row, most],
    )
    return [question for (question,) in rows.fetchall()][::-1]


def every(db: Database, keep_days: int, owner: str) -> list[ListedConversation]:
    """The listed conversations of an owner in which something was asked, newest first."""
    rows = db.execute(
        "SELECT c.listed_as, c.name, f.question, c.asked_at, "
        "(SELECT count(*) FROM turns t WHERE t.conversation = c.id) "
        "FROM conversations c JOIN turns f ON f.conversation = c.id AND f.number = 1 "
        "WHERE c.owner = ? AND c.asked_at >= ? AND c.listed_as IS NOT NULL "
        "ORDER BY c.asked_at DESC, c.id DESC",
        [owner, limit(keep_days)],
    )
    return [ListedConversation(*row) for row in rows.fetchall()]


def rename(db: Database, key: str, name: str | None, keep_days: int, owner: str) -> bool:
    """Give a conversation a name, or None to take it away; False where there is no such one."""
    row = _found(db, key, keep_days, owner)
    if row is not None:
        with db.atomic():
            db.execute("UPDATE conversations SET name = ? WHERE id = ?", [name, *row])
    return row is not None


def forget(db: Database, key: str, owner: str) -> None:
    """Delete a conversation with all its turns."""
    with db.atomic():
        db.execute(
            "DELETE FROM conversations WHERE token_digest = ? AND owner = ?", [digest(key), owner]
        )


def forget_all(db: Database, owner: str) -> None:
    """Delete all conversations of an owner."""
    with db.atomic():
        db.execute("DELETE FROM conversations WHERE owner = ?", [owner])


def _end_old(db: Database, keep_days: int) -> None:
    """Delete, whoever asks, all conversations in which nothing was asked for `keep_days` days."""
    db.execute("DELETE FROM conversations WHERE asked_at < ?", [limit(keep_days)])


def _found(db: Database, key: str, keep_days: int, owner: str) -> tuple[int] | None:
    found: tuple[int] | None = db.execute(
        "SELECT id FROM conversations WHERE token_digest = ? AND asked_at >= ? AND owner = ?",
        [digest(key), limit(keep_days), owner],
    ).fetchone()
    return found
