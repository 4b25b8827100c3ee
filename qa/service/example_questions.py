"""Example questions, taken from the store's own answers and proved to be answered."""

from __future__ import annotations

import re
from itertools import islice

from qa.model import Answer, Request
from qa.search.reply import reply
from qa.search.snapshot import Snapshot

EXAMPLES = 3
ANSWERS_TRIED = 200
"""The newest answers that are tried."""

_ASKS = re.compile(
    r"\b((?:how (?:many|much|often|long)|what|which|when|why|where)\b[^;.,?()]{25,110})[.;?]?\s*$"
)

_DEPENDS = re.compile(
    r"\b(?:he|she|they|it|h(?:is|er)|its|their|them|such|this|that|these|those|same)\b",
    re.IGNORECASE,
)
"""Words by which a part of a question needs the rest of it, or the one who was asked."""


def example_questions(snapshot: Snapshot) -> tuple[str, ...]:
    """Questions, at most EXAMPLES, each of which finds the answer that it was taken from first.

    The newest answers give them, each heading at most once: the part of the source question that
    asks, or the heading alone.
    """
    found: dict[str, str] = {}
    for answer in islice(snapshot.answers.quotable(), ANSWERS_TRIED):
        if len(found) == EXAMPLES:
            break
        subject = answer.heading or answer.answer_id
        if subject in found or answer.kind != "none":
            continue
        question = _question(answer)
        if question and _answered_by(question, answer, snapshot):
            found[subject] = question
    return tuple(found.values())


def _question(answer: Answer) -> str | None:
    asks = _ASKS.search(answer.source_question)
    if asks is None or _DEPENDS.search(asks[1]):
        return answer.heading
    return f"{asks[1][0].upper()}{asks[1][1:]}?"


def _answered_by(question: str, answer: Answer, snapshot: Snapshot) -> bool:
    found = reply(Request(question, hits=1), snapshot).passages
    return bool(found) and found[0].answer.answer_id == answer.answer_id
