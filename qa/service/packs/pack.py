"""A pack: what its owner collected, and what has befallen each answer since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qa import store
from qa.errors import BadRequest, NotFound
from qa.model import json_types
from qa.model.packs import Direction, PackItem
from qa.service.changed_since import since
from qa.settings import Settings

MOST_ITEMS = 200
NOTE_CHARS = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage of a pack, as it was shown; `since` says how its answer has changed, if it has.

    `passage` has the JSON shape that every door shows.
    """

    id: int
    passage: Mapping[str, Any]
    note: str
    since: str | None


class Packs:
    """The packs of one data folder, each known by a token that is its owner's alone."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._days = settings.retention_days

    def entries(self, token: str) -> list[Entry]:
        """The passages of a pack in its owner's order; none where it is unknown."""
        items = self._items(token)
        if not items:
            return []
        with store.archive.reading(self._settings.store_path) as db:
            return [
                Entry(item.id, item.passage, item.note, since(db, item.passage, "collected"))
                for item in items
            ]

    def size(self, token: str) -> int:
        """How many passages a pack has."""
        return len(self._items(token)) if token else 0

    def add(self, token: str, passage: json_types.Passage) -> str:
        """Add a passage to a pack, or to a new one where there is none; the pack's token.

        Raises BadRequest where the pack is full.
        """
        if self.size(token) >= MOST_ITEMS:
            raise BadRequest(
                "passage_id",
                f"The pack holds {MOST_ITEMS} passages already.",
                "Export it, then begin a new one.",
            )
        with store.service.opened(self._settings.service_path) as db:
            if not store.service.packs.add(db, token, passage, self._days):
                token = store.service.packs.begin(db, self._days)
                store.service.packs.add(db, token, passage, self._days)
        return token

    def note(self, token: str, item: int, text: str) -> None:
        """Write a note beside a passage, in place of the one before.

        Raises BadRequest where it is too long, NotFound where there is no such passage.
        """
        if len(text) > NOTE_CHARS:
            raise BadRequest(
                "note",
                f"The note has {len(text):,} characters.",
                f"Shorten it to {NOTE_CHARS:,} or fewer.",
            )
        self._require(token, item)
        with store.service.opened(self._settings.service_path) as db:
            store.service.packs.note(db, token, item, text.replace("\r\n", "\n"), self._days)

    def remove(self, token: str, item: int) -> None:
        """Take a passage out; raises NotFound where there is no such passage."""
        self._require(token, item)
        with store.service.opened(self._settings.service_path) as db:
            store.service.packs.remove(db, token, item, self._days)

    def move(self, token: str, item: int, way: Direction) -> None:
        """Move a passage one place; raises NotFound where there is no such passage."""
        self._require(token, item)
        with store.service.opened(self._settings.service_path) as db:
            store.service.packs.move(db, token, item, way, self._days)

    def forget(self, token: str) -> None:
        """Delete a pack with all that is in it."""
        with store.service.opened(self._settings.service_path) as db:
            store.service.packs.forget(db, token)

    def _items(self, token: str) -> list[PackItem]:
        with store.service.opened(self._settings.service_path) as db:
            return store.service.packs.items(db, token, self._days)

    def _require(self, token: str, item: int) -> None:
        if all(one.id != item for one in self._items(token)):
            raise NotFound("This passage is not in the pack.", "Open the pack again.")
