"""Replies: ranked passages with all that is needed to cite them, and why they were found."""

from __future__ import annotations

from dataclasses import dataclass

from qa.model import json_types
from qa.model.answers import Answer, CutTable, Passage, Span
from qa.model.digest import DigestSentence
from qa.model.explanations import Explanation, SameAnswer
from qa.model.queries import Query


@dataclass(frozen=True, slots=True)
class Quotation:
    """A ranked passage with all that is needed to cite it; `rank` counts from 1, `best` is the
    sentence that matches best.

    `cut_tables` are the tables that the passage holds a part of. `why` is given on request, `same`
    where other answers give the same text.
    """

    rank: int
    score: float
    passage: Passage
    answer: Answer
    best: Span
    why: Explanation | None = None
    same: SameAnswer | None = None
    cut_tables: tuple[CutTable, ...] = ()

    @property
    def text(self) -> str:
        """The passage, word for word."""
        return self.answer.text[self.passage.start : self.passage.end]

    @property
    def header(self) -> str | None:
        """The head of the passage's table, where it is outside the passage."""
        span = self.passage.header
        return self.answer.text[span.start : span.end] if span else None

    def as_json(self, *, explained: bool = True) -> json_types.Passage:
        """The passage in its public JSON form; offsets count code points of the answer's text."""
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
            "cut_tables": [one.as_json() for one in self.cut_tables],
            "same_answer": self.same.as_json() if self.same else None,
        }
        if self.why and explained:
            shown["explain"] = self.why.as_json()
        return shown


@dataclass(frozen=True, slots=True)
class Part:
    """What the answers say to one part of a question: `label` names it, `text` is what it asks."""

    label: str
    text: str
    answerable: bool
    confidence: float
    reason: str | None
    passages: tuple[Quotation, ...]

    def as_json(self, *, explained: bool = True) -> json_types.Part:
        """The part in its public JSON form."""
        return {
            "label": self.label,
            "text": self.text,
            "answerable": self.answerable,
            "confidence": round(self.confidence, 6),
            "reason": self.reason,
            "passages": [one.as_json(explained=explained) for one in self.passages],
        }


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply to one question: passages, or an honest no with near misses.

    `reason` is null when answerable; `unmatched` are the words that no answer contains,
    `unmentioned` the names that answers contain, but none of the passages (where parts are covered,
    none of theirs); `digest` has the best sentences of the passages, each of another answer;
    `parts` has the parts of a question that has several, on request; `index_version` is a digest of
    settings and passages, with no clock in it.
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
    unmentioned: tuple[str, ...] = ()
    digest: tuple[DigestSentence, ...] = ()
    parts: tuple[Part, ...] = ()

    def as_json(self, *, explained: bool = True) -> json_types.Reply:
        """The reply in its public JSON form, the same from every interface."""
        return {
            "question": self.question,
            "query": self.query.as_json(),
            "answerable": self.answerable,
            "confidence": round(self.confidence, 6),
            "reason": self.reason,
            "unmatched": list(self.unmatched),
            "unmentioned": list(self.unmentioned),
            "digest": [one.as_json() for one in self.digest],
            "passages": [one.as_json(explained=explained) for one in self.passages],
            "near_misses": [one.as_json(explained=explained) for one in self.near_misses],
            "parts": [one.as_json(explained=explained) for one in self.parts],
            "index_version": self.index_version,
        }
