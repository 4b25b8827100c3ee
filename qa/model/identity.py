"""Identity: which question a record is about, and which of two records absorbs the other."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import unquote

from qa.errors import Rejected
from qa.model import QUOTABLE, WrittenAnswer
from qa.model.bodies import body_key, slug

_QUOTES = re.compile("[\"'`´‘’‚‛“”„‟«»]")


@dataclass(frozen=True, slots=True)
class Identity:
    """What distinguishes one written question from another, as far as one source states it.

    `question_key` is a digest of the question's text, ignoring case, spacing and quotation marks.
    """

    date_tabled: str | None
    date_answered: str | None
    uin: str | None
    body: str | None
    question_key: str
    answer_id: str

    @property
    def fullness(self) -> int:
        """2 with date tabled and UIN, 1 with a UIN alone, 0 without a UIN."""
        return 0 if self.uin is None else 1 + (self.date_tabled is not None)

    def same_question(self, other: Identity) -> bool:
        """Whether this and a fuller or poorer identity are of the same question."""
        if self.fullness == other.fullness or self.question_key != other.question_key:
            return False
        if self.date_tabled and other.date_tabled:
            same_date = self.date_tabled == other.date_tabled
        else:
            same_date = self.date_answered == other.date_answered
        same_body = not (self.body and other.body) or self.body == other.body
        same_uin = not (self.uin and other.uin) or self.uin == other.uin
        return same_date and same_body and same_uin


def identity(record: WrittenAnswer) -> Identity:
    """The identity of a source's record; raises Rejected where it lacks the date that it needs."""
    body = body_key(record.answering_body) if record.answering_body else None
    date = record.date_tabled or record.date_answered
    if date is None:
        raise Rejected("The record states no date.", "Give the date tabled or the date answered.")
    if record.date_answered is None and record.status in QUOTABLE:
        raise Rejected(f"It is {record.status}, but states no date.", "Give the date answered.")
    name = record.uin or _name(record.heading, record.answering_body, record.source_question)
    return Identity(
        record.date_tabled,
        record.date_answered,
        record.uin,
        body,
        _digest(_normalised(record.source_question)),
        f"{date}/{name}",
    )


def lookup_form(answer_id: str) -> str:
    """An `answer_id` as typed, in the form of the lookup: case folded, without spaces."""
    return "".join(answer_id.split()).casefold()


def answer_id_of(reference: str) -> str:
    """The `answer_id` in the id of a passage or in an official address; else what is given."""
    stated = reference.strip()
    if re.match("https?://", stated, re.IGNORECASE):
        stated = unquote(re.split("[?#]", stated)[0])
    found = re.search(r"(?:^|/)(\d{4}-\d\d-\d\d\s*/[^/#]+)(?:#\d+)?/?$", stated)
    return found[1] if found else stated


def uin_order(uin: str | None) -> tuple[int, str]:
    """The sort key of a UIN: by its number, so 9999 comes before 10000."""
    digits = re.sub(r"\D", "", uin or "")
    return (int(digits) if digits else 0, uin or "")


def _name(heading: str | None, body: str | None, question: str) -> str:
    """The name of a question without a UIN: its heading, and a digest of body and question."""
    unique = _digest(f"{_normalised(body or '')}\n{_normalised(question)}")[:8]
    return f"{slug(heading or '') or 'question'}-{unique}"


def _normalised(words: str) -> str:
    """A text with case folded, and spacing and quotation marks made uniform."""
    return " ".join(_QUOTES.sub("'", words).casefold().split())


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
