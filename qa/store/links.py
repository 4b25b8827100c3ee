"""Links between answers, found anew each time, so that the order of arrival makes no difference."""

from __future__ import annotations

from sqlite_utils import Database

from qa.identity import uin_order
from qa.records import Answer
from qa.store import answers
from qa.store.passages import digest
from qa.store.readings import Place

MOST_DAYS_OFF = 31
"""Days by which a stated date may miss the answer it means; beyond, another session's is meant."""

_SAID_ON = "coalesce(nullif(a.date_answered, ''), a.date_tabled)"
_TARGET = f"""
  SELECT t.id FROM answers t WHERE t.uin = m.uin AND t.id != a.id AND CASE
    WHEN m.day IS NULL THEN coalesce(t.date_answered, t.date_tabled) <= {_SAID_ON}
    ELSE t.date_tabled = m.day
      OR abs(julianday(t.date_answered) - julianday(m.day)) <= {MOST_DAYS_OFF} END
  ORDER BY
    t.date_answered IS NOT m.day, t.date_tabled IS NOT m.day,
    abs(julianday(t.date_answered) - julianday(coalesce(m.day, {_SAID_ON}))), t.id
  LIMIT 1
"""
"""The one answer that a mention `m` in answer `a` means: of the stated date, else the nearest."""


def named_in(db: Database, answer: Answer, place: Place) -> list[Answer]:
    """The answers that an answer's text, or its question, names."""
    rows = db.execute(
        f"SELECT DISTINCT ({_TARGET}) FROM mentions m JOIN answers a ON a.version = m.version "
        "WHERE m.version = ? AND m.place = ?",
        [answer.version, place],
    )
    return _answers(db, rows.fetchall())


def naming(db: Database, answer: Answer) -> list[Answer]:
    """The answers that name this one, in their text or their question."""
    if answer.uin is None:
        return []
    rows = db.execute(
        "SELECT DISTINCT a.id FROM mentions m JOIN answers a ON a.version = m.version "
        f"WHERE m.uin = ? AND ({_TARGET}) = (SELECT id FROM answers WHERE answer_id = ?)",
        [answer.uin, answer.answer_id],
    )
    return _answers(db, rows.fetchall())


def grouped_with(db: Database, answer: Answer) -> list[Answer]:
    """The answers that give the same text on the same day for the same body."""
    if not answer.text:
        return []
    rows = db.execute(
        "SELECT a.id FROM versions v JOIN answers a ON a.version = v.id "
        "WHERE v.text_digest = ? AND a.date_answered = ? AND a.body IS ? AND a.answer_id != ?",
        [
            digest(answer.text),
            answer.date_answered,
            answer.answering_body and answer.answering_body.id,
            answer.answer_id,
        ],
    )
    return _answers(db, rows.fetchall())


def _answers(db: Database, rows: list[tuple[int | None]]) -> list[Answer]:
    """The answers of these rows, by date and then by the number of their UIN."""
    found = answers.of_rows(db, [row for (row,) in rows if row is not None])
    return sorted(found, key=lambda answer: (answer.date_answered or "", uin_order(answer.uin)))
