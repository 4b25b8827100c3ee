"""Packs: passages that somebody collected, exactly as they were shown, kept for a stated time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlite_utils import Database

from qa.model.packs import Direction, PackItem
from qa.store.service.tokens import digest, limit, new, now

if TYPE_CHECKING:
    from qa.model import json_types


def begin(db: Database, keep_days: int) -> str:
    """Begin a pack: its unguessable token; packs untouched for `keep_days` days are deleted."""
    token = new()
    with db.atomic():
        db.execute("DELETE FROM packs WHERE touched_at < ?", [limit(keep_days)])
        db.execute(
            "INSERT INTO packs (token_digest, touched_at) VALUES (?, ?)", [digest(token), now()]
        )
    return token


def items(db: Database, token: str, keep_days: int) -> list[PackItem]:
    """The passages of a pack in its owner's order; none where there is no such pack (any more)."""
    rows = db.execute(
        "SELECT i.id, i.passage, i.note FROM pack_items i JOIN packs p ON p.id = i.pack "
        "WHERE p.token_digest = ? AND p.touched_at >= ? ORDER BY i.place",
        [digest(token), limit(keep_days)],
    )
    return [PackItem(row, json.loads(passage), note) for row, passage, note in rows.fetchall()]


def add(db: Database, token: str, passage: json_types.Passage, keep_days: int) -> bool:
    """Add a passage at the end, once however often; False where there is no such pack."""
    with db.atomic():
        pack = _touched(db, token, keep_days)
        if pack is None:
            return False
        db.execute(
            "INSERT INTO pack_items (pack, place, passage_id, passage) "
            "SELECT ?1, coalesce(max(place), 0) + 1, ?2, ?3 FROM pack_items WHERE pack = ?1 "
            "ON CONFLICT (pack, passage_id) DO NOTHING",
            [pack, passage["passage_id"], json.dumps(passage, ensure_ascii=False)],
        )
    return True


def note(db: Database, token: str, item: int, text: str, keep_days: int) -> None:
    """Put a note in place of the one an item had."""
    with db.atomic():
        pack = _touched(db, token, keep_days)
        db.execute("UPDATE pack_items SET note = ? WHERE pack = ? AND id = ?", [text, pack, item])


def remove(db: Database, token: str, item: int, keep_days: int) -> None:
    """Take a passage out."""
    with db.atomic():
        pack = _touched(db, token, keep_days)
        db.execute("DELETE FROM pack_items WHERE pack = ? AND id = ?", [pack, item])


def move(db: Database, token: str, item: int, way: Direction, keep_days: int) -> None:
    """Let an item change places with the one above or below it, where there is one."""
    beside = "< ?2 ORDER BY place DESC" if way == "up" else "> ?2 ORDER BY place"
    with db.atomic():
        pack = _touched(db, token, keep_days)
        here = db.execute(
            "SELECT place FROM pack_items WHERE pack = ? AND id = ?", [pack, item]
        ).fetchone()
        there = (
            here
            and db.execute(
                f"SELECT id, place FROM pack_items WHERE pack = ?1 AND place {beside} LIMIT 1",
                [pack, here[0]],
            ).fetchone()
        )
        if there:
            swap = "UPDATE pack_items SET place = ? WHERE id = ?"
            db.execute(swap, [there[1], item])
            db.execute(swap, [here[0], there[0]])


def forget(db: Database, token: str) -> None:
    """Delete a pack with all that is in it."""
    db.execute("DELETE FROM packs WHERE token_digest = ?", [digest(token)])


def _touched(db: Database, token: str, keep_days: int) -> int | None:
    """The row of a pack, whose time begins anew; None where there is no such pack (any more)."""
    row = db.execute(
        "UPDATE packs SET touched_at = ? WHERE token_digest = ? AND touched_at >= ? RETURNING id",
        [now(), digest(token), limit(keep_days)],
    ).fetchone()
    return None if row is None else int(row[0])
