"""Citation: the facts of an answer in words, for the cards and the line to copy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from flask import Flask, url_for

from qa import shapes
from qa.context import Context
from qa.records import OFFICIAL, Answer
from web.blocks import blocks

STATUS = {
    "answered": "Answered",
    "corrected": "Corrected since it was first given",
    "holding": "Holding answer, a full answer to follow",
    "unanswered": "Not answered",
    "withdrawn": "Withdrawn",
}

SINCE = ("corrected", "withdrawn")
"""What befell an answer after it was given: said beside its date."""

KIND = {
    "not_held": "Says that the information is not held",
    "disproportionate_cost": "Says that an answer would cost too much",
    "will_write": "Promises a letter or a later reply",
    "transferred": "Passes the question to another body",
    "referred": "Refers to an earlier answer or statement",
    "published_elsewhere": "Refers to a publication",
    "not_reached": "Says that there was no time to answer",
}
"""What each kind of stub does, in words."""

Record = Mapping[str, Any]
"""A passage or an answer in the JSON shape that every door shows."""


def as_record(answer: Answer, context: Context) -> shapes.Answer:
    """A whole answer in the shape that page and API show."""
    return {
        **answer.as_json(),
        "original_text": context.original_text,
        "changes": [{"before": one.before, "after": one.after} for one in context.changes],
        "refers_to": [other.answer_id for other in context.refers_to],
        "pursuant_to": [other.answer_id for other in context.pursuant_to],
        "referred_from": [other.answer_id for other in context.referred_from],
        "grouped_with": [other.answer_id for other in context.grouped_with],
    }


def day(iso: str) -> str:
    """An ISO date in words: `2021-09-13` is `13 September 2021`."""
    known = date.fromisoformat(iso)
    return f"{known.day} {known:%B %Y}"


def digest(text: str) -> str:
    """The first 8 hex digits of the text's SHA-256: enough to see that a slice has changed."""
    return sha256(text.encode()).hexdigest()[:8]


def whole(passage: Record) -> str:
    """The address of the whole answer with this passage marked, for as long as it reads so."""
    asked: dict[str, Any] = {"is": digest(passage["text"]), "_anchor": "passage"}
    start, end = passage["start"], passage["end"]
    return url_for("chat.answer", answer_id=passage["answer_id"], start=start, end=end, **asked)


def title_of(record: Record) -> str:
    """The heading; where the source states none, what tells this answer from the next."""
    date = record["date_answered"] or record["date_tabled"]
    named = day(date) if record["uin"] is None else f"UIN {record['uin']}"
    return record["heading"] or f"Written answer, {named}"


def link(record: Record) -> str | None:
    """The address to lead to; null unless it is one of the web, whatever a source stated."""
    url = record["url"]
    return str(url) if url and url.startswith(("https://", "http://")) else None


def is_official(url: str) -> bool:
    """Whether an address is Parliament's own, not merely the source's."""
    return url.startswith(OFFICIAL)


def no_address(record: Record) -> str:
    """Why there is no link: what the source did not state."""
    missing = "bears no UIN" if record["uin"] is None else "does not state the date tabled"
    return f"no official address: this page {missing}"


def cite(record: Record) -> str:
    """One line that leads a reader back to the answer, of what its source states and no more."""
    uin, tabled, url = record["uin"], record["date_tabled"], link(record)
    parts = [
        f"{record['heading']}, {_given(record)}"
        if record["heading"]
        else f"Written {_given(record)}",
        f"House of {record['house']}" if record["house"] else "House not stated",
        day(record["date_answered"]) if record["date_answered"] else "not answered",
        *([f"since {record['status']}"] if record["status"] in SINCE else []),
        f"UIN {uin}" if uin else "published without a UIN",
    ]
    asked = f"tabled {day(tabled)}" if tabled else "date tabled not stated"
    return f"{', '.join(parts)} ({asked}){f': {url}' if url else '; no official address'}"


def _given(record: Record) -> str:
    """Which kind of answer it is, and who gave it; or whom the question was put to."""
    kind = "holding answer" if record["status"] == "holding" else "answer"
    minister, body = record["answering_member"], record["answering_body"]
    if not record["date_answered"]:
        return f"question to {body['name'] if body else 'a body not stated'}"
    if not minister:
        name = body["name"] if body else "a body not stated"
        return f"{kind} by {name} (minister not stated)"
    return f"{kind} by {minister} ({body['name'] if body else 'answering body not stated'})"


def to_copy(passage: Record) -> str:
    """A passage with its source question and citation; column heads stand apart from its rows."""
    heads = [f"[column heads] {row}" for row in (passage.get("header") or "").splitlines()]
    asked = f"Question: {passage['source_question']}"
    parts = ["\n".join(heads), passage["text"], f"{asked}\n{cite(passage)}"]
    return "\n\n".join(filter(None, parts))


def init_app(app: Flask) -> None:
    """Give the templates these words; called by the application factory."""
    app.jinja_env.filters.update(
        day=day,
        cite=cite,
        to_copy=to_copy,
        whole=whole,
        title_of=title_of,
        link=link,
        no_address=no_address,
    )
    app.jinja_env.tests["official"] = is_official
    app.jinja_env.globals.update(blocks=blocks, STATUS=STATUS, SINCE=SINCE, KIND=KIND)
