"""A pack: passages that somebody collected, and how each answer has changed since."""

from __future__ import annotations

from dataclasses import dataclass

from qa.errors import BadRequest, NotFound
from qa.model import json_types
from qa.model.packs import Direction, PackItem
from qa.service.changed_since import changes_since
from qa.settings import Settings
from qa.store.service import service_store

MAX_ITEMS = 200
NOTE_CHARS = 2000


@dataclass(frozen=True, slots=True)
class PackEntry(PackItem):
    """A passage of a pack; `since` says how its answer has changed, or is null."""

    since: str | None


class Packs:
    """The packs of one data folder. Who has a pack's token can read and change it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = service_store(settings)

    def entries(self, token: str) -> list[PackEntry]:
        """The passages of a pack in their order; empty where it is unknown."""
        items = self._items(token)
        changes = changes_since(self._settings, [item.passage for item in items], "collected")
        return [
            PackEntry(item.id, item.passage, item.note, since)
            for item, since in zip(items, changes, strict=True)
        ]

    def size(self, token: str) -> int:
        """The number of passages in a pack."""
        return len(self._items(token)) if token else 0

    def add(self, token: str, passage: json_types.Passage) -> str:
        """Add a passage to a pack, or a new one; return its token. Raises BadRequest if full."""
        with self._store.writing() as records:
            if len(records.packs.items(token)) >= MAX_ITEMS:
                raise BadRequest(
                    "passage_id",
                    f"The pack holds {MAX_ITEMS} passages already.",
                    "Export it, then begin a new one.",
                )
            if not records.packs.add(token, passage):
                token = records.packs.begin()
                records.packs.add(token, passage)
        return token

    def set_note(self, token: str, item: int, text: str) -> None:
        """Replace a passage's note; raises BadRequest where it is too long, or NotFound."""
        if len(text) > NOTE_CHARS:
            raise BadRequest(
                "note",
                f"The note has {len(text):,} characters.",
                f"Shorten it to {NOTE_CHARS:,} or fewer.",
            )
        with self._store.writing() as records:
            _require(records.packs.set_note(token, item, text.replace("\r\n", "\n")))

    def remove(self, token: str, item: int) -> None:
        """Remove a passage; raises NotFound where there is no such passage."""
        with self._store.writing() as records:
            _require(records.packs.remove(token, item))

    def move(self, token: str, item: int, direction: Direction) -> None:
        """Move a passage one place; raises NotFound where there is no such passage."""
        with self._store.writing() as records:
            _require(records.packs.move(token, item, direction))

    def delete(self, token: str) -> None:
        """Delete a pack with all that is in it."""
        with self._store.writing() as records:
            records.packs.delete(token)

    def _items(self, token: str) -> list[PackItem]:
        with self._store.reading() as records:
            return records.packs.items(token)


def _require(found: bool) -> None:
    if not found:
        raise NotFound("This passage is not in the pack.", "Open the pack again.")
