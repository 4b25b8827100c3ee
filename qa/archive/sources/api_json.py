"""The JSON of Parliament's API: questions in detail, or lists of them."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from qa.archive.sources.fields import (
    house_of,
    markup_of,
    parsed_object,
    required_text,
    text_of,
    uin_of,
)
from qa.archive.sources.source import (
    MAX_RECORD_BYTES,
    Rejection,
    SourceFile,
    answered_status,
    reading,
    shows_correction,
    without_emphasis,
)
from qa.errors import Rejected
from qa.model import QUOTABLE, Status, WrittenAnswer
from qa.text.dates import iso_date

DETAIL = "api-detail"
ROW = "api-list"
FORMS = (DETAIL, ROW)

_KEY = re.compile(r'"(questionText|answerText|answeringBodyId|askingMemberId|dateTabled)"\s*:')
_SEPARATOR = re.compile(r"[\s,]*")
_LIST_START = re.compile(r'\{\s*(?:"totalResults"\s*:\s*[0-9]+\s*,\s*)?"results"\s*:\s*\[')
_LIST_END = re.compile(r'\]\s*(?:,\s*"totalResults"\s*:\s*[0-9]+\s*)?\}')
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_BUFFER = 64 * 1024  # bytes read at once, and characters that any of these patterns may span


class ApiJsonFile(SourceFile):
    """Questions in detail and lists of them, one after another; one at a time is held in memory."""

    form = DETAIL

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._text, self._at, self._ended = "", 0, False

    def records(self) -> Iterator[WrittenAnswer | Rejection]:
        """A record or a rejection for each question; JSON that cannot be parsed ends the file."""
        try:
            with reading(self.path) as file:
                form, number = DETAIL, 0
                while self._skip(file, _SEPARATOR) and self._has_more(file):
                    if form == DETAIL and self._skip(file, _LIST_START):
                        form = ROW
                    elif form == ROW and self._skip(file, _LIST_END):
                        form = DETAIL
                    else:
                        number += 1
                        self.where = f"{self.path}, question {number}"
                        yield self.attempt(partial(read, form, self._next_value(file)))
                if form == ROW:
                    raise Rejected("The list has no end.", "Save it again, whole.")
        except Rejected as error:
            yield Rejection(self.where, str(error))

    def _next_value(self, file: BinaryIO) -> str:
        """The text of the next JSON value; raises Rejected where there is none."""
        while True:
            try:
                _, end = json.JSONDecoder().raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                held = len(self._text) - self._at
                if held > MAX_RECORD_BYTES:
                    raise Rejected(
                        f"A question does not end within {held:,} characters.",
                        "Save each question whole, as the API gives it.",
                    ) from None
                if not self._fill(file, held):
                    raise Rejected(
                        f"This is not JSON: {error.msg}. The rest is not read.",
                        "Save the file again, whole.",
                    ) from None
            except (RecursionError, ValueError):
                raise Rejected(
                    "The JSON is nested too deep, or a number in it is too long. "
                    "The rest is not read.",
                    "Save the file again, as the API gives it.",
                ) from None
            else:
                published = self._text[self._at : end]
                self._at = end
                return published

    def _skip(self, file: BinaryIO, pattern: re.Pattern[str]) -> bool:
        """Move past the pattern where it comes next; say whether it does."""
        if len(self._text) - self._at < _BUFFER:
            self._fill(file, _BUFFER)
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return found is not None

    def _has_more(self, file: BinaryIO) -> bool:
        return self._at < len(self._text) or self._fill(file, _BUFFER)

    def _fill(self, file: BinaryIO, size: int) -> bool:
        """Drop the text that was read and read more of the file; False at its end."""
        if self._ended:
            return False
        chunk = file.read(max(size, _BUFFER))
        self._ended = not chunk
        try:
            more = self._decoder.decode(chunk, final=self._ended)
        except UnicodeDecodeError as error:
            at = self.position + error.start + 1
            raise Rejected(f"Byte {at} or so is not UTF-8.", "Save the file as UTF-8.") from None
        self.position += len(chunk)
        self._text, self._at = self._text[self._at :] + more, 0
        return bool(chunk)


def looks_like(head: str) -> bool:
    """Whether a file that begins so holds the API's JSON."""
    start = head.lstrip()
    list_start = _LIST_START.match(start)
    empty = list_start is not None and _LIST_END.match(start[list_start.end() :].lstrip())
    return start.startswith("{") and (bool(empty) or len(set(_KEY.findall(start))) > 1)


def read(form: str, published: str) -> WrittenAnswer:
    """The record of one question from its JSON object; raises Rejected, naming the field."""
    value = parsed_object(published).get("value")
    if not isinstance(value, dict):
        raise Rejected("The field value is not an object.", "Save what the API gives, whole.")
    uin = uin_of(value)
    answer = markup_of(value, "answerText")
    status = _status(value, answer)
    return WrittenAnswer(
        form=form,
        published=published,
        answer=answer,
        # A list strips the tags and decodes the rest, but sometimes leaves the tags in.
        markup="html" if form == DETAIL or _TAG.search(answer) else "text",
        source_question=_question(value, status),
        answering_body=text_of(value, "answeringBodyName"),
        date_tabled=_date("dateTabled", required_text(value, "dateTabled")),
        date_answered=_optional_date(value, "dateAnswered"),
        uin=uin,
        heading=text_of(value, "heading"),
        house=house_of(value, uin),
        status=status,
        asking_member=_member(value, "askingMember"),
        answering_member=_member(value, "answeringMember"),
        correcting_member=_member(value, "correctingMember"),
        date_holding=_optional_date(value, "dateHoldingAnswer"),
        date_corrected=_optional_date(value, "dateAnswerCorrected"),
        original=_original(value) if status == "corrected" else None,
    )


def _status(value: Mapping[str, Any], answer: str) -> Status:
    """The status of a question. One that was answered after a holding answer is answered."""
    answered, held = value.get("dateAnswered"), value.get("dateHoldingAnswer")
    if value.get("isWithdrawn") is True:
        return "withdrawn"
    if value.get("answerIsHolding") is True or (held and not (answered and answer)):
        return "holding"
    if not answered:
        return "unanswered"
    corrected = value.get("answerIsCorrection") is True or value.get("dateAnswerCorrected")
    return "corrected" if corrected else answered_status(answer)


def _original(value: Mapping[str, Any]) -> str | None:
    """The markup before a correction: given as such, else with the marks of the correction."""
    for name in ("originalAnswerText", "comparableAnswerText"):
        markup = markup_of(value, name)
        if markup.strip() and (name == "originalAnswerText" or shows_correction(markup)):
            return markup
    return None


def _question(value: Mapping[str, Any], status: Status) -> str:
    """The question's text, which may be missing only where the question was not answered."""
    if status in QUOTABLE:
        return without_emphasis(required_text(value, "questionText"))
    return without_emphasis(text_of(value, "questionText") or "")


def _optional_date(value: Mapping[str, Any], name: str) -> str | None:
    stated = text_of(value, name)
    return None if stated is None else _date(name, stated)


def _date(name: str, stated: str) -> str:
    """The day of `2024-01-05T00:00:00`, a local time without a zone."""
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
    """When a question's answer was corrected, as the API writes it; None where it was not."""
    return parsed_object(published)["value"].get("dateAnswerCorrected")
