"""Drafts, in SQL."""

from __future__ import annotations

import json
from collections.abc import Sequence

from qa.model import json_types
from qa.model.drafts import Draft, DraftItem, DraftQuestion, DraftShare, ItemKind, ListedDraft
from qa.model.packs import Direction
from qa.model.tokens import derived_token, digest, short_key
from qa.store.service.interface import UNDO_PERIOD
from qa.store.service.records.base import Expiry, Records

_KEPT = "d.changed_at >= ? AND d.discarded_at IS NULL"
"""The condition on drafts `d` that they are not gone; its value is the oldest moment."""
_NEIGHBOUR = {"up": "< ?3 ORDER BY place DESC", "down": "> ?3 ORDER BY place"}


class StoredDrafts(Records):
    """`DraftRecords` in SQL."""

    expiries = (
        Expiry("drafts", "changed_at"),
        Expiry("drafts", "discarded_at", UNDO_PERIOD),
        Expiry("draft_items", "discarded_at", UNDO_PERIOD),
    )

    def begin(self, question: str, parts: Sequence[DraftQuestion], owner: str) -> str:
        """Begin a draft without items, and return its key."""
        key = short_key()
        self._db.execute(
            "INSERT INTO drafts (key, owner, question, parts, changed_at) VALUES (?, ?, ?, ?, ?)",
            [key, owner, question, json.dumps(list(parts), ensure_ascii=False), self._now],
        )
        return key

    def draft(self, key: str, owner: str) -> Draft | None:
        """A draft with its items, part by part, in their order; None where there is none such."""
        return self._read("d.key = ? AND d.owner = ?", key, owner)

    def listed(self, owner: str) -> list[ListedDraft]:
        """The drafts of an owner, the last changed first."""
        rows = self._db.execute(
            "SELECT d.key, d.question, d.changed_at, (SELECT count(*) FROM draft_items i "
            "WHERE i.draft = d.id AND i.discarded_at IS NULL) FROM drafts d "
            f"WHERE d.owner = ? AND {_KEPT} ORDER BY d.changed_at DESC, d.id DESC",
            [owner, self._oldest],
        )
        return [ListedDraft(*columns) for columns in rows]

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
        draft = self._touched(key, owner)
        if draft is None:
            return None
        name = passage["passage_id"] if passage else ""
        self._db.execute(
            "INSERT INTO draft_items (draft, part, place, kind, passage_id, passage) "
            "SELECT ?1, ?2, coalesce(max(place), 0) + 1, ?3, ?4, ?5 FROM draft_items "
            "WHERE draft = ?1 "
            "ON CONFLICT (draft, part, kind, passage_id) DO UPDATE SET place = excluded.place, "
            "passage = excluded.passage, discarded_as = NULL, discarded_at = NULL "
            "WHERE draft_items.discarded_at IS NOT NULL",
            [draft, part, kind, name, passage and json.dumps(passage, ensure_ascii=False)],
        )
        found = self._db.execute(
            "SELECT id FROM draft_items WHERE draft = ? AND part = ? AND kind = ? "
            "AND passage_id = ?",
            [draft, part, kind, name],
        ).fetchone()
        return int(found[0])

    def set_note(self, key: str, item: int, note: str, owner: str) -> bool:
        """Replace the note of an item; False where the draft has no such item."""
        changed = self._db.execute(
            "UPDATE draft_items SET note = ? WHERE draft = ? AND id = ? AND discarded_at IS NULL",
            [note, self._touched(key, owner), item],
        )
        return changed.rowcount > 0

    def set_minister(self, key: str, minister: str, owner: str) -> bool:
        """Name the minister who is to give the reply; False where there is no such draft."""
        draft = self._touched(key, owner)
        self._db.execute("UPDATE drafts SET minister = ? WHERE id = ?", [minister, draft])
        return draft is not None

    def move(self, key: str, item: int, direction: Direction, owner: str) -> bool:
        """Move an item one place within its part, if there is one; False without the item."""
        draft = self._touched(key, owner)
        here = self._db.execute(
            "SELECT part, place FROM draft_items "
            "WHERE draft = ? AND id = ? AND discarded_at IS NULL",
            [draft, item],
        ).fetchone()
        if here is None:
            return False
        neighbour = self._db.execute(
            "SELECT place, id FROM draft_items WHERE draft = ?1 AND part = ?2 "
            f"AND discarded_at IS NULL AND place {_NEIGHBOUR[direction]} LIMIT 1",
            [draft, *here],
        ).fetchone()
        if neighbour:
            swap = "UPDATE draft_items SET place = ? WHERE id = ?"
            self._db.execute(swap, [neighbour[0], item])
            self._db.execute(swap, [here[1], neighbour[1]])
        return True

    def discard_item(self, key: str, item: int, owner: str) -> str | None:
        """Discard an item; None where the draft has no such item."""
        return self._discard(
            "draft_items",
            "draft = ? AND id = ? AND discarded_at IS NULL",
            self._touched(key, owner),
            item,
        )

    def restore_items(self, key: str, name: str, owner: str) -> list[int]:
        """Restore the items that were discarded by this name, each in its place; their ids."""
        restored = self._db.execute(
            "UPDATE draft_items SET discarded_as = NULL, discarded_at = NULL "
            "WHERE draft = ? AND discarded_as = ? AND discarded_at >= ? RETURNING id",
            [self._touched(key, owner), name, self._restorable],
        ).fetchall()
        return sorted(item for (item,) in restored)

    def discarded_items(self, key: str, name: str, owner: str) -> int:
        """How many items can be restored by this name."""
        found = self._db.execute(
            "SELECT count(*) FROM draft_items i JOIN drafts d ON d.id = i.draft WHERE d.key = ? "
            f"AND d.owner = ? AND {_KEPT} AND i.discarded_as = ? AND i.discarded_at >= ?",
            [key, owner, self._oldest, name, self._restorable],
        ).fetchone()
        return int(found[0])

    def discard(self, key: str, owner: str) -> str | None:
        """Discard a draft with its items and its link; None where there is none such."""
        return self._discard(
            "drafts AS d", f"d.key = ? AND d.owner = ? AND {_KEPT}", key, owner, self._oldest
        )

    def discarded(self, owner: str, name: str | None = None) -> int:
        """How many discarded drafts can be restored: by this name, or in all."""
        return self._count_discarded("drafts", "changed_at", owner, name)

    def restore(self, name: str, owner: str) -> int:
        """Restore what was discarded by this name, with its link; the number of drafts."""
        return self._restore("drafts", "changed_at", owner, name)

    def share(self, key: str, secret: str, owner: str) -> bool:
        """Make the link to a draft, unless there is one; False where there is no such draft."""
        salt = short_key()
        made = self._db.execute(
            "INSERT INTO draft_shares (draft, token_digest, salt, shared_at) "
            f"SELECT d.id, ?, ?, ? FROM drafts d WHERE d.key = ? AND d.owner = ? AND {_KEPT} "
            "ON CONFLICT (draft) DO UPDATE SET salt = draft_shares.salt RETURNING draft",
            [digest(derived_token(secret, salt)), salt, self._now, key, owner, self._oldest],
        ).fetchone()
        return made is not None

    def link(self, key: str, secret: str, owner: str) -> DraftShare | None:
        """The link to a draft; None where there is none."""
        found = self._db.execute(
            "SELECT s.salt, s.shared_at FROM draft_shares s JOIN drafts d ON d.id = s.draft "
            f"WHERE d.key = ? AND d.owner = ? AND {_KEPT}",
            [key, owner, self._oldest],
        ).fetchone()
        return found and DraftShare(derived_token(secret, found[0]), found[1])

    def end_share(self, key: str, owner: str) -> None:
        """End the link to a draft."""
        self._db.execute(
            "DELETE FROM draft_shares WHERE draft IN "
            f"(SELECT d.id FROM drafts d WHERE d.key = ? AND d.owner = ? AND {_KEPT})",
            [key, owner, self._oldest],
        )

    def shared(self, token: str) -> Draft | None:
        """The draft that a link shows to anyone who has it; None where there is no such link."""
        return self._read(
            "d.id = (SELECT s.draft FROM draft_shares s WHERE s.token_digest = ?)", digest(token)
        )

    def _read(self, which: str, *values: str) -> Draft | None:
        found = self._db.execute(
            f"SELECT d.id, d.question, d.parts, d.minister FROM drafts d WHERE {which} AND {_KEPT}",
            [*values, self._oldest],
        ).fetchone()
        if found is None:
            return None
        row, question, parts, minister = found
        items = self._db.execute(
            "SELECT id, part, kind, passage, note FROM draft_items "
            "WHERE draft = ? AND discarded_at IS NULL ORDER BY part, place",
            [row],
        )
        return Draft(
            question,
            tuple(json.loads(parts)),
            tuple(
                DraftItem(item, part, kind, passage and json.loads(passage), note)
                for item, part, kind, passage, note in items
            ),
            minister,
        )

    def _touched(self, key: str, owner: str) -> int | None:
        """The row of a draft, whose retention period starts again; None where there is none."""
        row = self._db.execute(
            f"UPDATE drafts AS d SET changed_at = ? WHERE d.key = ? AND d.owner = ? AND {_KEPT} "
            "RETURNING id",
            [self._now, key, owner, self._oldest],
        ).fetchone()
        return None if row is None else int(row[0])
