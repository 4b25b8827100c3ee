"""Explanations: the parts of a passage's score, and the answers that say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from qa.model.documented import Doc, Json
from qa.model.queries import FilterRecord, Filters

Field = Literal["source_question", "heading", "header", "answer"]


@dataclass(frozen=True, slots=True)
class SameAnswer:
    """The answers that give the same text as one passage."""

    answer_ids: Annotated[tuple[str, ...], Doc("All of them, its own included, newest first.")]
    latest: Annotated[str, Doc("The ISO date of the newest.")]

    def as_json(self) -> Json:
        """The record in its public JSON form."""
        return {"answer_ids": list(self.answer_ids), "latest": self.latest}


@dataclass(frozen=True, slots=True)
class MatchedTerm:
    """A term of the query that a passage contains."""

    term: Annotated[str, Doc("The term, as it is indexed.")]
    word: Annotated[str | None, Doc("The word of the question; null for an expansion.")]
    expansion: Annotated[str | None, Doc("The expansion it belongs to; null for a typed word.")]
    fields: Annotated[tuple[Field, ...], Doc("Where it occurs.")]
    score: Annotated[float, Doc("Its part of the passage's score.")]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a passage ranks where it does: the parts that add up to its score."""

    terms: Annotated[tuple[MatchedTerm, ...], Doc("Largest score first.")]
    dense: Annotated[float, Doc("The score of the dense vector; 0 without vectors.")]
    feedback: Annotated[float, Doc("The score of relevance feedback; 0 without vectors.")]
    pinned: Annotated[float, Doc("The boost of an answer whose UIN the question names.")]
    cosine: Annotated[float | None, Doc("Of question and passage; null without vectors.")]
    filters: Annotated[Filters, Doc("The filters that it matches.", FilterRecord)]

    def as_json(self) -> Json:
        """The explanation in its public JSON form."""
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
