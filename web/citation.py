"""Citation on pages: an answer as a record, where its passages stand, and words for templates."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from typing import Any

from flask import Flask, request, url_for

from qa.model import Answer, json_types
from qa.model.citation import (
    CHANGED_STATUSES,
    CITATION_FORMS,
    KIND_LABELS,
    STATUS_LABELS,
    CitationForm,
    Record,
    cite,
    day,
    is_official,
    link,
    link_at_words,
    no_address,
    title_of,
    to_copy,
)
from qa.model.history import Context
from qa.service.text_blocks import NO_FOOTNOTES, blocks, footnotes_of, word_differences

FORM_COOKIE = "citation"
FIELDS = {
    "source_question": "the question asked",
    "heading": "the heading",
    "header": "the column heads",
    "answer": "the passage",
}
"""The parts of what was searched for a passage, in words."""
LINKED = {
    "refers_to": "Answers this one refers to",
    "pursuant_to": "Answers the question refers to",
    "referred_from": "Answers that refer to this one",
    "grouped_with": "Answered together, with the same text",
}
"""How answers can be linked, in words."""


def as_record(answer: Answer, context: Context) -> json_types.Answer:
    """A whole answer in the shape that page and API show."""
    return {
        **answer.as_json(),
        "date_holding": context.date_holding,
        "date_corrected": context.date_corrected,
        "original_text": context.original_text,
        "changes": [one.as_json() for one in context.changes],
        "refers_to": [other.answer_id for other in context.links.refers_to],
        "pursuant_to": [other.answer_id for other in context.links.pursuant_to],
        "referred_from": [other.answer_id for other in context.links.referred_from],
        "grouped_with": [other.answer_id for other in context.links.grouped_with],
    }


def digest(text: str) -> str:
    """The first 8 hex digits of the text's SHA-256: enough to see that a slice has changed."""
    return sha256(text.encode()).hexdigest()[:8]


def whole(passage: Record) -> str:
    """The address of the whole answer with this passage marked, for as long as it reads so."""
    asked: dict[str, Any] = {"is": digest(passage["text"]), "_anchor": "passage"}
    start, end = passage["start"], passage["end"]
    return url_for("answers.answer", answer_id=passage["answer_id"], start=start, end=end, **asked)


def chosen_form() -> CitationForm:
    """The form of citation that this browser chose."""
    chosen = request.cookies.get(FORM_COOKIE, "")
    return next((form for form in CITATION_FORMS if form == chosen), "full")


def cited(record: Record) -> str:
    """A citation in the form that this browser chose."""
    return cite(record, chosen_form())


def copied(passage: Record) -> str:
    """A passage with its citation in the form that this browser chose."""
    return to_copy(passage, chosen_form())


def init_app(app: Flask) -> None:
    """Give the templates these words; called by the application factory."""
    app.jinja_env.filters.update(
        day=day,
        cite=cited,
        referral=partial(cite, form="referral"),
        to_copy=copied,
        whole=whole,
        title_of=title_of,
        fielded=FIELDS.__getitem__,
        link=link,
        link_at_words=link_at_words,
        no_address=no_address,
    )
    app.jinja_env.tests["official"] = is_official
    app.jinja_env.globals.update(
        blocks=blocks,
        NO_FOOTNOTES=NO_FOOTNOTES,
        footnotes_of=footnotes_of,
        word_differences=word_differences,
        STATUS_LABELS=STATUS_LABELS,
        CHANGED_STATUSES=CHANGED_STATUSES,
        KIND_LABELS=KIND_LABELS,
        LINKED=LINKED,
    )
