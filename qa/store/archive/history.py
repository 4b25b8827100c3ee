"""What each source stated of one answer, and what the answer said before it was corrected."""

from __future__ import annotations

from typing import NamedTuple

from sqlite_utils import Database

from qa.model import Answer, Status, json_types
from qa.model.history import Context
from qa.store.archive import answers, links
from qa.store.archive.passages import digest
from qa.text.difference import changes


class _Version(NamedTuple):
    row: int
    form: str
    seen_at: str
    status: Status
    date_answered: str | None
    date_holding: str | None
    date_corrected: str | None
    original_text: str | None
    text: str

    def moment(self) -> tuple[str, int]:
        """The sort key of time: the day answered or corrected, then the order of arrival."""
        return max(self.date_answered or "", self.date_corrected or ""), self.row


def history(db: Database, answer: Answer) -> list[json_types.Version]:
    """What each source stated of an answer, version after version, the oldest first."""
    return [_as_record(one, answer) for one in _versions(db, answer)]


def _as_record(one: _Version, answer: Answer) -> json_types.Version:
    return {
        "source": one.form,
        "seen_at": one.seen_at,
        "status": one.status,
        "date_answered": one.date_answered,
        "text": one.text,
        "current": one.row == answer.version and one.text == answer.text,
    }


def stated_version(db: Database, answer: Answer, beginning: str) -> json_types.Version | None:
    """The first version of an answer whose text has a digest that begins so; None without.

    What a source says that a corrected answer said before is a text of that answer too.
    """
    versions = _versions(db, answer, also_read_again=True)
    before = [one._replace(text=one.original_text) for one in versions if one.original_text]
    return next(
        (
            _as_record(one, answer)
            for one in (*versions, *before)
            if digest(one.text).startswith(beginning)
        ),
        None,
    )


def context(db: Database, answer: Answer) -> Context:
    """What belongs with an answer: what it said before, its dates and its links."""
    newest_first = sorted(_versions(db, answer), key=_Version.moment, reverse=True)
    original = _original_text(answer, newest_first)
    return Context(
        next((one.date_holding for one in newest_first if one.date_holding), None),
        _date_corrected(answer, newest_first),
        original,
        () if original is None else tuple(changes(original, answer.text)),
        links.of_answers(db, [answer])[answer.answer_id],
    )


def _date_corrected(answer: Answer, newest_first: list[_Version]) -> str | None:
    """When an answer was corrected: as a source states it, else the day of its current text."""
    stated = next((one.date_corrected for one in newest_first if one.date_corrected), None)
    day = next((one.date_answered for one in newest_first if one.row == answer.version), None)
    changed = answer.status == "corrected" and day != answer.date_answered
    return stated or (day if changed else None)


def _original_text(answer: Answer, newest_first: list[_Version]) -> str | None:
    """What a corrected answer said before: as its source states it, else the version before."""
    if answer.status != "corrected":
        return None
    stated = (one.original_text for one in newest_first if one.row == answer.version)
    earlier = (
        one.text for one in newest_first if one.status == "answered" and one.text != answer.text
    )
    original = next(stated, None)
    return next(earlier, None) if original is None else original


def _versions(db: Database, answer: Answer, also_read_again: bool = False) -> list[_Version]:
    """The versions of an answer, the oldest first.

    Left out are those not yet prepared and, unless asked for, those that were read again by later
    readers.
    """
    read_again = (
        "AND NOT EXISTS (SELECT 1 FROM versions w WHERE w.answer = v.answer "
        "AND w.identity = v.identity AND w.form = v.form "
        "AND w.reader > v.reader AND w.published = v.published)"
    )
    rows = db.execute(
        "SELECT v.id, v.form, v.seen_at, v.status, v.date_answered, v.date_holding, "
        "v.date_corrected, v.original_text, t.text "
        "FROM versions v JOIN texts t ON t.digest = v.text_digest "
        f"WHERE v.answer = ? AND v.status IS NOT NULL {'' if also_read_again else read_again} "
        "ORDER BY v.id",
        [answers.find(db, answer.answer_id)],
    )
    return list(map(_Version._make, rows.fetchall()))
