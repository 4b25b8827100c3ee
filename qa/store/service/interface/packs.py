"""Records of evidence packs."""

from __future__ import annotations

from typing import Protocol

from qa.model import json_types
from qa.model.packs import Direction, PackItem


class PackRecords(Protocol):
    """Packs of passages, each known by its token alone."""

    def begin(self, token: str | None = None) -> str:
        """Begin an empty pack and return its unguessable token: a new one, unless one is given."""

    def add(self, token: str, passage: json_types.Passage) -> bool:
        """Add a passage at the end, unless the pack has it; False where there is no such pack.

        A passage that was discarded, and can be restored, gets its note again.
        """

    def items(self, token: str) -> list[PackItem]:
        """The passages in their order; empty where there is no such pack."""

    def passage_ids(self, token: str) -> list[str]:
        """The ids of the passages in their order; empty where there is no such pack."""

    def answer_ids(self, token_digest: str) -> list[str]:
        """The ids of the answers in the pack whose token has this digest, each once in the order
        of the pack; empty where there is no such pack."""

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
