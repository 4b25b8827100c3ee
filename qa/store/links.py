"""Links between answers, found anew each time, so that the order of arrival makes no difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from sqlite_utils import Database

from qa.identity import uin_order
from qa.records import Answer
from qa.store import answers
from qa.store.passages import digest
from qa.store.readings import Place

MOST_DAYS_OFF = 31
"""Days by which a stated date may miss the answer it means; beyond, another session's is meant."""

_SAID_ON = "coalesce(nullif(a.date_answered, ''), a.date_tabled)"
_MEANT = f"""
  SELECT m.rowid, a.id, t.id FROM mentions m JOIN answers a ON a.version = m.version
  JOIN answers t ON t.uin = m.uin AND t.id != a.id
  WHERE CASE WHEN m.day IS NULL THEN coalesce(t.date_answered, t.date_tabled) <= {_SAID_ON}
    ELSE t.date_tabled = m.day
      OR abs(julianday(t.date_answered) - julianday(m.day)) <= {MOST_DAYS_OFF} END
"""
_NEAREST = f"""
  ORDER BY m.rowid, t.date_answered IS NOT m.day, t.date_tabled IS NOT m.day,
  abs(julianday(t.date_answered) - julianday(coalesce(m.day, {_SAID_ON}))), t.id
"""
"""Of several answers with the UIN that is named, the one of the stated date, else the nearest."""


def named_in(db: Database, answer: Answer, place: Place) -> list[Answer]:
    """The answers that an answer's text, or its question, names."""
    meant = _meant(db, "m.version = ? AND m.place = ?", [answer.version, place])
    return _answers(db, (target for _, target in meant))


def naming(db: Database, answer: Answer) -> list[Answer]:
    """The answers that name this one, in their text or their question."""
    row = answers.find(db, answer.answer_id)
    meant = _meant(db, "m.uin = ?", [answer.uin])
    return _answers(db, (namer for namer, target in meant if target == row))


def grouped_with(db: Database, answer: Answer) -> list[Answer]:
    """The answers that give the same text on the same day for the same body."""
    if not answer.text:
        return []
    body = answer.answering_body.id if answer.answering_body else None
    rows = db.execute(
        "SELECT a.id FROM versions v JOIN answers a ON a.version = v.id "
        "WHERE v.text_digest = ? AND a.date_answered = ? AND a.body IS ? AND a.answer_id != ?",
        [digest(answer.text), answer.date_answered, body, answer.answer_id],
    )
    return _answers(db, (row for (row,) in rows.fetchall()))


def _meant(db: Database, condition: str, values: list[object]) -> Iterator[tuple[int, int]]:
    """The rows of the naming and the named answer, for each mention that leads to one."""
    rows = db.execute(f"{_MEANT} AND {condition} {_NEAREST}", values).fetchall()
    for _, of_one_mention in groupby(rows, key=lambda row: row[0]):
        _, namer, target = next(of_one_mention)
        yield namer, target


def _answers(db: Database, rows: Iterable[int]) -> list[Answer]:
    """The answers of these rows, each once, by date and then by the number of their UIN."""
    found = answers.of_rows(db, set(rows))
    return sorted(found, key=lambda answer: (answer.date_answered or "", uin_order(answer.uin)))
