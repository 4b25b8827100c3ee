"""Packs of passages, in SQL."""

from __future__ import annotations

import json

from qa.model import json_types
from qa.model.packs import Direction, PackItem
from qa.model.tokens import digest, new_token
from qa.store.service.interface import UNDO_PERIOD
from qa.store.service.records.base import Expiry, Records

_KEPT = "discarded_at IS NULL"
_ITEMS = (
    "FROM pack_items i JOIN packs p ON p.id = i.pack "
    f"WHERE p.token_digest = ? AND p.touched_at >= ? AND i.{_KEPT}"
)
_NEIGHBOUR = {"up": "< ?2 ORDER BY place DESC", "down": "> ?2 ORDER BY place"}


class StoredPacks(Records):
    """`PackRecords` in SQL."""

    expiries = (
        Expiry("packs", "touched_at"),
        Expiry("pack_items", "discarded_at", UNDO_PERIOD),
    )

    def begin(self, token: str | None = None) -> str:
        """Begin an empty pack and return its unguessable token: a new one, unless one is given."""
        token = token or new_token()
        self._db.execute("DELETE FROM packs WHERE token_digest = ?", [digest(token)])
        self._db.execute(
            "INSERT INTO packs (token_digest, touched_at) VALUES (?, ?)", [digest(token), self._now]
        )
        return token

    def add(self, token: str, passage: json_types.Passage) -> bool:
        """Add a passage at the end, unless the pack has it; False where there is no such pack.

        A passage that was discarded, and can be restored, gets its note again.
        """
        pack = self._touched(token)
        if pack is None:
            return False
        self._db.execute(
            "INSERT INTO pack_items (pack, place, passage_id, passage) "
            "SELECT ?1, coalesce(max(place), 0) + 1, ?2, ?3 FROM pack_items WHERE pack = ?1 "
            "ON CONFLICT (pack, passage_id) DO UPDATE SET place = excluded.place, "
            "passage = excluded.passage, discarded_as = NULL, discarded_at = NULL "
            "WHERE pack_items.discarded_at IS NOT NULL",
            [pack, passage["passage_id"], json.dumps(passage, ensure_ascii=False)],
        )
        return True

    def items(self, token: str) -> list[PackItem]:
        """The passages in their order; empty where there is no such pack."""
        rows = self._db.execute(
            f"SELECT i.id, i.passage, i.note {_ITEMS} ORDER BY i.place",
            [digest(token), self._oldest],
        )
        return [PackItem(row, json.loads(passage), note) for row, passage, note in rows]

    def passage_ids(self, token: str) -> list[str]:
        """The ids of the passages in their order; empty where there is no such pack."""
        rows = self._db.execute(
            f"SELECT i.passage_id {_ITEMS} ORDER BY i.place", [digest(token), self._oldest]
        )
        return [passage_id for (passage_id,) in rows]

    def answer_ids(self, token_digest: str) -> list[str]:
        """The ids of the answers in the pack whose token has this digest."""
        rows = self._db.execute(
            f"SELECT json_extract(i.passage, '$.answer_id') {_ITEMS} ORDER BY i.place",
            [token_digest, self._oldest],
        )
        return list(dict.fromkeys(answer_id for (answer_id,) in rows))

    def set_note(self, token: str, item: int, note: str) -> bool:
        """Replace the note of an item; False where the pack has no such item."""
        changed = self._db.execute(
            f"UPDATE pack_items SET note = ? WHERE pack = ? AND id = ? AND {_KEPT}",
            [note, self._touched(token), item],
        )
        return changed.rowcount > 0

    def move(self, token: str, item: int, direction: Direction) -> bool:
        """Move an item one place, if there is one; False where the pack has no such item."""
        pack = self._touched(token)
        here = self._db.execute(
            f"SELECT place FROM pack_items WHERE pack = ? AND id = ? AND {_KEPT}", [pack, item]
        ).fetchone()
        if here is None:
            return False
        neighbour = self._db.execute(
            "SELECT place, id FROM pack_items "
            f"WHERE pack = ?1 AND {_KEPT} AND place {_NEIGHBOUR[direction]} LIMIT 1",
            [pack, here[0]],
        ).fetchone()
        if neighbour:
            swap = "UPDATE pack_items SET place = ? WHERE id = ?"
            self._db.execute(swap, [neighbour[0], item])
            self._db.execute(swap, [here[0], neighbour[1]])
        return True

    def discard(self, token: str, item: int) -> str | None:
        """Discard an item; None where the pack has no such item."""
        return self._discard(
            "pack_items", f"pack = ? AND id = ? AND {_KEPT}", self._touched(token), item
        )

    def discard_all(self, token: str) -> str | None:
        """Discard all items of a pack; None where it has none."""
        return self._discard("pack_items", f"pack = ? AND {_KEPT}", self._touched(token))

    def discarded(self, token: str, name: str) -> int:
        """How many items can be restored by this name."""
        found = self._db.execute(
            "SELECT count(*) FROM pack_items i JOIN packs p ON p.id = i.pack WHERE "
            "p.token_digest = ? AND p.touched_at >= ? AND i.discarded_as = ? "
            "AND i.discarded_at >= ?",
            [digest(token), self._oldest, name, self._restorable],
        ).fetchone()
        return int(found[0])

    def restore(self, token: str, name: str) -> list[int]:
        """Restore the items that were discarded by this name, each in its place; their ids."""
        restored = self._db.execute(
            "UPDATE pack_items SET discarded_as = NULL, discarded_at = NULL "
            "WHERE pack = ? AND discarded_as = ? AND discarded_at >= ? RETURNING id, place",
            [self._touched(token), name, self._restorable],
        ).fetchall()
        return [item for item, _ in sorted(restored, key=lambda row: row[1])]

    def _touched(self, token: str) -> int | None:
        """The row of a pack, whose retention period starts again; None where there is none."""
        row = self._db.execute(
            "UPDATE packs SET touched_at = ? WHERE token_digest = ? AND touched_at >= ? "
            "RETURNING id",
            [self._now, digest(token), self._oldest],
        ).fetchone()
        return None if row is None else int(row[0])
