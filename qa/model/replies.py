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
class Hit:
    """One ranked passage: `rank` counts from 1, `score` is BM25's, `row` names the passage, and
    `place` is its place in the index."""

    row: int
    rank: int
    score: float
    place: int


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
    """A term that a passage holds: the word typed, or the other words it was searched by; the
    fields it stands in, and its share of the score, from 0 to 1."""

    term: str
    word: str | None
    also: str | None
    fields: tuple[Field, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a passage stands where it stands: its terms, largest share first, and its meaning.

    `meaning` is meaning's share of the score, `resemblance` that of the words it has in common with
    the best passages; `nearness` the cosine of question and passage, null where words alone rank.
    `filters` are those it came through.
    """

    terms: tuple[MatchedTerm, ...]
    meaning: float
    resemblance: float
    nearness: float | None
    filters: Filters

    def as_json(self) -> json_types.Explanation:
        """The explanation as every door shows it."""
        return {
            "terms": [
                {
                    "term": one.term,
                    "word": one.word,
                    "also": one.also,
                    "fields": list(one.fields),
                    "share": round(one.share, 6),
                }
                for one in self.terms
            ],
            "meaning": round(self.meaning, 6),
            "resemblance": round(self.resemblance, 6),
            "nearness": None if self.nearness is None else round(self.nearness, 6),
            "filters": self.filters.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Quotation:
    """A hit with all that is needed to cite it; `best` is the sentence that matches best.

    `why` is there where it was asked for, `same` where the same was said to other questions too.
    """

    hit: Hit
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

    def as_json(self) -> json_types.Passage:
        """The passage as every door shows it; offsets count code points of the answer's text."""
        shown: json_types.Passage = {
            "passage_id": self.passage.passage_id,
            "answer_id": self.answer.answer_id,
            "rank": self.hit.rank,
            "score": round(self.hit.score, 6),
            "text": self.text,
            "start": self.passage.start,
            "end": self.passage.end,
            "best": [self.best.start, self.best.end],
            **self.answer.facts(),  # type: ignore[typeddict-item]  # They hold no `explain`.
            "header": self.header,
            "same_answer": self.same.as_json() if self.same else None,
        }
        if self.why:
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

    def as_json(self) -> json_types.Reply:
        """The reply as every door shows it: page, API, command line and evaluation."""
        return {
            "question": self.question,
            "query": self.query.as_json(),
            "answerable": self.answerable,
            "confidence": round(self.confidence, 6),
            "reason": self.reason,
            "unmatched": list(self.unmatched),
            "passages": [quotation.as_json() for quotation in self.passages],
            "near_misses": [quotation.as_json() for quotation in self.near_misses],
            "index_version": self.index_version,
        }
