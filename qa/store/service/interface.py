"""The store of what people made: conversations, shares, packs, marks and keys.

Every home implements `ServiceStore` and passes its conformance suite
(`tests/conformance/service_store.py`). A home has a retention period and a clock: a conversation
or a pack that nobody has added to for that long is gone. What was discarded is gone too, but
during `UNDO_PERIOD` its owner can restore it. No call finds what is gone, and a later write deletes
it for good once it cannot be restored. A home keeps digests of tokens, never a token.

To discard gives a name to what one action discarded. Only the owner's own call restores by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
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
from qa.model.keys import ApiKey, KeyUse, Scope
from qa.model.marks import Mark
from qa.model.packs import Direction, PackItem

Clock = Callable[[], datetime]
"""Returns the present moment, in UTC."""

UNDO_PERIOD = timedelta(hours=1)
"""How long what was discarded can be restored."""


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


class PackRecords(Protocol):
    """Packs of passages, each known by its token alone."""

    def begin(self) -> str:
        """Begin an empty pack and return its unguessable token."""

    def add(self, token: str, passage: json_types.Passage) -> bool:
        """Add a passage at the end, unless the pack has it; False where there is no such pack.

        A passage that was discarded, and can be restored, gets its note again.
        """

    def items(self, token: str) -> list[PackItem]:
        """The passages in their order; empty where there is no such pack."""

    def passage_ids(self, token: str) -> list[str]:
        """The ids of the passages in their order; empty where there is no such pack."""

    def set_note(self, token: str, item: int, note: str) -> bool:
        """Replace the note of an item; False where the pack has no such item."""

    def move(self, token: str, item: int, direction: Direction) -> bool:
        """Move an item one place, if there is one; False where the pack has no such item."""

    def discard(self, token: str, item: int) -> str | None:
        """Discard an item; None where the pack has no such item."""

    def discard_all(self, token: str) -> str | None:
        """Discard all items of a pack; None where it has none."""

    def discarded(self, token: str, name: str) -> int:
        """How many items can be restored by this name."""

    def restore(self, token: str, name: str) -> list[int]:
        """Restore the items that were discarded by this name, each in its place; their ids."""


class MarkRecords(Protocol):
    """Marks, kept without an owner and without a retention period."""

    def add(self, mark: Mark) -> None:
        """Add a mark."""

    def all(self) -> Sequence[Mark]:
        """Every mark, first to last."""


class KeyRecords(Protocol):
    """Keys of the API, and how often each was used in the current window of its rate."""

    def create(self, name: str, scopes: tuple[Scope, ...], rate: int) -> str | None:
        """Make a key and return it, this once; None where a key has, or had, the name."""

    def all(self) -> Sequence[ApiKey]:
        """Every key, the revoked ones too, first to last."""

    def revoke(self, name: str) -> bool:
        """Revoke a key for good; False where no key in use has the name."""

    def use(self, key: str) -> KeyUse | None:
        """Count one use of a key, in any process; None where it is unknown or revoked."""


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """All records, within one transaction and at one moment of the clock."""

    conversations: ConversationRecords
    shares: ShareRecords
    packs: PackRecords
    marks: MarkRecords
    keys: KeyRecords


class ServiceStore(Protocol):
    """Opens units of work, in any thread or process; raises StoreError if it cannot be used."""

    def reading(self) -> AbstractContextManager[UnitOfWork]:
        """A unit of work that only reads, in one snapshot; it never waits for a writer."""

    def writing(self) -> AbstractContextManager[UnitOfWork]:
        """A unit of work that writes: all of it, or nothing where its block raises."""
