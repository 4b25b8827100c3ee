"""Drafts: what a person chose for each part of a new question, and how each answer has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.errors import BadRequest, NotFound
from qa.model import json_types
from qa.model.drafts import (
    ITEM_KINDS,
    Draft,
    DraftEvidence,
    DraftItem,
    DraftQuestion,
    DraftShare,
    ItemKind,
    ListedDraft,
)
from qa.model.packs import Direction
from qa.service.changed_since import changes_since
from qa.service.drafts.choice import best_of
from qa.service.shares import no_such_link
from qa.service.undo import too_late
from qa.settings import Settings
from qa.store.service import UnitOfWork, service_store

MAX_DRAFTS = 200
MAX_ITEMS = 100
NOTE_CHARS = 2000
MINISTER_CHARS = 100


@dataclass(frozen=True, slots=True)
class DraftEntry(DraftItem):
    """An item of a draft; `since` says how its answer has changed since, or is null."""

    since: str | None


@dataclass(frozen=True, slots=True)
class OpenedDraft:
    """A draft as it is read: `entries` has the items of each part, in order."""

    question: str
    minister: str
    parts: tuple[DraftQuestion, ...]
    entries: tuple[tuple[DraftEntry, ...], ...]

    @property
    def chosen(self) -> int:
        """The number of items."""
        return sum(map(len, self.entries))


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed that a change saves with it: notes by item, and the minister's name;
    None where it was left as it was."""

    notes: Mapping[int, str]
    minister: str | None = None


class Drafts:
    """The drafts of one data folder; only its owner can read and change one.

    A change saves what was typed with it, in the same transaction, except notes on items that
    another page has removed.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = service_store(settings)

    def begin(self, question: str, parts: Sequence[DraftQuestion], owner: str) -> str:
        """Begin a draft of a reply to a question of these parts, and return its key.

        Raises BadRequest where the owner has no room for another.
        """
        with self._store.writing() as records:
            if len(records.drafts.listed(owner)) >= MAX_DRAFTS:
                raise BadRequest(
                    "question",
                    f"There is room for {MAX_DRAFTS} drafts.",
                    "Delete one that is done.",
                )
            return records.drafts.begin(question, parts, owner)

    def draft(self, key: str, owner: str) -> OpenedDraft:
        """A draft as it is now; raises NotFound where its owner has none such."""
        with self._store.reading() as records:
            found = _draft_of(records, key, owner)
        return self._opened(found)

    def listed(self, owner: str) -> list[ListedDraft]:
        """The drafts of an owner, the last changed first."""
        with self._store.reading() as records:
            return records.drafts.listed(owner)

    def add(
        self,
        key: str,
        part: int,
        kind: ItemKind,
        passage: json_types.Passage | None,
        typed: Typed,
        owner: str,
    ) -> int:
        """Add an item at the end of a part, unless the part has it, and return its id.

        Raises NotFound without the draft or the part, BadRequest where the draft has no room.
        """
        with self._store.writing() as records:
            _save(records, key, typed, owner)
            draft = _draft_of(records, key, owner)
            if not 0 <= part < len(draft.parts):
                raise NotFound(f"The question has no part {part + 1}.", "Open the draft again.")
            added = records.drafts.add(key, part, kind, passage, owner)
            _check_room(records, key, owner)
        return added or 0

    def fill(self, key: str, evidence: DraftEvidence, typed: Typed, owner: str) -> None:
        """Add the best of what was found for each part in which nothing is chosen.

        Raises as `add`.
        """
        with self._store.writing() as records:
            _save(records, key, typed, owner)
            draft = _draft_of(records, key, owner)
            taken = {one.part for one in draft.items}
            for place, part in enumerate(evidence["parts"][: len(draft.parts)]):
                if place not in taken:
                    records.drafts.add(key, place, *best_of(part), owner)
            _check_room(records, key, owner)

    def save(self, key: str, typed: Typed, owner: str) -> None:
        """Save what was typed.

        Raises BadRequest where a text is too long: then nothing is saved. Raises NotFound where an
        item is not in the draft, since another page removed it: the other notes are saved.
        """
        with self._store.writing() as records:
            saved = _save(records, key, typed, owner)
        if not saved:
            raise _missing()

    def move(self, key: str, item: int, direction: Direction, typed: Typed, owner: str) -> None:
        """Move an item one place within its part; raises NotFound where there is no such item."""
        with self._store.writing() as records:
            _save(records, key, typed, owner)
            if not records.drafts.move(key, item, direction, owner):
                raise _missing()

    def remove(self, key: str, item: int, typed: Typed, owner: str) -> str:
        """Remove an item; return the name to undo it by. Raises NotFound without the item."""
        with self._store.writing() as records:
            _save(records, key, typed, owner)
            removal = records.drafts.discard_item(key, item, owner)
            if removal is None:
                raise _missing()
        return removal

    def removed(self, key: str, removal: str, owner: str) -> int:
        """How many items undoing a removal would bring back."""
        with self._store.reading() as records:
            return records.drafts.discarded_items(key, removal, owner)

    def restore_items(self, key: str, removal: str, typed: Typed, owner: str) -> int:
        """Undo a removal; return the item. Raises NotFound where its time is over."""
        with self._store.writing() as records:
            _save(records, key, typed, owner)
            items = records.drafts.restore_items(key, removal, owner)
            if not items:
                raise too_late()
        return items[0]

    def discard(self, key: str, owner: str) -> str | None:
        """Delete a draft so that its owner can undo it for `UNDO_MINUTES`.

        Returns the name of the deletion, or None where the owner has no such draft.
        """
        with self._store.writing() as records:
            return records.drafts.discard(key, owner)

    def discarded(self, owner: str, deletion: str | None = None) -> int:
        """How many drafts undoing a deletion, or every deletion, would bring back."""
        with self._store.reading() as records:
            return records.drafts.discarded(owner, deletion)

    def restore(self, deletion: str, owner: str) -> None:
        """Undo a deletion; raises NotFound where its time is over, or it is another owner's."""
        with self._store.writing() as records:
            if not records.drafts.restore(deletion, owner):
                raise too_late()

    def share(self, key: str, secret: str, owner: str) -> None:
        """Make the link to a draft, which is derived from its owner's secret.

        Raises NotFound without the draft.
        """
        with self._store.writing() as records:
            if not records.drafts.share(key, secret, owner):
                raise _gone()

    def link(self, key: str, secret: str, owner: str) -> DraftShare | None:
        """The link to a draft; None where there is none."""
        with self._store.reading() as records:
            return records.drafts.link(key, secret, owner)

    def end_share(self, key: str, owner: str) -> None:
        """End the link to a draft at once."""
        with self._store.writing() as records:
            records.drafts.end_share(key, owner)

    def shared(self, token: str) -> OpenedDraft:
        """The draft of a link as it is now; raises NotFound where there is no such link."""
        with self._store.reading() as records:
            found = records.drafts.shared(token)
        if found is None:
            raise no_such_link()
        return self._opened(found)

    def _opened(self, draft: Draft) -> OpenedDraft:
        passages = {one.id: one.passage for one in draft.items if one.passage}
        since = dict(
            zip(passages, changes_since(self._settings, passages.values(), "chosen"), strict=True)
        )
        entries: list[list[DraftEntry]] = [[] for _ in draft.parts]
        for one in draft.items:
            entry = DraftEntry(one.id, one.part, one.kind, one.passage, one.note, since.get(one.id))
            entries[one.part].append(entry)
        return OpenedDraft(draft.question, draft.minister, draft.parts, tuple(map(tuple, entries)))


def item_kind(name: str) -> ItemKind:
    """The kind of item of that name; raises BadRequest where there is none."""
    for kind in ITEM_KINDS:
        if kind == name:
            return kind
    raise BadRequest("action", f"action is {name[:40]!r}.", f"Give {', '.join(ITEM_KINDS)}.")


def _draft_of(records: UnitOfWork, key: str, owner: str) -> Draft:
    draft = records.drafts.draft(key, owner)
    if draft is None:
        raise _gone()
    return draft


def _save(records: UnitOfWork, key: str, typed: Typed, owner: str) -> bool:
    """Save what was typed to those items that the draft has; whether it has all."""
    found = []
    for item, text in typed.notes.items():
        note = text.replace("\r\n", "\n")
        _check_length(f"note-{item}", "A note", note, NOTE_CHARS)
        found.append(records.drafts.set_note(key, item, note, owner))
    if typed.minister is not None:
        minister = " ".join(typed.minister.split())
        _check_length("minister", "The minister's name", minister, MINISTER_CHARS)
        found.append(records.drafts.set_minister(key, minister, owner))
    return all(found)


def _check_room(records: UnitOfWork, key: str, owner: str) -> None:
    draft = records.drafts.draft(key, owner)
    if draft and len(draft.items) > MAX_ITEMS:
        raise BadRequest(
            "action",
            f"A draft has room for {MAX_ITEMS} passages.",
            "Remove some, or begin another draft.",
        )


def _check_length(name: str, what: str, text: str, most: int) -> None:
    if len(text) > most:
        raise BadRequest(
            name, f"{what} has {len(text):,} characters.", f"Shorten it to {most:,} or fewer."
        )


def _gone() -> NotFound:
    return NotFound("This draft was deleted or has expired.", "Begin a new one.")


def _missing() -> NotFound:
    return NotFound("This passage is not in the draft.", "Open the draft again.")
