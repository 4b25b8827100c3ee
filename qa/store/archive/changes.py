"""Answers in the order of their last change, so that a copy elsewhere can keep up."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlite_utils import Database

from qa.model import Filters
from qa.model.bodies import with_predecessors
from qa.model.changes import ChangesPage
from qa.store.archive import answers


def stamp(db: Database) -> None:
    """Date what this transaction changed; call it just before the commit."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    db.execute("UPDATE changes SET changed_at = ? WHERE changed_at = ''", [now])
    db.execute(
        "UPDATE states SET at = ?, revision = (SELECT number FROM revision) WHERE at = ''", [now]
    )


def follow(
    db: Database, after: int, most: int, filters: Filters, changed_since: str | None
) -> ChangesPage:
    """At most `most` of the changes after a number, the oldest first.

    Each id is listed once, as it is now: a client that applies every page has the same answers as
    this store. Filters apply to answers, never to `replaced`.
    """
    allowed, values = conditions(db, filters)
    since = "AND c.changed_at >= :since" if changed_since else ""
    rows = db.execute(
        "SELECT c.number, c.answer_id, a.id, t.answer_id FROM changes c "
        "LEFT JOIN answers a ON a.answer_id = c.answer_id "
        "LEFT JOIN aliases x ON x.alias = c.answer_id AND a.id IS NULL "
        "LEFT JOIN answers t ON t.id = x.answer "
        f"WHERE c.number > :after {since} AND (a.id IS NULL OR ({allowed})) "
        "ORDER BY c.number LIMIT :most",
        values | {"after": after, "most": most + 1, "since": changed_since},
    ).fetchall()
    shown = rows[:most]
    places = {row: place for place, (_, _, row, _) in enumerate(shown) if row is not None}
    current = {one.answer_id: one for one in answers.of_rows(db, places)}
    return ChangesPage(
        tuple(current[name] for _, name, row, _ in shown if row is not None),
        tuple((name, by) for _, name, row, by in shown if row is None),
        shown[-1][0] if shown else after,
        len(rows) > most,
    )


def conditions(
    db: Database, filters: Filters, *, with_status: bool = True
) -> tuple[str, dict[str, object]]:
    """The SQL condition of these filters on an answer `a`, and its values; no status means any."""
    said_on = "coalesce(nullif(a.date_answered, ''), a.date_tabled)"
    asked: list[tuple[str, dict[str, object]]] = []
    if filters.date_from:
        asked.append((f"{said_on} >= :first", {"first": filters.date_from}))
    if filters.date_to:
        asked.append((f"{said_on} <= :last", {"last": filters.date_to}))
    if filters.house:
        asked.append(("a.house = :house", {"house": filters.house}))
    if filters.body:
        asked.append(_one_of("a.body", "body", sorted(with_predecessors(filters.body))))
    if filters.status and with_status:
        asked.append(_one_of("a.status", "status", filters.status))
    if filters.kind:
        kind = "coalesce((SELECT r.kind FROM readings r WHERE r.version = a.version), 'none')"
        asked.append(_one_of(kind, "kind", filters.kind))
    if filters.minister or filters.member:
        rows = answers.by_members(db, filters.minister, filters.member)
        asked.append(
            ("a.id IN (SELECT value FROM json_each(:rows))", {"rows": json.dumps(sorted(rows))})
        )
    values = {name: value for _, bound in asked for name, value in bound.items()}
    return " AND ".join(condition for condition, _ in asked) or "1", values


def _one_of(column: str, name: str, wanted: Iterable[str]) -> tuple[str, dict[str, object]]:
    bound: dict[str, object] = {f"{name}{at}": one for at, one in enumerate(wanted)}
    return f"{column} IN ({', '.join(f':{one}' for one in bound)})", bound
