"""What each source stated of one answer, and what the answer said before it was corrected."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from qa.model import Answer, Status, json_types
from qa.model.history import Context, Links
from qa.store.archive import answers
from qa.store.archive.passages import digest
from qa.text.difference import changes


class Stated(NamedTuple):
    """What a source stated of an answer at one time; `row` is of the version, `read_again` says
    that a later reader has read the same source again."""

    row: int
    form: str
    seen_at: str
    status: Status
    date_answered: str | None
    date_holding: str | None
    date_corrected: str | None
    original_text: str | None
    text: str
    read_again: bool

    def moment(self) -> tuple[str, int]:
        """The sort key of time: the day answered or corrected, then the order of arrival."""
        return max(self.date_answered or "", self.date_corrected or ""), self.row


def history_of(answer: Answer, stated: Sequence[Stated]) -> list[json_types.Version]:
    """What each source stated of an answer, version after version, the oldest first."""
    return [_as_record(one, answer) for one in stated if not one.read_again]


def stated_version_of(
    answer: Answer, stated: Sequence[Stated], beginning: str
) -> json_types.Version | None:
    """The first version of an answer whose text has a digest that begins so; None without.

    What a source says that a corrected answer said before is a text of that answer too.
    """
    before = [one._replace(text=one.original_text) for one in stated if one.original_text]
    return next(
        (
            _as_record(one, answer)
            for one in (*stated, *before)
            if digest(one.text).startswith(beginning)
        ),
        None,
    )


def context_of(answer: Answer, stated: Sequence[Stated], linked: Links) -> Context:
    """What belongs with an answer about which sources stated this, and that has these links."""
    first_read = [one for one in stated if not one.read_again]
    newest_first = sorted(first_read, key=Stated.moment, reverse=True)
    original = _original_text(answer, newest_first)
    return Context(
        next((one.date_holding for one in newest_first if one.date_holding), None),
        _date_corrected(answer, newest_first),
        original,
        () if original is None else tuple(changes(original, answer.text)),
        linked,
    )


def stated(db: Database, rows: Iterable[int]) -> dict[int, list[Stated]]:
    """What was stated of the answers of these rows, by row, the oldest first.

    Versions that are not yet prepared are left out.
    """
    found = db.execute(
        "SELECT v.answer, v.id, v.form, v.seen_at, v.status, v.date_answered, v.date_holding, "
        "v.date_corrected, v.original_text, t.text, EXISTS (SELECT 1 FROM versions w "
        "WHERE w.answer = v.answer AND w.identity = v.identity AND w.form = v.form "
        "AND w.reader > v.reader AND w.published = v.published) "
        "FROM versions v JOIN texts t ON t.digest = v.text_digest "
        "WHERE v.answer IN (SELECT value FROM json_each(?)) AND v.status IS NOT NULL ORDER BY v.id",
        [json.dumps(list(rows))],
    )
    by_row: dict[int, list[Stated]] = {}
    for row, *facts, read_again in found.fetchall():
        by_row.setdefault(row, []).append(Stated._make([*facts, bool(read_again)]))
    return by_row


def stated_of(db: Database, answer: Answer) -> list[Stated]:
    """What was stated of one answer, the oldest first."""
    row = answers.find(db, answer.answer_id)
    return [] if row is None else stated(db, [row]).get(row, [])


def _as_record(one: Stated, answer: Answer) -> json_types.Version:
    return {
        "source": one.form,
        "seen_at": one.seen_at,
        "status": one.status,
        "date_answered": one.date_answered,
        "text": one.text,
        "current": one.row == answer.version and one.text == answer.text,
    }


def _date_corrected(answer: Answer, newest_first: list[Stated]) -> str | None:
    """When an answer was corrected: as a source states it, else the day of its current text."""
    as_stated = next((one.date_corrected for one in newest_first if one.date_corrected), None)
    day = next((one.date_answered for one in newest_first if one.row == answer.version), None)
    changed = answer.status == "corrected" and day != answer.date_answered
    return as_stated or (day if changed else None)


def _original_text(answer: Answer, newest_first: list[Stated]) -> str | None:
    """What a corrected answer said before: as its source states it, else the version before."""
    if answer.status != "corrected":
        return None
    as_stated = (one.original_text for one in newest_first if one.row == answer.version)
    earlier = (
        one.text for one in newest_first if one.status == "answered" and one.text != answer.text
    )
    original = next(as_stated, None)
    return next(earlier, None) if original is None else original
