"""The JSON of Parliament's API: questions in detail, or lists of them."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from qa.archive.sources import full_texts
from qa.archive.sources.fields import (
    house_of,
    markup_of,
    parsed_object,
    required_text,
    text_of,
    uin_of,
)
from qa.archive.sources.full_texts import FullTexts
from qa.archive.sources.source import (
    MAX_RECORD_BYTES,
    Rejection,
    SourceFile,
    answered_status,
    checked_uin,
    is_web_address,
    reading,
    shows_correction,
    without_emphasis,
)
from qa.errors import Rejected
from qa.model import QUOTABLE, Attachment, GroupedQuestion, Status, WrittenAnswer
from qa.model.answers import official_url
from qa.text.dates import iso_date

DETAIL = "api-detail"
ROW = "api-list"
FORMS = (DETAIL, ROW, full_texts.FORM)

_CUT_QUESTION_CHARACTERS = 255
"""The length of a question that a list has cut; it has no other sign."""

_KEYS = "questionText answerText answeringBodyId askingMemberId dateTabled".split()
_KEY = re.compile(rf'"({"|".join(_KEYS)})"\s*:')
_SEPARATOR = re.compile(r"[\s,]*")
_LIST_START = re.compile(r"\[\s*")
_LIST_END = re.compile(r"\]")
_MEMBER = re.compile(r'\s*[{,]\s*"([^"\\]{0,100})"\s*:\s*')
_REPLY_END = re.compile(r"\s*\}")
_EMPTY_REPLY = re.compile(r'\{(?:[^{}]*,)?\s*"results"\s*:\s*(?:\[\s*\]|null\b)')
_OF_A_QUESTION = frozenset(("value", "id", "uin", *_KEYS))
"""Keys by which an object is a question, and not the reply that holds a list of them."""
_MAX_DEPTH = 4  # of lists in lists
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_BUFFER = 64 * 1024  # bytes read at once, and characters that any of these patterns may span


class ApiJsonFile(SourceFile):
    """Questions in detail and lists of them, one after another; one at a time is held in memory."""

    form = DETAIL

    def __init__(self, path: Path, texts: FullTexts | None) -> None:
        super().__init__(path)
        self._texts = texts
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._text, self._at, self._ended = "", 0, False
        self._lists: list[bool] = []  # of each list that is open, whether a reply holds it

    def records(self) -> Iterator[WrittenAnswer | Rejection]:
        """A record or a rejection for each question; JSON that cannot be parsed ends the file."""
        try:
            with reading(self.path) as file:
                number = 0
                while self._skip(file, _SEPARATOR) and self._has_more(file):
                    if self._lists and self._skip(file, _LIST_END):
                        if self._lists.pop():
                            self._end_reply(file)
                    elif self._skip(file, _LIST_START):
                        self._open(of_reply=False)
                    elif not self._open_reply(file):
                        number += 1
                        self.where = f"{self.path}, question {number}"
                        value, end = self._decode(file, 0)
                        published = self._text[self._at : self._at + end]
                        self._at += end
                        yield self.attempt(partial(self._read, published, value))
                if self._lists:
                    raise Rejected("The list has no end.", "Save it again, whole.")
        except Rejected as error:
            yield Rejection(self.where, str(error))

    def _read(self, published: str, value: Any) -> WrittenAnswer:
        if not (any(self._lists) or _is_row(value)):
            return read(DETAIL, published)
        if isinstance(value, dict) and isinstance(question := value.get("value", value), dict):
            whole = self._texts and self._texts.publish(published, question)
            return read(full_texts.FORM, whole) if whole else read(ROW, published)
        return read(ROW, published)

    def _open(self, of_reply: bool) -> None:
        if len(self._lists) == _MAX_DEPTH:
            raise Rejected(
                "The JSON is nested too deep. The rest is not read.",
                "Save the file again, as the API gives it.",
            )
        self._lists.append(of_reply)

    def _open_reply(self, file: BinaryIO) -> bool:
        """Move to the first question of a reply with a list of them, if such a reply is next."""
        at = 0
        while member := self._member(file, at):
            at = member.end() - self._at
            if member[1] in _OF_A_QUESTION:
                return False
            listed = member[1] == "results"
            if listed and self._text.startswith("[", member.end()):
                self._at = member.end() + 1
                self._open(of_reply=True)
                return True
            value, at = self._decode(file, at)
            if listed and value is None:
                self._at += at
                self._end_reply(file)
                return True
        return False

    def _end_reply(self, file: BinaryIO) -> None:
        """Move past what follows the list in its reply."""
        while member := self._member(file, 0):
            _, end = self._decode(file, member.end() - self._at)
            self._at += end
        if not self._skip(file, _REPLY_END):
            raise Rejected("The list has no end.", "Save it again, whole.")

    def _member(self, file: BinaryIO, at: int) -> re.Match[str] | None:
        """The key that follows in an object, so many characters on."""
        if len(self._text) - self._at - at < _BUFFER:
            self._fill(file, _BUFFER)
        return _MEMBER.match(self._text, self._at + at)

    def _decode(self, file: BinaryIO, at: int) -> tuple[Any, int]:
        """The JSON value so many characters on, and where it ends; Rejected where there is none."""
        while True:
            held = len(self._text) - self._at
            try:
                value, end = json.JSONDecoder().raw_decode(self._text, self._at + at)
            except json.JSONDecodeError as error:
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
                if end < len(self._text) or not self._fill(file, held):  # `20` may be half of 2024
                    return value, end - self._at

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
    if not start.startswith(("{", "[")):
        return False
    return bool(_EMPTY_REPLY.match(start)) or len(set(_KEY.findall(start))) > 1


def read(form: str, published: str) -> WrittenAnswer:
    """The record of one question from its JSON object; raises Rejected, naming the field."""
    fields = parsed_object(published)
    value = _question_in(fields) if form != full_texts.FORM else _completed(fields)
    uin = uin_of(value)
    answer = markup_of(value, "answerText")
    status = _status(value, answer)
    return WrittenAnswer(
        form=form,
        published=published,
        answer=answer,
        # A list strips the tags and decodes the rest, but sometimes leaves the tags in.
        markup="html" if form != ROW or _TAG.search(answer) else "text",
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
        attachments=tuple(_attachments(value)),
        grouped_questions=tuple(_grouped(value)),
    )


def _attachments(value: Mapping[str, Any]) -> Iterator[Attachment]:
    """The attachments that have a web address; one without a title has the name of its file."""
    for stated in _objects(value, "attachments"):
        url = text_of(stated, "url")
        if url and is_web_address(url):
            name = unquote(urlsplit(url).path.rpartition("/")[2])
            yield Attachment(text_of(stated, "title") or name or url, url)


def _grouped(value: Mapping[str, Any]) -> Iterator[GroupedQuestion]:
    """The questions answered together with this one, of which UIN and date tabled are stated."""
    for stated in _objects(value, "groupedQuestionsDates"):
        uin, tabled = text_of(stated, "questionUin"), _optional_date(stated, "dateTabled")
        if uin and tabled:
            uin = checked_uin(uin, "The field questionUin")
            yield GroupedQuestion(uin, tabled, official_url(tabled, uin))


def _objects(value: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a list; empty where it is null or missing."""
    stated = value.get(name) or []
    if not isinstance(stated, list) or not all(isinstance(one, dict) for one in stated):
        raise Rejected(f"The field {name} is no list of objects.", "Save what the API gives.")
    return stated


def _question_in(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The question that an object of the API holds, or is."""
    value = fields.get("value", fields)
    if not isinstance(value, dict) or (value is fields and "dateTabled" not in fields):
        raise Rejected("The field value is not an object.", "Save what the API gives, whole.")
    return value


def _completed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The question of a list with its full texts."""
    row, texts = fields.get("row"), fields.get("texts")
    if isinstance(row, dict) and isinstance(texts, dict):
        texts = texts.get("value", texts)
        if whole := full_texts.completed(_question_in(row), texts):
            return whole
    raise Rejected("The question and its texts do not agree.", "Ingest its list again.")


def _is_row(value: Any) -> bool:
    """Whether a question that is saved without its list is one of a list.

    Its answer has no tag; where it has no answer, its question has the length of a cut one.
    """
    question = value.get("value", value) if isinstance(value, dict) else None
    if not isinstance(question, dict):
        return False
    answer, asked = question.get("answerText") or "", question.get("questionText") or ""
    if not (isinstance(answer, str) and isinstance(asked, str)):
        return False
    return not _TAG.search(answer) if answer else len(asked) == _CUT_QUESTION_CHARACTERS


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
    return _question_in(parsed_object(published)).get("dateAnswerCorrected")
