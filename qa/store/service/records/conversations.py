"""Conversations and their turns, in SQL."""

from __future__ import annotations

import json

from qa.model import json_types
from qa.model.browse import ReplyAnnotations
from qa.model.conversations import EarlierQuestion, ListedConversation, Turn
from qa.model.tokens import digest, new_token, short_key
from qa.store.service.interface import UNDO_PERIOD
from qa.store.service.records.base import Expiry, Records

MAX_INTEGER_BITS = 63
MAX_INTEGER = 2**MAX_INTEGER_BITS - 1
"""A database holds no larger integer."""

KEPT = "c.asked_at >= ? AND c.discarded_at IS NULL"
"""The condition on conversations `c` that they are not gone; its value is the oldest moment."""
TURN_COLUMNS = "number, question, reply, around"


class StoredConversations(Records):
    """`ConversationRecords` in SQL."""

    expiries = (
        Expiry("conversations", "asked_at"),
        Expiry("conversations", "discarded_at", UNDO_PERIOD),
    )

    def begin(self, owner: str, *, listed: bool = False) -> str:
        """Begin a conversation and return its key, a short one where it is listed."""
        key = short_key() if listed else new_token()
        self._db.execute(
            "INSERT INTO conversations (token_digest, listed_as, begun_at, asked_at, owner) "
            "VALUES (?, ?, ?, ?, ?)",
            [digest(key), key if listed else None, self._now, self._now, owner],
        )
        return key

    def add_turn(
        self,
        key: str,
        question: str,
        reply: json_types.Reply,
        annotations: ReplyAnnotations | None,
        owner: str,
        attempt: str | None = None,
    ) -> Turn | None:
        """Add a turn, numbered from 1 without a gap; None where there is no such conversation."""
        row = self._found(key, owner)
        if row is None:
            return None
        number = self._db.execute(
            "SELECT coalesce(max(number), 0) + 1 FROM turns WHERE conversation = ?", [row]
        ).fetchone()[0]
        as_json = [json.dumps(one, ensure_ascii=False) for one in (reply, annotations)]
        self._db.execute(
            "INSERT INTO turns (conversation, number, question, reply, around, attempt) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [row, number, question, *as_json, attempt],
        )
        self._db.execute("UPDATE conversations SET asked_at = ? WHERE id = ?", [self._now, row])
        return Turn(number, question, reply, annotations)

    def replace_turn(
        self,
        key: str,
        number: int,
        question: str,
        reply: json_types.Reply,
        annotations: ReplyAnnotations | None,
        owner: str,
    ) -> Turn | None:
        """Replace a turn; None where there is no such turn, or a link shows it."""
        row = self._found(key, owner)
        if row is None or number.bit_length() > MAX_INTEGER_BITS:
            return None
        as_json = [json.dumps(one, ensure_ascii=False) for one in (reply, annotations)]
        replaced = self._db.execute(
            "UPDATE turns SET question = ?, reply = ?, around = ? "
            "WHERE conversation = ? AND number = ? AND NOT EXISTS "
            "(SELECT * FROM shares s WHERE s.conversation = turns.conversation "
            "AND s.turns >= turns.number)",
            [question, *as_json, row, number],
        )
        return Turn(number, question, reply, annotations) if replaced.rowcount else None

    def turn_of_attempt(self, attempt: str, owner: str) -> tuple[str, Turn] | None:
        """The turn that an attempt has made in a listed conversation, with that one's key.

        A transaction that writes makes every other writer wait from its beginning, in both homes.
        """
        found = self._db.execute(
            f"SELECT listed_as, {TURN_COLUMNS} FROM turns t "
            "JOIN conversations c ON c.id = t.conversation WHERE t.attempt = ? "
            f"AND c.owner = ? AND {KEPT} AND c.listed_as IS NOT NULL",
            [attempt, owner, self._oldest],
        ).fetchone()
        if found is None:
            return None
        key, *columns = found
        return key, read_turn(*columns)

    def turns(self, key: str, owner: str) -> list[Turn] | None:
        """All turns, first to last; None where there is no such conversation."""
        row = self._found(key, owner)
        if row is None:
            return None
        rows = self._db.execute(
            f"SELECT {TURN_COLUMNS} FROM turns WHERE conversation = ? ORDER BY number", [row]
        )
        return [read_turn(*columns) for columns in rows]

    def turn(self, key: str, number: int, owner: str) -> Turn | None:
        """One turn; None where there is no such conversation or turn."""
        row = self._found(key, owner)
        if row is None or number.bit_length() > MAX_INTEGER_BITS:
            return None
        found = self._db.execute(
            f"SELECT {TURN_COLUMNS} FROM turns WHERE conversation = ? AND number = ?", [row, number]
        ).fetchone()
        return read_turn(*found) if found else None

    def questions(
        self, key: str, most: int, owner: str, before: int | None = None
    ) -> list[EarlierQuestion] | None:
        """The last `most` questions, first to last, of the turns `before` a number, or of all."""
        row = self._found(key, owner)
        if row is None:
            return None
        rows = self._db.execute(
            "SELECT question, json_extract(reply, '$.query.disabled'), "
            "json_extract(reply, '$.answerable') FROM turns "
            "WHERE conversation = ? AND number < ? ORDER BY number DESC LIMIT ?",
            [row, min(before or MAX_INTEGER, MAX_INTEGER), most],
        ).fetchall()
        return [
            EarlierQuestion(
                question, tuple(json.loads(disabled or "[]")), answerable not in (0, "false")
            )
            for question, disabled, answerable in reversed(rows)
        ]

    def listed(self, owner: str) -> list[ListedConversation]:
        """The listed conversations of an owner that have a turn, the last asked in first."""
        rows = self._db.execute(
            "SELECT c.listed_as, c.name, f.question, c.asked_at, "
            "(SELECT count(*) FROM turns t WHERE t.conversation = c.id) "
            "FROM conversations c JOIN turns f ON f.conversation = c.id AND f.number = 1 "
            f"WHERE c.owner = ? AND {KEPT} AND c.listed_as IS NOT NULL "
            "ORDER BY c.asked_at DESC, c.id DESC",
            [owner, self._oldest],
        )
        return [ListedConversation(*columns) for columns in rows]

    def rename(self, key: str, name: str | None, owner: str) -> bool:
        """Set or remove the name; False where there is no such conversation."""
        row = self._found(key, owner)
        if row is not None:
            self._db.execute("UPDATE conversations SET name = ? WHERE id = ?", [name, row])
        return row is not None

    def delete(self, key: str, owner: str) -> None:
        """Delete a conversation with its turns and its links, for good."""
        self._db.execute(
            "DELETE FROM conversations WHERE token_digest = ? AND owner = ?", [digest(key), owner]
        )

    def discard(self, key: str, owner: str) -> str | None:
        """Discard a conversation with its turns and its links; None where there is none such."""
        return self._discard(
            "conversations AS c",
            f"c.token_digest = ? AND c.owner = ? AND {KEPT}",
            digest(key),
            owner,
            self._oldest,
        )

    def discard_all(self, owner: str) -> str | None:
        """Discard all conversations of an owner, listed or not; None where there is none."""
        return self._discard("conversations AS c", f"c.owner = ? AND {KEPT}", owner, self._oldest)

    def discarded(self, owner: str, name: str | None = None) -> int:
        """How many discarded conversations can be restored: by this name, or in all."""
        return self._count_discarded("conversations", "asked_at", owner, name)

    def restore(self, name: str, owner: str) -> int:
        """Restore what was discarded by this name, with its links; the number of conversations."""
        return self._restore("conversations", "asked_at", owner, name)

    def _found(self, key: str, owner: str) -> int | None:
        """The row of a conversation; None where the owner has no such one."""
        found = self._db.execute(
            f"SELECT c.id FROM conversations c WHERE c.token_digest = ? AND c.owner = ? AND {KEPT}",
            [digest(key), owner, self._oldest],
        ).fetchone()
        return None if found is None else int(found[0])


def read_turn(number: int, question: str, reply: str, annotations: str) -> Turn:
    """The turn of a row's `TURN_COLUMNS`."""
    return Turn(number, question, json.loads(reply), json.loads(annotations))
