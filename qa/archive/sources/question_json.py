"""One question of Parliament's API as a record: in detail, as a row of a list, or completed by its
full texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
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
from qa.archive.sources.source import (
    answered_status,
    checked_uin,
    is_web_address,
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
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


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
    """The questions answered together with this one that state UIN and date tabled."""
    for stated in _objects(value, "groupedQuestionsDates"):
        uin, tabled = text_of(stated, "questionUin"), _optional_date(stated, "dateTabled")
        if uin and tabled:
            uin = checked_uin(uin, "The field questionUin")
            yield GroupedQuestion(uin, tabled, official_url(tabled, uin))


def _objects(value: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a list; empty where it is null or missing."""
    stated = value.get(name) or []
    if not isinstance(stated, list) or not all(isinstance(one, dict) for one in stated):
        raise Rejected(f"The field {name} is not a list of objects.", "Save what the API gives.")
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


def is_row(value: Any) -> bool:
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
