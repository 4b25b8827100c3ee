"""Current answers: by id, body and members, and in the order that breaks ties."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sqlite_utils import Database

from qa.model import FACTS, QUOTABLE, Answer, AnsweringBody, Attachment, GroupedQuestion
from qa.model.identity import answer_id_of, lookup_form
from qa.model.members import Role, count_by_name, member_name, name_words

COLUMN_OF_FACT = {fact: fact for fact in FACTS} | {
    "answering_body": "body_name",
    "url": "source_url",
}
"""The column of `answers` that holds each fact of a record."""
_COLUMN_OF_ROLE: dict[Role, str] = {"minister": "answering_member", "member": "asking_member"}
_FACTS = ", ".join(f"a.{column}" for column in COLUMN_OF_FACT.values())
COLUMNS = f"""
  a.answer_id, v.id AS version, t.text, {_FACTS},
  coalesce((SELECT r.kind FROM readings r WHERE r.version = v.id), 'none') AS kind, a.body
"""
"""The columns that `answer` makes an Answer of."""
TEXT = "JOIN texts t ON t.digest = v.text_digest"
_ORDER = "ORDER BY a.date_answered DESC, a.answer_id COLLATE BINARY"


def find(db: Database, answer_id: str) -> int | None:
    """The row of the record that an `answer_id` or an alias leads to, in any case."""
    name = lookup_form(answer_id)
    found = db.execute(
        "SELECT id FROM answers WHERE answer_id = :name "
        "UNION ALL SELECT answer FROM aliases WHERE alias = :name",
        {"name": name},
    ).fetchone()
    return found[0] if found else None


def id_today(db: Database, answer_id: str) -> str | None:
    """The id of the record that an `answer_id` or an alias leads to, in any case."""
    asked = "SELECT answer_id FROM answers WHERE id = ?"
    found = db.execute(asked, [find(db, answer_id)]).fetchone()
    return found[0] if found else None


def named(db: Database, reference: str) -> list[str]:
    """The ids of the answers that an id, a passage's id, a UIN or an address names, newest first.

    An official address holds the id; another is the one that the source stated.
    """
    if found := id_today(db, answer_id_of(reference)):
        return [found]
    uin = uin_of_reference(reference)
    rows = db.execute(
        f"SELECT a.answer_id FROM answers a WHERE a.uin = ? OR a.source_url = ? {_ORDER}",
        [uin, reference.strip()],
    )
    return [name for (name,) in rows.fetchall()]


def uin_of_reference(reference: str) -> str:
    """What a person typed as a UIN, in the form in which it is stored."""
    return re.sub(r"[\s-]", "", reference).upper()


def get(db: Database, answer_id: str) -> Answer | None:
    """The answer that an `answer_id` or an alias leads to, in any case."""
    row = find(db, answer_id)
    if row is None:
        return None
    return of_rows(db, [row])[0]


def of_rows(db: Database, rows: Iterable[int]) -> list[Answer]:
    """The answers of these rows, in no order."""
    named = ", ".join(map(str, rows))
    found = db.execute(
        f"SELECT {COLUMNS} FROM answers a JOIN versions v ON v.id = a.version {TEXT} "
        f"WHERE a.id IN ({named})"
    )
    return [answer(*row) for row in found.fetchall()]


def of_ids(db: Database, ids: Iterable[str]) -> dict[str, Answer]:
    """The answers whose `answer_id` is one of these, by their id; aliases are not followed."""
    rows = db.execute(
        f"SELECT {COLUMNS} FROM answers a JOIN versions v ON v.id = a.version {TEXT} "
        "WHERE a.answer_id IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(set(ids)))],
    )
    return {one.answer_id: one for one in (answer(*row) for row in rows.fetchall())}


def of_versions(db: Database, versions: Iterable[int]) -> dict[int, Answer]:
    """Answers with the text of these versions, which need not be current, by version."""
    named = json.dumps(sorted(set(versions)))  # One statement for any number is prepared once.
    rows = db.execute(
        f"SELECT {COLUMNS} FROM versions v JOIN answers a ON a.id = v.answer {TEXT} "
        "WHERE v.id IN (SELECT value FROM json_each(?))",
        [named],
    )
    return {one.version: one for one in (answer(*row) for row in rows.fetchall())}


def newest_first(db: Database) -> Iterator[Answer]:
    """Every answer of any status, newest first, then by `answer_id`."""
    rows = db.execute(
        f"SELECT {COLUMNS} FROM answers a JOIN versions v ON v.id = a.version {TEXT} {_ORDER}"
    )
    return (answer(*row) for row in rows)


def quotable(db: Database) -> Iterator[Answer]:
    """Every answer that can be quoted, in the same order."""
    return (one for one in newest_first(db) if one.status in QUOTABLE)


def by_members(db: Database, minister: str | None, member: str | None) -> frozenset[int]:
    """The rows of the answers that a minister gave and a member asked for, by words of their names.

    Each word must be in the name, in any order and case, with or without its accents; titles count
    for nothing, and a short first name is the long one.
    """
    asked: dict[Role, str | None] = {"minister": minister, "member": member}
    conditions, values = [], []
    for role, words in asked.items():
        if words is None:
            continue
        column = _COLUMN_OF_ROLE[role]
        wanted = name_words(words)
        known = db.execute(f"SELECT DISTINCT {column} FROM answers WHERE {column} IS NOT NULL")
        names = [name for (name,) in known.fetchall() if wanted and wanted <= name_words(name)]
        conditions.append(f"{column} IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(names))
    found = db.execute(f"SELECT id FROM answers WHERE {' AND '.join(conditions)}", values)
    return frozenset(row for (row,) in found.fetchall())


def people(db: Database, role: Role) -> dict[str, int]:
    """The number of answers that each person of a role gave or asked for, by name; most answers
    first."""
    column = _COLUMN_OF_ROLE[role]
    rows = db.execute(
        f"SELECT {column}, count(*) FROM answers WHERE {column} IS NOT NULL GROUP BY {column}"
    )
    counted: Counter[str] = Counter()
    for name, count in rows.fetchall():
        counted[member_name(name)] += count
    found = count_by_name(counted)
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def with_uin(db: Database, beginning: str, limit: int) -> list[Answer]:
    """The answers whose UIN begins so, in upper case; the shortest UIN first, then newest."""
    rows = db.execute(
        "SELECT a.id FROM answers a WHERE a.uin >= ?1 AND a.uin < ?1 || char(0x10FFFF) "
        "ORDER BY length(a.uin), a.date_answered DESC, a.answer_id COLLATE BINARY LIMIT ?2",
        [beginning, limit],
    )
    ids = [row for (row,) in rows.fetchall()]
    found = {find(db, one.answer_id): one for one in of_rows(db, ids)}
    return [found[row] for row in ids]


def answer(*row: Any) -> Answer:
    """The answer of a row of COLUMNS, with its members' first names first."""
    *facts, key = row
    name = facts[_BODY]
    facts[_BODY] = AnsweringBody(key, name) if key else None
    for place in _MEMBERS:
        facts[place] = facts[place] and member_name(facts[place])
    for place, record in _LISTS.items():
        kept = facts[place]
        facts[place] = tuple(record(**one) for one in json.loads(kept)) if kept else ()
    return Answer(*facts)


_BODY = 3 + FACTS.index("answering_body")
_MEMBERS = [3 + FACTS.index(f"{who}_member") for who in ("asking", "answering", "correcting")]
_LISTS = {
    3 + FACTS.index("attachments"): Attachment,
    3 + FACTS.index("grouped_questions"): GroupedQuestion,
}
"""The facts that are lists of records, kept as JSON: their places in COLUMNS."""
