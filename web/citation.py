"""Citations on pages: an answer as JSON, the address of a passage, and filters for templates."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate
from textwrap import shorten
from typing import Any

from flask import Flask, url_for

from qa.model import Answer, citation, json_types
from qa.model.browse import said_difference
from qa.model.citation import Record
from qa.model.history import Context
from qa.model.over_time import said_period_kind
from qa.model.title import KNOWN_TITLES, question_title
from qa.service.text_blocks import (
    NO_FOOTNOTES,
    asked_terms,
    blocks,
    footnotes_of,
    word_differences,
)

FIELD_LABELS = {
    "source_question": "the question asked",
    "heading": "the heading",
    "header": "the column heads",
    "answer": "the passage",
}
"""Labels for the fields of a passage that are searched."""
CITATION_STYLES = {"full": "Citation", "footnote": "Footnote", "referral": "Line for a reply"}
COPY_LABELS = {
    "full": "Passage with full citation",
    "footnote": "Passage with footnote",
    "referral": "Only “I refer …”",
}
"""What the copy button copies, in each style."""
LABEL_CHARS = 60
DIGEST_CHARACTERS = 600
"""The most that a digest of more than two sentences has on a page."""
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
        "changes": [one.as_json() for one in context.changes],
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


def short_title(record: Record) -> str:
    """The title of an answer in some words, for the labels of its buttons."""
    return _shortened(citation.title_of(record))


@lru_cache(KNOWN_TITLES)
def _shortened(title: str) -> str:
    return shorten(title, LABEL_CHARS, placeholder="…")


def by_answer(passages: Sequence[Record], first: int = 1) -> list[list[tuple[int, Record]]]:
    """Passages with their places, from `first`, grouped by answer in the order of the best."""
    groups: dict[str, list[tuple[int, Record]]] = {}
    for place, passage in enumerate(passages, start=first):
        groups.setdefault(passage["answer_id"], []).append((place, passage))
    return list(groups.values())


def placed(passages: Sequence[Record], passage_id: str) -> tuple[int, int, Record]:
    """A passage with the number of its card and its place, both from 1."""
    return next(
        (number, place, passage)
        for number, found in enumerate(by_answer(passages), start=1)
        for place, passage in found
        if passage["passage_id"] == passage_id
    )


def in_short(sentences: Sequence[Record]) -> list[Record]:
    """The sentences of a digest that a page shows: four at most, and after two only as many as
    leave the cards in view."""
    lengths = accumulate(len(one["text"]) for one in sentences)
    return [
        one
        for number, (one, length) in enumerate(zip(sentences, lengths, strict=True))
        if number < 2 or (number < 4 and length <= DIGEST_CHARACTERS)
    ]


def init_app(app: Flask) -> None:
    """Register the filters and globals of the templates."""
    filters = (
        *(citation.cite, citation.day, citation.link, citation.link_at_words, citation.no_address),
        *(citation.quotation_text, citation.title_of, citation.cut_table_note),
        *(passage_address, said_difference, question_title, asked_terms, by_answer, placed),
        in_short,
        said_period_kind,
        short_title,
    )
    app.jinja_env.filters.update({one.__name__: one for one in filters})
    app.jinja_env.filters["slice_digest"] = digest
    app.jinja_env.filters["field_label"] = FIELD_LABELS.__getitem__
    app.jinja_env.tests["official"] = citation.is_official
    app.jinja_env.globals.update(
        blocks=blocks,
        CITATION_STYLES=CITATION_STYLES,
        COPY_LABELS=COPY_LABELS,
        NO_FOOTNOTES=NO_FOOTNOTES,
        footnotes_of=footnotes_of,
        word_differences=word_differences,
        STATUS_LABELS=citation.STATUS_LABELS,
        CHANGED_STATUSES=citation.CHANGED_STATUSES,
        KIND_LABELS=citation.KIND_LABELS,
        LINKED=LINKED,
    )
