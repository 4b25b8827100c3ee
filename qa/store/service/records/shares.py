"""Links to conversations, in SQL."""

from __future__ import annotations

from qa.model.conversations import SharedConversation, ShareLink
from qa.model.tokens import derived_token, digest, short_key
from qa.store.service.records.base import Records
from qa.store.service.records.conversations import KEPT, TURN_COLUMNS, read_turn


class StoredShares(Records):
    """`ShareRecords` in SQL."""

    def add(self, key: str, secret: str, owner: str) -> bool:
        """Make a link to a conversation, unless there is one to just these turns."""
        salt = short_key()
        made = self._db.execute(
            "INSERT INTO shares (conversation, token_digest, salt, turns, shared_at) "
            "SELECT c.id, ?, ?, max(t.number), ? "
            "FROM conversations c JOIN turns t ON t.conversation = c.id "
            f"WHERE c.token_digest = ? AND c.owner = ? AND {KEPT} GROUP BY c.id "
            "ON CONFLICT (conversation, turns) DO UPDATE SET turns = excluded.turns RETURNING id",
            [
                digest(derived_token(secret, salt)),
                salt,
                self._now,
                digest(key),
                owner,
                self._oldest,
            ],
        ).fetchone()
        return made is not None

    def links(self, key: str, secret: str, owner: str) -> list[ShareLink]:
        """The links to a conversation, newest first."""
        rows = self._db.execute(
            "SELECT s.salt, s.turns, s.shared_at "
            "FROM shares s JOIN conversations c ON c.id = s.conversation "
            f"WHERE c.token_digest = ? AND c.owner = ? AND {KEPT} ORDER BY s.id DESC",
            [digest(key), owner, self._oldest],
        )
        return [
            ShareLink(derived_token(secret, salt), turns, shared_at)
            for salt, turns, shared_at in rows
        ]

    def revoke(self, key: str, token: str, owner: str) -> None:
        """End a link to a conversation."""
        self._db.execute(
            "DELETE FROM shares WHERE token_digest = ? AND conversation IN "
            "(SELECT c.id FROM conversations c "
            f"WHERE c.token_digest = ? AND c.owner = ? AND {KEPT})",
            [digest(token), digest(key), owner, self._oldest],
        )

    def shared(self, token: str) -> SharedConversation | None:
        """What a link shows to anyone who has it; None where there is no such link."""
        found = self._db.execute(
            "SELECT s.conversation, s.turns, s.shared_at "
            "FROM shares s JOIN conversations c ON c.id = s.conversation "
            f"WHERE s.token_digest = ? AND {KEPT}",
            [digest(token), self._oldest],
        ).fetchone()
        if found is None:
            return None
        conversation, last, shared_at = found
        rows = self._db.execute(
            f"SELECT {TURN_COLUMNS} FROM turns WHERE conversation = ? AND number <= ? "
            "ORDER BY number",
            [conversation, last],
        )
        return SharedConversation(shared_at, [read_turn(*columns) for columns in rows])
