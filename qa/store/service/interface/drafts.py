"""Records of drafts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from qa.model import json_types
from qa.model.drafts import Draft, DraftQuestion, DraftShare, ItemKind, ListedDraft
from qa.model.packs import Direction


class DraftRecords(Protocol):
    """Drafts with the items chosen for their parts.

    Each belongs to one owner; no other owner's call finds it. A link shows a draft as it is then.
    Its token is derived from a secret of the owner's, as that of a conversation is.
    """

    def begin(self, question: str, parts: Sequence[DraftQuestion], owner: str) -> str:
        """Begin a draft without items, and return its key."""

    def draft(self, key: str, owner: str) -> Draft | None:
        """A draft with its items, part by part, in their order; None where there is none such."""

    def listed(self, owner: str) -> list[ListedDraft]:
        """The drafts of an owner, the last changed first."""

    def add(
        self,
        key: str,
        part: int,
        kind: ItemKind,
        passage: json_types.Passage | None,
        owner: str,
    ) -> int | None:
        """Add an item at the end of a part, unless the part has it; its id.

        One that was discarded, and can be restored, gets its note again. None where there is no
        such draft.
        """

    def set_note(self, key: str, item: int, note: str, owner: str) -> bool:
        """Replace the note of an item; False where the draft has no such item."""

    def set_minister(self, key: str, minister: str, owner: str) -> bool:
        """Name the minister who is to give the reply; False where there is no such draft."""

    def move(self, key: str, item: int, direction: Direction, owner: str) -> bool:
        """Move an item one place within its part, if there is one; False without the item."""

    def discard_item(self, key: str, item: int, owner: str) -> str | None:
        """Discard an item; None where the draft has no such item."""

    def restore_items(self, key: str, name: str, owner: str) -> list[int]:
        """Restore the items that were discarded by this name, each in its place; their ids."""

    def discarded_items(self, key: str, name: str, owner: str) -> int:
        """How many items can be restored by this name."""

    def discard(self, key: str, owner: str) -> str | None:
        """Discard a draft with its items and its link; None where there is none such."""

    def discarded(self, owner: str, name: str | None = None) -> int:
        """How many discarded drafts can be restored: by this name, or in all."""

    def restore(self, name: str, owner: str) -> int:
        """Restore what was discarded by this name, with its link; the number of drafts."""

    def share(self, key: str, secret: str, owner: str) -> bool:
        """Make the link to a draft, unless there is one; False where there is no such draft."""

    def link(self, key: str, secret: str, owner: str) -> DraftShare | None:
        """The link to a draft; None where there is none."""

    def end_share(self, key: str, owner: str) -> None:
        """End the link to a draft."""

    def shared(self, token: str) -> Draft | None:
        """The draft that a link shows to anyone who has it; None where there is no such link."""
