"""Replies: ranked passages with all that is needed to cite them, and why they were found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from qa.model.answers import Answer, Passage, Span
from qa.model.queries import Filters, Query

if TYPE_CHECKING:
    from qa.model import json_types

Field = Literal["source_question", "heading", "header", "answer"]


@dataclass(frozen=True, slots=True)
class SameAnswer:
    """The answers that say the same as one passage, its own included, newest first; the ISO date of
    the latest."""

    answer_ids: tuple[str, ...]
    latest: str

    def as_json(self) -> json_types.SameAnswer:
        """The same as every door shows it."""
        return {"answer_ids": list(self.answer_ids), "latest": self.latest}


@dataclass(frozen=True, slots=True)
class MatchedTerm:
    """A term that a passage holds: the typed word or the expansion it came from, the fields that
    hold it, and its part of the passage's score."""

    term: str
    word: str | None
    expansion: str | None
    fields: tuple[Field, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a passage ranks where it does; the terms' scores, `dense`, `feedback` and `pinned` add up
    to its score.

    `terms` come largest first. `cosine` is that of question and passage, null without vectors;
    `filters` are those that the passage matches.
    """

    terms: tuple[MatchedTerm, ...]
    dense: float
    feedback: float
    pinned: float
    cosine: float | None
    filters: Filters

    def as_json(self) -> json_types.Explanation:
        """The explanation in its public form."""
        return {
            "terms": [
                {
                    "term": one.term,
                    "word": one.word,
                    "expansion": one.expansion,
                    "fields": list(one.fields),
                    "score": round(one.score, 6),
                }
                for one in self.terms
            ],
            "dense": round(self.dense, 6),
            "feedback": round(self.feedback, 6),
            "pinned": round(self.pinned, 6),
            "cosine": None if self.cosine is None else round(self.cosine, 6),
            "filters": self.filters.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Quotation:
    """A ranked passage with all that is needed to cite it; `rank` counts from 1, `best` is the
    sentence that matches best.

    `why` is there where it was asked for, `same` where other answers say the same.
    """

    rank: int
    score: float
    passage: Passage
    answer: Answer
    best: Span
    why: Explanation | None = None
    same: SameAnswer | None = None

    @property
    def text(self) -> str:
        """The passage, word for word."""
        return self.answer.text[self.passage.start : self.passage.end]

    @property
    def header(self) -> str | None:
        """The head of the table that the passage's rows belong to, where it stands outside."""
        span = self.passage.header
        return self.answer.text[span.start : span.end] if span else None

    def as_json(self, *, explained: bool = True) -> json_types.Passage:
        """The passage as every door shows it; offsets count code points of the answer's text."""
        shown: json_types.Passage = {
            "passage_id": self.passage.passage_id,
            "answer_id": self.answer.answer_id,
            "rank": self.rank,
            "score": round(self.score, 6),
            "text": self.text,
            "start": self.passage.start,
            "end": self.passage.end,
            "best": [self.best.start, self.best.end],
            **self.answer.facts(),  # type: ignore[typeddict-item]  # They hold no `explain`.
            "header": self.header,
            "same_answer": self.same.as_json() if self.same else None,
        }
        if self.why and explained:
            shown["explain"] = self.why.as_json()
        return shown


@dataclass(frozen=True, slots=True)
class Reply:
    """What the service says to one question: passages, or an honest no with near misses.

    `reason` is null when answerable; `unmatched` are the words that matched nothing;
    `index_version` is a digest of settings and passages, with no clock in it.
    """

    question: str
    query: Query
    answerable: bool
    confidence: float
    reason: str | None
    unmatched: tuple[str, ...]
    passages: tuple[Quotation, ...]
    near_misses: tuple[Quotation, ...]
    index_version: str

    def as_json(self, *, explained: bool = True) -> json_types.Reply:
        """The reply as every door shows it: page, API, command line and evaluation."""
        return {
            "question": self.question,
            "query": self.query.as_json(),
            "answerable": self.answerable,
            "confidence": round(self.confidence, 6),
            "reason": self.reason,
            "unmatched": list(self.unmatched),
            "passages": [one.as_json(explained=explained) for one in self.passages],
            "near_misses": [one.as_json(explained=explained) for one in self.near_misses],
            "index_version": self.index_version,
        }
