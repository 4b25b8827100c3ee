"""Examples: questions to begin with, taken from what the store holds and proved to be answered."""

from __future__ import annotations

import re
from itertools import islice

from qa import store
from qa.model import Answer
from qa.search.reply import reply
from qa.search.snapshot import Holdings

WANTED = 3
TRIED = 200
"""How many of the newest answers are tried."""

_ASKS = re.compile(
    r"\b((?:how (?:many|much|often|long)|what|which|when|why|where)\b[^;.,?()]{25,110})[.;?]?\s*$"
)

_LEANS = re.compile(
    r"\b(?:he|she|they|it|h(?:is|er)|its|their|them|such|this|that|these|those|same)\b",
    re.IGNORECASE,
)
"""Words by which a part of a question needs the rest of it, or the one who was asked."""


def examples(holdings: Holdings) -> tuple[str, ...]:
    """Questions, at most WANTED, each of which finds the answer that it was taken from first.

    The newest answers give them, each heading at most once: the part of the source question that
    asks, or the heading alone.
    """
    found: dict[str, str] = {}
    for answer in islice(store.archive.answers.quotable(holdings.db), TRIED):
        if len(found) == WANTED:
            break
        subject = answer.heading or answer.answer_id
        if subject in found or answer.kind != "none":
            continue
        question = _question(answer)
        if question and _answered_by(question, answer, holdings):
            found[subject] = question
    return tuple(found.values())


def _question(answer: Answer) -> str | None:
    asks = _ASKS.search(answer.source_question)
    if asks is None or _LEANS.search(asks[1]):
        return answer.heading
    return f"{asks[1][0].upper()}{asks[1][1:]}?"


def _answered_by(question: str, answer: Answer, holdings: Holdings) -> bool:
    found = reply(question, holdings, hits=1).passages
    return bool(found) and found[0].answer.answer_id == answer.answer_id
