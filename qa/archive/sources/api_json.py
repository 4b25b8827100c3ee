"""Parliament's own JSON: a question in detail, or as a row of a list, as its API gives them."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from qa.archive.sources.dates import iso_date
from qa.archive.sources.fields import check, house_of, needed, parsed_object, text_of, uin_of
from qa.archive.sources.source import (
    MAX_RECORD_BYTES,
    Rejection,
    shows_correction,
    unreadable,
    without_emphasis,
)
from qa.errors import Rejected
from qa.model import QUOTABLE, Status, WrittenAnswer

DETAIL = "api-detail"
ROW = "api-list"
FORMS = (DETAIL, ROW)

_KEY = re.compile(r'"(questionText|answerText|answeringBodyId|askingMemberId|dateTabled)"\s*:')
_BLANK = re.compile(r"[\s,]*")
_LIST = re.compile(r'\{\s*(?:"totalResults"\s*:\s*[0-9]+\s*,\s*)?"results"\s*:\s*\[')
_LIST_END = re.compile(r'\]\s*(?:,\s*"totalResults"\s*:\s*[0-9]+\s*)?\}')
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_PIECE = 64 * 1024  # bytes read at once, and characters that any of the patterns above may span


class ApiJson:
    """A file of the API's answers, one after another, each a question in detail or a list.

    However long the file, no more than one question of it is held in memory.
    """

    form = DETAIL

    def __init__(self, path: Path) -> None:
        self.path, self.where, self.position = path, str(path), 0
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._text, self._at, self._ended = "", 0, False
        try:
            self.size = path.stat().st_size
        except OSError as error:
            raise unreadable(path, error) from None

    def records(self) -> Iterator[WrittenAnswer | Rejection]:
        """A record or a refusal for each question; what cannot be parsed ends the file."""
        try:
            with self.path.open("rb") as file:
                form, number = DETAIL, 0
                while self._comes(file, _BLANK) and self._remains(file):
                    if form == DETAIL and self._comes(file, _LIST):
                        form = ROW
                    elif form == ROW and self._comes(file, _LIST_END):
                        form = DETAIL
                    else:
                        number += 1
                        self.where = f"{self.path}, question {number}"
                        yield self._record(form, self._object(file))
                if form == ROW:
                    raise Rejected("The list has no end.", "Save it again, whole.")
        except OSError as error:
            raise unreadable(self.path, error) from None
        except Rejected as error:
            yield Rejection(self.where, str(error))

    def _record(self, form: str, published: str) -> WrittenAnswer | Rejection:
        try:
            return read(form, published)
        except Rejected as error:
            return Rejection(self.where, str(error))

    def _object(self, file: BinaryIO) -> str:
        """The text of the next JSON value; raises Rejected where there is none to be had."""
        while True:
            try:
                _, end = json.JSONDecoder().raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                held = len(self._text) - self._at
                if held > MAX_RECORD_BYTES:
                    raise Rejected(
                        f"There is no end of a question within {held:,} characters.",
                        "Save each question whole, as the API gives it.",
                    ) from None
                if not self._read(file, held):
                    raise Rejected(
                        f"What stands here is not JSON: {error.msg}; the rest is not read.",
                        "Save the file again, whole.",
                    ) from None
            except (RecursionError, ValueError):
                raise Rejected(
                    "What stands here is nested too deep, or a number in it is too long; "
                    "the rest is not read.",
                    "Save the file again, as the API gives it.",
                ) from None
            else:
                published = self._text[self._at : end]
                self._at = end
                return published

    def _comes(self, file: BinaryIO, pattern: re.Pattern[str]) -> bool:
        """Whether the pattern stands next; if so it is passed over."""
        if len(self._text) - self._at < _PIECE:
            self._read(file, _PIECE)
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return found is not None

    def _remains(self, file: BinaryIO) -> bool:
        return self._at < len(self._text) or self._read(file, _PIECE)

    def _read(self, file: BinaryIO, size: int) -> bool:
        """Hold more of the file, in place of what has been passed over; False at its end."""
        if self._ended:
            return False
        piece = file.read(max(size, _PIECE))
        self._ended = not piece
        try:
            more = self._decoder.decode(piece, final=self._ended)
        except UnicodeDecodeError as error:
            at = self.position + error.start + 1
            raise Rejected(f"Byte {at} or so is not UTF-8.", "Save the file as UTF-8.") from None
        self.position += len(piece)
        self._text, self._at = self._text[self._at :] + more, 0
        return bool(piece)


def looks_like(head: str) -> bool:
    """Whether a file that begins so holds the API's JSON."""
    start = head.lstrip()
    whole_list = _LIST.match(start)
    empty = whole_list is not None and _LIST_END.match(start[whole_list.end() :].lstrip())
    return start.startswith("{") and (bool(empty) or len(set(_KEY.findall(start))) > 1)


def read(form: str, published: str) -> WrittenAnswer:
    """The record that a question states, in detail or as a row, with its envelope.

    Raises Rejected, saying what is wrong with which field.
    """
    value = parsed_object(published).get("value")
    if not isinstance(value, dict):
        raise Rejected("The field value is not an object.", "Save what the API gives, whole.")
    uin = uin_of(value)
    answer = value.get("answerText") or ""
    if not isinstance(answer, str):
        raise Rejected("The field answerText is not text.", "Save what the API gives, whole.")
    check(answer, "answerText")
    status = _status(value, answer)
    return WrittenAnswer(
        form=form,
        published=published,
        answer=answer,
        # A list strips the tags and decodes the rest, but has been seen to leave them in.
        markup="html" if form == DETAIL or _TAG.search(answer) else "text",
        source_question=_question(value, status),
        answering_body=text_of(value, "answeringBodyName"),
        date_tabled=_date(value, "dateTabled", needed(value, "dateTabled")),
        date_answered=_date(value, "dateAnswered", text_of(value, "dateAnswered")),
        uin=uin,
        heading=text_of(value, "heading"),
        house=house_of(value, uin),
        status=status,
        asking_member=_member(value, "askingMember"),
        answering_member=_member(value, "answeringMember"),
        date_holding=_date(value, "dateHoldingAnswer", text_of(value, "dateHoldingAnswer")),
        date_corrected=_date(value, "dateAnswerCorrected", text_of(value, "dateAnswerCorrected")),
        original=_original(value) if status == "corrected" else None,
    )


def _status(value: Mapping[str, Any], answer: str) -> Status:
    """The state of a question; a holding answer keeps its date when the answer has come."""
    answered, held = value.get("dateAnswered"), value.get("dateHoldingAnswer")
    if value.get("isWithdrawn") is True:
        return "withdrawn"
    if value.get("answerIsHolding") is True or (held and not (answered and answer)):
        return "holding"
    if not answered:
        return "unanswered"
    corrected = value.get("answerIsCorrection") is True or value.get("dateAnswerCorrected")
    return "corrected" if corrected or shows_correction(answer) else "answered"


def _original(value: Mapping[str, Any]) -> str | None:
    """What a corrected answer said before: by itself, else marked in the text for comparison."""
    for name in ("originalAnswerText", "comparableAnswerText"):
        told = value.get(name) or ""
        if not isinstance(told, str):
            raise Rejected(f"The field {name} is not text.", "Save what the API gives, whole.")
        check(told, name)
        if told.strip() and (name == "originalAnswerText" or shows_correction(told)):
            return told
    return None


def _question(value: Mapping[str, Any], status: Status) -> str:
    """The question's text, which only a question that has been answered must have."""
    if status in QUOTABLE:
        return without_emphasis(needed(value, "questionText"))
    return without_emphasis(text_of(value, "questionText") or "")


def _date(value: Mapping[str, Any], name: str, stated: str | None) -> str | None:
    """The day of `2024-01-05T00:00:00`, which is local and bears no zone."""
    if stated is None:
        return None
    day, _, time = stated.partition("T")
    if iso_date(day) is None or ("T" in stated and not time):
        raise Rejected(
            f"The field {name} is {stated[:40]!r}.", "Give a real date like 2021-09-03T00:00:00."
        )
    return day


def _member(value: Mapping[str, Any], name: str) -> str | None:
    """A member's name, where the API was asked to expand it."""
    member = value.get(name)
    if not isinstance(member, dict):
        return None
    return text_of(member, "name") or text_of(member, "listAs")


def date_corrected(published: str) -> Any:
    """When an answer was corrected, just as the API writes it, for a question that was read."""
    return parsed_object(published)["value"].get("dateAnswerCorrected")
