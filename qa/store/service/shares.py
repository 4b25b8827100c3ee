"""Shares: links that show a conversation, as far as it had come, to whoever has them."""

from __future__ import annotations

from sqlite_utils import Database

from qa.model.conversations import SharedConversation, ShareLink
from qa.store.service.conversations import as_kept
from qa.store.service.tokens import derived, digest, limit, now, short


def add(db: Database, key: str, secret: str, keep_days: int, owner: str) -> bool:
    """Share a conversation as it stands, once however often; False where there is no such one.

    The link's token is made of its owner's `secret`, so that it can be shown again although the
    database holds no more than its digest.
    """
    salt = short()
    with db.atomic():
        done = db.execute(
            "INSERT INTO shares (conversation, token_digest, salt, turns, shared_at) "
            "SELECT c.id, ?, ?, max(t.number), ? "
            "FROM conversations c JOIN turns t ON t.conversation = c.id "
            "WHERE c.token_digest = ? AND c.owner = ? AND c.asked_at >= ? GROUP BY c.id "
            "ON CONFLICT (conversation, turns) DO UPDATE SET turns = turns RETURNING id",
            [digest(derived(secret, salt)), salt, now(), digest(key), owner, limit(keep_days)],
        ).fetchone()
    return done is not None


def every(db: Database, key: str, secret: str, keep_days: int, owner: str) -> list[ShareLink]:
    """The links to a conversation, newest first."""
    rows = db.execute(
        "SELECT s.salt, s.turns, s.shared_at "
        "FROM shares s JOIN conversations c ON c.id = s.conversation "
        "WHERE c.token_digest = ? AND c.owner = ? AND c.asked_at >= ? ORDER BY s.id DESC",
        [digest(key), owner, limit(keep_days)],
    )
    return [ShareLink(derived(secret, salt), turns, shared_at) for salt, turns, shared_at in rows]


def revoke(db: Database, key: str, token: str, owner: str) -> None:
    """End a link."""
    with db.atomic():
        db.execute(
            "DELETE FROM shares WHERE token_digest = ? AND conversation IN "
            "(SELECT id FROM conversations WHERE token_digest = ? AND owner = ?)",
            [digest(token), digest(key), owner],
        )


def shown(db: Database, token: str, keep_days: int) -> SharedConversation | None:
    """What a link shows; None where there is no such link (any more)."""
    found = db.execute(
        "SELECT s.conversation, s.turns, s.shared_at "
        "FROM shares s JOIN conversations c ON c.id = s.conversation "
        "WHERE s.token_digest = ? AND c.asked_at >= ?",
        [digest(token), limit(keep_days)],
    ).fetchone()
    if found is None:
        return None
    *of, shared_at = found
    rows = db.execute(
        "SELECT number, question, reply, around FROM turns WHERE conversation = ? AND number <= ? "
        "ORDER BY number",
        of,
    )
    turns = [as_kept(*row) for row in rows.fetchall()]
    return SharedConversation(shared_at, turns)
