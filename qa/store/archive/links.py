"""Links between answers, found at each read, so that the order of ingest makes no difference."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from sqlite_utils import Database

from qa.model import Answer
from qa.model.history import Links
from qa.model.identity import uin_order
from qa.store.archive import answers
from qa.store.archive.annotations import Place

MOST_DAYS_OFF = 31
"""Days by which a stated date may differ from the answer's; beyond, it is another session's."""

_SAID_ON = "coalesce(nullif(a.date_answered, ''), a.date_tabled)"
_MEANT = f"""
  SELECT m.rowid, a.answer_id, m.place, t.answer_id
  FROM mentions m JOIN versions v ON v.id = m.version
  JOIN answers a ON a.id = v.answer AND a.version = v.id
  JOIN answers t ON t.uin = m.uin AND t.id != a.id
  WHERE CASE WHEN m.day IS NULL THEN coalesce(t.date_answered, t.date_tabled) <= {_SAID_ON}
    ELSE t.date_tabled = m.day
      OR abs(julianday(t.date_answered) - julianday(m.day)) <= {MOST_DAYS_OFF} END
"""
_NEAREST = f"""
  ORDER BY m.rowid, t.date_answered IS NOT m.day, t.date_tabled IS NOT m.day,
  abs(julianday(t.date_answered) - julianday(coalesce(m.day, {_SAID_ON}))), t.id
"""
"""Of several answers with the UIN, the one of the stated date, else the nearest in date."""
_GROUPED = """
  SELECT a.answer_id, o.answer_id FROM versions v
  JOIN answers a ON a.id = v.answer AND a.version = v.id
  JOIN texts t ON t.digest = v.text_digest AND t.text != ''
  JOIN versions w ON w.text_digest = v.text_digest
  JOIN answers o ON o.id = w.answer AND o.version = w.id AND o.id != a.id
  WHERE v.id IN (SELECT value FROM json_each(?))
    AND o.date_answered = a.date_answered AND +o.body IS a.body -- by text, which selects more
"""


def of_answers(db: Database, about: Sequence[Answer]) -> dict[str, Links]:
    """The links of each of these answers, by its id; the number of queries is constant."""
    found = _linked(db, about)
    named = {name for kinds in found.values() for ids in kinds.values() for name in ids}
    known = answers.of_ids(db, named)
    return {
        name: Links(
            **{kind: in_order(known[other] for other in ids) for kind, ids in kinds.items()}
        )
        for name, kinds in found.items()
    }


def rows_of_answers(db: Database, about: Sequence[Answer]) -> dict[str, dict[str, list[int]]]:
    """The rows of the answers that each of these is linked to, by its id and the kind of link."""
    found = _linked(db, about)
    named = sorted({name for kinds in found.values() for ids in kinds.values() for name in ids})
    rows = dict(
        db.execute(
            "SELECT answer_id, id FROM answers WHERE answer_id IN (SELECT value FROM json_each(?))",
            [json.dumps(named)],
        ).fetchall()
    )
    return {
        name: {kind: sorted(rows[other] for other in ids) for kind, ids in kinds.items()}
        for name, kinds in found.items()
    }


def in_order(found: Iterable[Answer]) -> tuple[Answer, ...]:
    """Linked answers by date, then by the number of their UIN."""
    return tuple(
        sorted(found, key=lambda one: (one.date_answered or "", uin_order(one.uin), one.answer_id))
    )


def _linked(db: Database, about: Sequence[Answer]) -> dict[str, dict[str, set[str]]]:
    """The ids of the answers that each of these is linked to, by its id and the kind of link."""
    found: dict[str, dict[str, set[str]]] = {one.answer_id: defaultdict(set) for one in about}
    versions = [one.version for one in about]
    for namer, place, target in _meant(db, "m.version", versions):
        found[namer]["refers_to" if place == "answer" else "pursuant_to"].add(target)
    for namer, _, target in _meant(db, "m.uin", [one.uin for one in about if one.uin]):
        if target in found:
            found[target]["referred_from"].add(namer)
    for one, other in db.execute(_GROUPED, [json.dumps(versions)]).fetchall():
        found[one]["grouped_with"].add(other)
    return found


def _meant(db: Database, column: str, values: Sequence[object]) -> Iterator[tuple[str, Place, str]]:
    """The ids of the naming and the named answer, for each mention of a stored answer."""
    condition = f"AND {column} IN (SELECT value FROM json_each(?))"
    rows = db.execute(f"{_MEANT} {condition} {_NEAREST}", [json.dumps(values)]).fetchall()
    for _, of_one_mention in groupby(rows, key=lambda row: row[0]):
        _, namer, place, target = next(of_one_mention)
        yield namer, place, target
