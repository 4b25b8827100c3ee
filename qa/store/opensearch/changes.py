"""What has changed in the archive since an index was published: the answers to publish again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from qa.model.identity import lookup_form


@dataclass(frozen=True, slots=True)
class Changed:
    """The answers that have changed: `rows` of those that are there, their `versions`, `ids` of all
    that changed, `gone` those of the ids that no answer has, as they are looked up."""

    rows: frozenset[int]
    versions: tuple[int, ...]
    ids: tuple[str, ...]
    gone: tuple[str, ...]


def latest_changes(db: Database) -> dict[str, int]:
    """The numbers of the last change and of the last version of any answer; 0 without one."""
    change, version = db.execute(
        "SELECT (SELECT max(number) FROM changes), (SELECT max(id) FROM versions)"
    ).fetchone()
    return {"change": change or 0, "version": version or 0}


def changed_since(db: Database, change: int, version: int) -> Changed:
    """The answers whose documents can have changed after a change and a version."""
    given = {"change": change, "version": version}
    found = db.execute(
        "SELECT c.answer_id, a.id, x.answer FROM changes c "
        "LEFT JOIN answers a ON a.answer_id = c.answer_id "
        "LEFT JOIN aliases x ON x.alias = c.answer_id WHERE c.number > :change",
        given,
    ).fetchall()
    # A version that another source states changes no answer, but its history.
    stated = db.execute("SELECT answer FROM versions WHERE id > :version", given).fetchall()
    rows = {row for (row,) in stated}
    rows.update(row for _, *either in found for row in either if row is not None)
    affected = affected_rows(db, rows)
    versions = db.execute(
        "SELECT id FROM versions WHERE answer IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(affected))],
    ).fetchall()
    return Changed(
        frozenset(affected),
        tuple(version for (version,) in versions),
        tuple(name for name, _, _ in found),
        tuple(lookup_form(name) for name, row, _ in found if row is None),
    )


def affected_rows(db: Database, changed: Iterable[int]) -> set[int]:
    """The rows of the answers whose documents can change where those of these rows did.

    These are the answers that have one of their UINs, or a UIN that they name; those that name one
    of theirs; and those with a text that they have, or had, of the same day.
    """
    rows = set(changed)
    given = {"rows": json.dumps(sorted(rows))}
    of_these = "IN (SELECT value FROM json_each(:rows))"
    own = (
        f"SELECT uin FROM answers WHERE id {of_these} AND uin IS NOT NULL UNION "
        f"SELECT upper(substr(identity, instr(identity, '/') + 1)) FROM versions "
        f"WHERE answer {of_these}"
    )
    mentions = "FROM mentions m JOIN versions v ON v.id = m.version"
    named = f"SELECT m.uin {mentions} WHERE v.answer {of_these}"
    for asked in (
        f"SELECT id FROM answers WHERE uin IN ({own} UNION {named})",
        f"SELECT v.answer {mentions} WHERE m.uin IN ({own})",
        "SELECT DISTINCT o.id FROM versions v JOIN versions w ON w.text_digest = v.text_digest "
        "JOIN answers o ON o.id = w.answer AND o.version = w.id "
        f"JOIN answers a ON a.id = v.answer WHERE v.answer {of_these} "
        "AND o.date_answered IN (v.date_answered, a.date_answered)",
    ):
        rows.update(row for (row,) in db.execute(asked, given).fetchall())
    return rows
