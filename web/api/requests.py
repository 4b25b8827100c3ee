"""Asked: what each call takes, with its limits; the document and the checks are made of these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from qa.model import KINDS, STATUSES, Filters, Sort
from qa.model.filters import read_filters
from qa.search.understanding.interpretations import MOST as MOST_PARTS
from qa.search.understanding.query import MOST_HITS
from qa.service.service import Unit
from qa.settings import Settings
from qa.store.service.marks import Judgment
from web.api.endpoint import WHOLE, Asked, Flag, Whole

MOST_QUESTIONS = 1000
MOST_TOPICS = 1000
MOST_PAGED = 1000
"""How deep into a ranking a cursor leads."""

MOST_CHARS = 200
"""Of a name: a body, a passage, a part of the understanding."""
QUESTION_CHARS = Settings().question_chars

Question = Annotated[
    str,
    # The library checks it, since the limit is a setting.
    Field(json_schema_extra={"minLength": 1, "maxLength": QUESTION_CHARS, "pattern": r"\S"}),
]
Day = Annotated[str | None, Field(json_schema_extra={"format": "date"})]
Name = Annotated[str, Field(min_length=1, max_length=MOST_CHARS)]
Topic = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^\S+$")]


def _either(known: Sequence[str]) -> Any:
    return Field(json_schema_extra={"enum": list(known)})


class Filtered(Asked):
    """Which answers are asked of."""

    date_from: Day = Field(None, alias="from", description="Answered on this ISO date or after.")
    date_to: Day = Field(None, alias="to", description="Answered on this ISO date or before.")
    body: Name | None = Field(
        None,
        description="An answering body, by our id, Parliament's id, name or short name; finds its "
        "predecessors' answers too.",
    )
    house: Annotated[str, _either(["Commons", "Lords"])] | None = Field(
        None, description="The House, in any case."
    )
    status: list[Annotated[str, _either(STATUSES)]] = Field(
        [], max_length=20, description="A state; may be given several times."
    )
    kind: list[Annotated[str, _either(KINDS)]] = Field(
        [], max_length=20, description="A kind of stub, or `none`; may be given several times."
    )

    minister: Name | None = Field(
        None, description="Who answered, by words of the name, in any order and case."
    )
    member: Name | None = Field(
        None, description="Who asked, by words of the name, in any order and case."
    )

    def filters(self) -> Filters:
        """The same, read; raises BadRequest where a value is none of those known."""
        return read_filters(**{name: getattr(self, name) for name in _FILTERS})


_FILTERS = tuple(Filtered.model_fields)
"""One name, one filter."""


class QuestionAsked(Asked):
    """A question."""

    q: Question = Field("", description="The question.")
    hits: Annotated[int, Field(ge=1, le=MOST_HITS), WHOLE] | None = Field(
        None, description="Passages to return; 5 where left out."
    )


class Understood(Asked):
    """How a question is understood, and in which order what is found comes."""

    expand: Flag = Field(
        True, description="Whether to understand more than the words as they are typed."
    )
    without: list[Annotated[str, Field(max_length=MOST_CHARS)]] = Field(
        [],
        max_length=MOST_PARTS,
        description="A part of the understanding to leave out, as `query.parts` of a reply names "
        "it; may be given several times.",
    )
    sort: Sort = Field("relevance", description="In which order the best passages come.")

    def understanding(self) -> dict[str, Any]:
        """The same, by the names that the library has for it."""
        return {name: getattr(self, name) for name in Understood.model_fields}


class Explained(Understood):
    """Whether to say why each passage was found, too."""

    explain: Flag = Field(False, description="Whether each passage says why it was found.")

    def understanding(self) -> dict[str, Any]:
        """The same, by the names that the library has for it."""
        return super().understanding() | {"explain": self.explain}


class PassagesAsked(Explained, Filtered, QuestionAsked):
    """A question, and which answers it is asked of."""

    cursor: str | None = Field(
        None,
        max_length=200,
        description="Where to go on, as the `Link` header of the page before says; at most the "
        f"first {MOST_PAGED:,} passages of a ranking. 410 once the index has changed.",
    )


class AnswersAsked(Filtered):
    """Which answers to list."""

    changed_since: str | None = Field(
        None,
        max_length=40,
        description="Only what has changed at this moment or after; UTC where no zone is given.",
        json_schema_extra={"format": "date-time"},
    )
    hits: Whole = Field(100, ge=1, le=500, description="Lines on a page, at most.")
    cursor: str | None = Field(
        None, max_length=40, description="Where to go on: the `cursor` of the page before."
    )


class SimilarAsked(Asked):
    """How many to show."""

    hits: Whole = Field(10, ge=1, le=50, description="Answers to return, at most.")


class TurnAsked(Asked):
    """The next question of a conversation."""

    question: Question = Field(description="The question.", strict=True)


class SearchesAsked(Explained, Filtered):
    """Several questions, all asked of the same answers."""

    questions: list[Annotated[str, Field(strict=True)]] = Field(
        min_length=1, max_length=MOST_QUESTIONS, description="The questions, each up to the limit."
    )
    hits: Annotated[int, Field(ge=1, le=20), WHOLE] | None = Field(
        None, description="Passages to return for each; 5 where left out."
    )


class TopicAsked(Asked):
    """One question of a test set."""

    topic_id: Topic = Field(description="Its name, without spaces.")
    text: Question = Field(description="The question.")
    history: list[Annotated[str, Field(strict=True)]] = Field(
        [], max_length=20, description="The questions before it in its conversation, oldest first."
    )


class RunAsked(Asked):
    """A test set."""

    topics: list[TopicAsked] = Field(min_length=1, max_length=MOST_TOPICS, description="Topics.")
    hits: Whole = Field(100, ge=1, le=100, description="Lines for each topic.")
    unit: Unit = Field("answer", description="What is ranked.")
    form: Literal["json", "trec"] = Field("json", description="The form of the run.")


class MarkAsked(Understood, Filtered):
    """A judgment of a passage that the reply to a question shows."""

    q: Question = Field(description="The question.")
    passage_id: Name = Field(description="The passage, which must be among the first 100.")
    judgment: Judgment = Field(description="What it is to the question.")
