"""Citations on pages: an answer as JSON, the address of a passage, and filters for templates."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from flask import Flask, url_for

from qa.model import Answer, json_types
from qa.model.browse import said_difference
from qa.model.citation import (
    CHANGED_STATUSES,
    KIND_LABELS,
    STATUS_LABELS,
    Record,
    cite,
    day,
    is_official,
    link,
    link_at_words,
    no_address,
    quotation_text,
    title_of,
)
from qa.model.history import Context
from qa.service.text_blocks import NO_FOOTNOTES, blocks, footnotes_of, word_differences

FIELD_LABELS = {
    "source_question": "the question asked",
    "heading": "the heading",
    "header": "the column heads",
    "answer": "the passage",
}
"""Labels for the fields of a passage that are searched."""
LINKED = {
    "refers_to": "Answers this one refers to",
    "pursuant_to": "Answers the question refers to",
    "referred_from": "Answers that refer to this one",
    "grouped_with": "Answered together, with the same text",
}
"""Labels for the kinds of link between answers."""


def as_record(answer: Answer, context: Context) -> json_types.Answer:
    """A whole answer in its JSON form."""
    return {
        **answer.as_json(),
        "date_holding": context.date_holding,
        "date_corrected": context.date_corrected,
        "original_text": context.original_text,
        "changes": [{"before": one.before, "after": one.after} for one in context.changes],
        "refers_to": [other.answer_id for other in context.links.refers_to],
        "pursuant_to": [other.answer_id for other in context.links.pursuant_to],
        "referred_from": [other.answer_id for other in context.links.referred_from],
        "grouped_with": [other.answer_id for other in context.links.grouped_with],
    }


def digest(text: str) -> str:
    """The first 8 hex digits of the text's SHA-256: enough to see that a slice has changed."""
    return sha256(text.encode()).hexdigest()[:8]


def passage_address(passage: Record) -> str:
    """The address of the whole answer with this passage marked, while its text is unchanged."""
    query: dict[str, Any] = {"is": digest(passage["text"]), "_anchor": "passage"}
    start, end = passage["start"], passage["end"]
    return url_for("answers.answer", answer_id=passage["answer_id"], start=start, end=end, **query)


def init_app(app: Flask) -> None:
    """Register the filters and globals of the templates."""
    app.jinja_env.filters.update(
        day=day,
        cite=cite,
        quotation_text=quotation_text,
        passage_address=passage_address,
        title_of=title_of,
        said_difference=said_difference,
        field_label=FIELD_LABELS.__getitem__,
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
