"""A pack: passages that somebody collected, and how each answer has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qa.errors import BadRequest, NotFound
from qa.model import json_types
from qa.model.packs import Direction, PackItem
from qa.service.changed_since import changes_since
from qa.service.undo import too_late
from qa.settings import Settings
from qa.store.service import UnitOfWork, service_store

MAX_ITEMS = 200
NOTE_CHARS = 2000


@dataclass(frozen=True, slots=True)
class PackEntry(PackItem):
    """A passage of a pack; `since` says how its answer has changed, or is null."""

    since: str | None


class Packs:
    """The packs of one data folder. Who has a pack's token can read and change it.

    `notes` are texts by item. A change saves those that come with it, in the same transaction,
    except notes on passages that another page has removed.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = service_store(settings)

    def entries(self, token: str) -> list[PackEntry]:
        """The passages of a pack in their order; empty where it is unknown."""
        with self._store.reading() as records:
            items = records.packs.items(token)
        changes = changes_since(self._settings, [item.passage for item in items], "collected")
        return [
            PackEntry(item.id, item.passage, item.note, since)
            for item, since in zip(items, changes, strict=True)
        ]

    def passage_ids(self, token: str) -> list[str]:
        """The ids of the passages in a pack, in their order."""
        if not token:
            return []
        with self._store.reading() as records:
            return records.packs.passage_ids(token)

    def add(self, token: str, passage: json_types.Passage, *, of_person: bool = False) -> str:
        """Add a passage to a pack, or a new one; return its token. Raises BadRequest if full.

        The new pack of a person has the token that is given.
        """
        with self._store.writing() as records:
            ids = records.packs.passage_ids(token)
            if passage["passage_id"] in ids:
                return token
            if len(ids) >= MAX_ITEMS:
                raise _full()
            if not records.packs.add(token, passage):
                token = records.packs.begin(token if of_person else None)
                records.packs.add(token, passage)
        return token

    def take_out(self, token: str, passage_id: str) -> str | None:
        """Remove the passage of this id; return the name to undo it by, or None without one."""
        with self._store.writing() as records:
            for item in records.packs.items(token):
                if item.passage["passage_id"] == passage_id:
                    return records.packs.discard(token, item.id)
        return None

    def save(self, token: str, notes: Mapping[int, str]) -> None:
        """Replace the notes of some passages, by item.

        Raises BadRequest where one is too long: then none is saved. Raises NotFound where a passage
        is not in the pack, since another page removed it: the other notes are saved.
        """
        with self._store.writing() as records:
            saved = _save(records, token, notes)
        if not saved:
            raise _missing()

    def move(self, token: str, item: int, direction: Direction, notes: Mapping[int, str]) -> None:
        """Move a passage one place; raises NotFound where there is no such passage."""
        with self._store.writing() as records:
            _save(records, token, notes)
            if not records.packs.move(token, item, direction):
                raise _missing()

    def remove(self, token: str, item: int, notes: Mapping[int, str]) -> str:
        """Remove a passage; return the name to undo it by. Raises NotFound without the passage."""
        with self._store.writing() as records:
            _save(records, token, notes)
            removal = records.packs.discard(token, item)
            if removal is None:
                raise _missing()
        return removal

    def clear(self, token: str, notes: Mapping[int, str]) -> str | None:
        """Remove all passages; return the name to undo it by, or None where there are none."""
        with self._store.writing() as records:
            _save(records, token, notes)
            return records.packs.discard_all(token)

    def removed(self, token: str, removal: str) -> int:
        """How many passages undoing a removal would bring back."""
        with self._store.reading() as records:
            return records.packs.discarded(token, removal)

    def restore(self, token: str, removal: str, notes: Mapping[int, str]) -> list[int]:
        """Undo a removal; return the items that are back.

        Raises NotFound where its time is over, BadRequest where the pack has no room.
        """
        with self._store.writing() as records:
            _save(records, token, notes)
            items = records.packs.restore(token, removal)
            if not items:
                raise too_late()
            if len(records.packs.passage_ids(token)) > MAX_ITEMS:
                raise _full()
        return items


def _save(records: UnitOfWork, token: str, notes: Mapping[int, str]) -> bool:
    """Save the notes of those passages that the pack has; whether it has all."""
    found = []
    for item, text in notes.items():
        note = text.replace("\r\n", "\n")
        if len(note) > NOTE_CHARS:
            raise BadRequest(
                f"note-{item}",
                f"A note has {len(note):,} characters.",
                f"Shorten it to {NOTE_CHARS:,} or fewer.",
            )
        found.append(records.packs.set_note(token, item, note))
    return all(found)


def _full() -> BadRequest:
    return BadRequest(
        "passage_id",
        f"The pack has room for {MAX_ITEMS} passages.",
        "Download it, then delete it or remove passages.",
    )


def _missing() -> NotFound:
    return NotFound("This passage is not in the pack.", "Open the pack again.")
