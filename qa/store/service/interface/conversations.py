"""Records of conversations, and of the links that show them."""

from __future__ import annotations

from typing import Protocol

from qa.model import json_types
from qa.model.browse import ReplyAnnotations
from qa.model.conversations import (
    EarlierQuestion,
    ListedConversation,
    SharedConversation,
    ShareLink,
    Turn,
)


class ConversationRecords(Protocol):
    """Conversations and their turns. Each belongs to one owner; no other owner's call finds it."""

    def begin(self, owner: str, *, listed: bool = False) -> str:
        """Begin a conversation and return its key.

        A listed one has a short key, which is stored, so that its owner can find it again. Any
        other has an unguessable key, stored only as a digest.
        """

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

    def turn_of_attempt(self, attempt: str, owner: str) -> tuple[str, Turn] | None:
        """The turn that an attempt has made in a listed conversation, with that one's key.

        Until this unit of work ends, any other that writes and asks for the same attempt waits.
        """

    def turns(self, key: str, owner: str) -> list[Turn] | None:
        """All turns, first to last; None where there is no such conversation."""

    def turn(self, key: str, number: int, owner: str) -> Turn | None:
        """One turn; None where there is no such conversation or turn."""

    def questions(
        self, key: str, most: int, owner: str, before: int | None = None
    ) -> list[EarlierQuestion] | None:
        """The last `most` questions, first to last, of the turns `before` a number, or of all.

        None where there is no such conversation.
        """

    def listed(self, owner: str) -> list[ListedConversation]:
        """The listed conversations of an owner that have a turn, the last asked in first."""

    def rename(self, key: str, name: str | None, owner: str) -> bool:
        """Set or remove the name; False where there is no such conversation."""

    def delete(self, key: str, owner: str) -> None:
        """Delete a conversation with its turns and its links, for good."""

    def discard(self, key: str, owner: str) -> str | None:
        """Discard a conversation with its turns and its links; None where there is none such."""

    def discard_all(self, owner: str) -> str | None:
        """Discard all conversations of an owner, listed or not; None where there is none."""

    def discarded(self, owner: str, name: str | None = None) -> int:
        """How many discarded conversations can be restored: by this name, or in all."""

    def restore(self, name: str, owner: str) -> int:
        """Restore what was discarded by this name, with its links; the number of conversations."""


class ShareRecords(Protocol):
    """Links to conversations. Each shows the turns at the moment it was made, and no later one.

    A link's token is derived from a secret of its owner's: who has the secret sees the link again,
    though the store holds only a digest of the token.
    """

    def add(self, key: str, secret: str, owner: str) -> bool:
        """Make a link to a conversation, unless there is one to just these turns.

        False where there is no such conversation, or it has no turns.
        """

    def links(self, key: str, secret: str, owner: str) -> list[ShareLink]:
        """The links to a conversation, newest first."""

    def revoke(self, key: str, token: str, owner: str) -> None:
        """End a link to a conversation."""

    def shared(self, token: str) -> SharedConversation | None:
        """What a link shows to anyone who has it; None where there is no such link."""
