"""Requests: the parameters of each endpoint with their limits, checked and documented from here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from qa.model import KINDS, MAX_HITS, STATUSES, Filters, Request, Sort, Unit
from qa.model.filters import read_filters
from qa.model.marks import Judgment
from qa.model.queries import MAX_DISABLED
from qa.model.quote_checks import MAX_TEXT_CHARS
from qa.model.suggestions import SUGGESTION_CHARS
from qa.service.watches import MAX_ENTRIES
from qa.settings import Settings
from web.api.endpoint import RequestModel

MAX_QUESTIONS = 1000
MAX_TOPICS = 1000
MAX_PAGED_PASSAGES = 1000
"""How deep into a ranking a cursor leads."""
MAX_NAME_CHARS = 200
"""Of a body, a person, a passage or an interpretation."""
QUESTION_CHARS = Settings().question_chars


def _whole_number(value: object) -> object:
    if isinstance(value, str) and re.fullmatch("-?[0-9]{1,9}", value):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("Give a whole number, such as 5")
    return value


def _true_or_false(value: object) -> object:
    flag = {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
    if not isinstance(flag, bool):
        raise ValueError("Give true or false")
    return flag


def _one_of(known: Sequence[str]) -> Any:
    """One of the words; the library checks it, since it accepts any case."""
    return Field(json_schema_extra={"enum": list(known)})


WHOLE = BeforeValidator(_whole_number)
Whole = Annotated[int, WHOLE]
Flag = Annotated[bool, BeforeValidator(_true_or_false)]
Question = Annotated[
    str,
    # The library checks it, since the limit is a setting.
    Field(json_schema_extra={"minLength": 1, "maxLength": QUESTION_CHARS, "pattern": r"\S"}),
]
Day = Annotated[str | None, Field(json_schema_extra={"format": "date"})]
Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME_CHARS)]
TopicId = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^\S+$")]


class FilterParameters(RequestModel):
    """Which answers are searched."""

    date_from: Day = Field(None, alias="from", description="Answered on this ISO date or after.")
    date_to: Day = Field(None, alias="to", description="Answered on this ISO date or before.")
    body: Name | None = Field(
        None,
        description="An answering body, by our id, Parliament's id, name or short name; includes "
        "its predecessors.",
    )
    house: Annotated[str, _one_of(["Commons", "Lords"])] | None = Field(
        None, description="The House, in any case."
    )
    status: list[Annotated[str, _one_of(STATUSES)]] = Field(
        [], max_length=20, description="A status; may be given several times."
    )
    kind: list[Annotated[str, _one_of(KINDS)]] = Field(
        [], max_length=20, description="A kind of stub, or `none`; may be given several times."
    )

    minister: Name | None = Field(
        None, description="Who answered: words of the name, in any order and case."
    )
    member: Name | None = Field(
        None, description="Who asked: words of the name, in any order and case."
    )

    def filters(self) -> Filters:
        """The filters; raises BadRequest, naming the parameter, where a value is unknown."""
        return read_filters(**{name: getattr(self, name) for name in _FILTERS})


_FILTERS = tuple(FilterParameters.model_fields)


class QuestionRequest(RequestModel):
    """A question."""

    q: Question = Field("", description="The question. Without one, filters list their answers.")
    hits: Annotated[int, Field(ge=1, le=MAX_HITS), WHOLE] | None = Field(
        None, description="Passages to return; 5 where left out."
    )


class QueryParameters(FilterParameters):
    """Which answers are searched, how a question is understood, and how passages are sorted."""

    disabled: list[Annotated[str, Field(max_length=MAX_NAME_CHARS)]] = Field(
        [],
        max_length=MAX_DISABLED,
        description="An interpretation to switch off, as `query.interpretations` of a reply names "
        "it, or `all`; may be given several times.",
    )
    sort: Sort = Field("relevance", description="The order of the best passages.")

    def request(self, question: str, **more: Any) -> Request:
        """The request for a question; raises BadRequest where a filter is unknown."""
        return Request(
            question, self.filters(), disabled=tuple(self.disabled), sort=self.sort, **more
        )


class ReplyParameters(QueryParameters):
    """What is understood and explained of a question."""

    explain: Flag = Field(False, description="Whether each passage explains why it was found.")

    def request(self, question: str, **more: Any) -> Request:
        """The request for a question; raises BadRequest where a filter is unknown."""
        return super().request(question, explain=self.explain, parts=True, **more)


class PassagesRequest(ReplyParameters, QuestionRequest):
    """A question, and the answers it is put to."""

    cursor: str | None = Field(
        None,
        max_length=200,
        description="Where to continue: from the `Link` header of the page before; covers the "
        f"first {MAX_PAGED_PASSAGES:,} passages of a ranking. 410 once the index has changed.",
    )


class AnswersRequest(FilterParameters):
    """Which answers to list."""

    changed_since: str | None = Field(
        None,
        max_length=40,
        description="Only answers changed at this moment or later; UTC unless a zone is given.",
        json_schema_extra={"format": "date-time"},
    )
    hits: Whole = Field(100, ge=1, le=500, description="The most lines on a page.")
    cursor: str | None = Field(
        None, max_length=40, description="Where to continue: the `cursor` of the page before."
    )


class SimilarRequest(RequestModel):
    """How many similar answers to return."""

    hits: Whole = Field(10, ge=1, le=50, description="The most answers to return.")


class PriorAnswersRequest(RequestModel):
    """A draft, and how many prior answers to return."""

    q: Question = Field(description="The question, or a draft of one.")
    hits: Whole = Field(5, ge=1, le=50, description="The most answers to return.")


class OverTimeRequest(RequestModel):
    """A question or a subject, or an answer."""

    q: Question | None = Field(None, description="The question, or a subject.")
    answer_id: Name | None = Field(None, description="An answer, whose question is shown.")


class DraftRequest(RequestModel):
    """A new question, perhaps in its e-mail."""

    question: Question = Field(description="The question, or the message with it.", strict=True)


class SuggestionsRequest(RequestModel):
    """A text that is still being typed."""

    q: str = Field(max_length=SUGGESTION_CHARS, description="The text so far.")


class QuoteCheckRequest(RequestModel):
    """A text whose quotations are checked."""

    text: Annotated[
        str,
        Field(
            strict=True,
            description="The text, with line breaks between its paragraphs.",
            # The library checks it, as it does for every interface.
            json_schema_extra={"minLength": 1, "maxLength": MAX_TEXT_CHARS, "pattern": r"\S"},
        ),
    ]


class TurnRequest(QueryParameters):
    """The next question of a conversation."""

    question: Question = Field(description="The question.", strict=True)


class SearchesRequest(ReplyParameters):
    """Several questions, all put to the same answers."""

    questions: list[Annotated[str, Field(strict=True)]] = Field(
        min_length=1, max_length=MAX_QUESTIONS, description="The questions, each up to the limit."
    )
    hits: Annotated[int, Field(ge=1, le=20), WHOLE] | None = Field(
        None, description="Passages to return for each; 5 where left out."
    )


class TopicRequest(RequestModel):
    """One question of a test set."""

    topic_id: TopicId = Field(description="The topic's id, without spaces.")
    text: Question = Field(description="The question.")
    history: list[Annotated[str, Field(strict=True)]] = Field(
        [], max_length=20, description="The earlier questions of its conversation, oldest first."
    )


class RunRequest(RequestModel):
    """A test set."""

    topics: list[TopicRequest] = Field(min_length=1, max_length=MAX_TOPICS, description="Topics.")
    hits: Whole = Field(100, ge=1, le=100, description="Lines for each topic.")
    unit: Unit = Field("answer", description="What is ranked.")
    form: Literal["json", "trec"] = Field("json", description="The form of the run.")


Listed = Annotated[int, Field(ge=1, le=MAX_ENTRIES), WHOLE]


class WatchesRequest(RequestModel):
    """How much of each watch to list."""

    hits: Listed = Field(MAX_ENTRIES, description="The most entries of each watch.")


class WatchRequest(FilterParameters):
    """What to watch: an answer, or a search or question with its filters."""

    watch: Literal["search", "question"] = Field(
        "question", description="Whether an answer must hold all words, or may answer otherwise."
    )
    q: Annotated[str, Field(json_schema_extra={"maxLength": QUESTION_CHARS}, strict=True)] = Field(
        "", description="The question. A search may have filters alone."
    )
    answer_id: Name | None = Field(None, description="An answer, by anything that names it.")
    disabled: list[Annotated[str, Field(max_length=MAX_NAME_CHARS)]] = Field(
        [], max_length=MAX_DISABLED, description="Interpretations to switch off, or `all`."
    )
    hits: Listed = Field(MAX_ENTRIES, description="The most entries to list.")

    def request(self, question: str) -> Request:
        """The request for a question; raises BadRequest where a filter is unknown."""
        return Request(question, self.filters(), disabled=tuple(self.disabled))


class MarkRequest(QueryParameters):
    """A judgment of a passage that the reply to a question shows."""

    q: Question = Field(description="The question.")
    passage_id: Name = Field(description="The passage; must be among the first 100.")
    judgment: Judgment = Field(description="How the passage answers the question.")
