"""Records of a question over time: its lines, the digest by year, and the series of figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from typing_extensions import TypedDict

from qa.model.answers import AnswerId, Facts
from qa.model.browse import AnswerRevision
from qa.model.documented import Doc, Json

BreakKind = Literal["revised", "corrected", "words", "footnote", "provisional", "gap", "no_number"]
"""Why a series is not one line at a value."""


class Line(TypedDict):
    """A question and how often it was asked, by the answer that the line is opened with."""

    answer_id: AnswerId
    source_question: Annotated[str, Doc("The question of that answer.")]
    answers: Annotated[int, Doc("The answers to this question.")]
    first: Annotated[str | None, Doc("ISO date of the oldest of them.")]
    last: Annotated[str | None, Doc("ISO date of the newest of them.")]


class LineAnswer(Facts):
    """One answer of a line: its facts."""

    answer_id: AnswerId


class LineSentence(TypedDict):
    """A sentence of an answer, word for word."""

    answer_id: AnswerId
    date_answered: Annotated[str | None, Doc("ISO date.")]
    start: Annotated[int, Doc("Where it begins, in code points of the answer's text.")]
    end: Annotated[int, Doc("Where it ends.")]
    text: Annotated[str, Doc("The answer's text from `start` to `end`.")]


class LineYear(TypedDict):
    """What the answers of one year say that is new, and what they no longer say."""

    year: Annotated[str, Doc("The year answered.")]
    answers: Annotated[list[str], Doc("The ids of its answers, oldest first.")]
    new: Annotated[list[LineSentence], Doc("Sentences that the answer before has not.")]
    gone: Annotated[
        list[LineSentence], Doc("Sentences of the answer before that the answer has not.")
    ]
    same: Annotated[bool, Doc("Whether every answer of the year repeats the one before.")]


class Break(TypedDict):
    """A break of a series at a value."""

    kind: Annotated[BreakKind, Doc("Why the series breaks.")]
    said: Annotated[str, Doc("The reason in a sentence.")]


class Statement(TypedDict):
    """A value as one answer states it."""

    answer_id: AnswerId
    date_answered: Annotated[str | None, Doc("ISO date.")]
    stated: Annotated[str, Doc("The value as stated: the answer's text from `start` to `end`.")]
    number: Annotated[float | None, Doc("The value as a number; null where none is stated.")]
    start: Annotated[int, Doc("Where the value begins, in code points of the answer's text.")]
    end: Annotated[int, Doc("Where it ends.")]
    quotation: Annotated[str, Doc("The sentence or table row that holds it, word for word.")]
    quotation_start: Annotated[int, Doc("Where that begins.")]
    notes: Annotated[list[str], Doc("The footnotes that its markers refer to.")]
    url: Annotated[str | None, Doc("The official address of the answer, else the source's own.")]


class SeriesValue(TypedDict):
    """One period of a series."""

    period: Annotated[str, Doc("The period in one form: `2014-15`, `Year to March 2015`.")]
    first: Annotated[str, Doc("ISO date of its first day; values are in this order.")]
    last: Annotated[str, Doc("ISO date of its last day.")]
    number: Annotated[float | None, Doc("The value that the newest answer states; may be null.")]
    statements: Annotated[
        list[Statement], Doc("Every statement of the value, the newest answer's first.")
    ]
    joined: Annotated[bool, Doc("Whether the line goes on from the value before without a break.")]
    breaks: Annotated[list[Break], Doc("The breaks between the value before and this one.")]


class Series(TypedDict):
    """Figures with the same words, unit and kind of period, each with its source."""

    title: Annotated[str, Doc("What is counted or measured, in the answers' words.")]
    heading: Annotated[str, Doc("The words above the table; empty for sentences.")]
    unit: Annotated[str, Doc("Such as `£`, `%`, `£m`; empty for a count.")]
    period_kind: Annotated[str, Doc("The kind of period, such as `year`, `years`, `12 months to`.")]
    source: Annotated[Literal["table", "sentence"], Doc("Where the values are stated.")]
    answers: Annotated[int, Doc("The answers that state values of it.")]
    values: Annotated[list[SeriesValue], Doc("Oldest period first.")]
    remarks: Annotated[
        list[str],
        Doc(
            "How the words above its tables change, and why values with the same row and column"
            " are not joined to it."
        ),
    ]


class OverTime(TypedDict):
    """A question over time."""

    question: Annotated[str, Doc("The question or subject as typed; empty for an answer.")]
    line: Annotated[
        Json | None, Doc("The line that is shown; null where there is none.", Line | None)
    ]
    others: Annotated[list[Line], Doc("Other lines that match, at most 8.")]
    answers: Annotated[list[LineAnswer], Doc("The answers of the line, oldest first.")]
    digest: Annotated[list[LineYear], Doc("What each year's answers add, oldest first.")]
    series: Annotated[
        list[Series], Doc("Series of figures, those of most answers first: at most 20.")
    ]
    left_out: Annotated[int, Doc("Series beyond the 20.")]


@dataclass(frozen=True, slots=True)
class QuestionOverTime:
    """A question over time, with the revisions of its answers as a page shows them."""

    record: OverTime
    revisions: tuple[AnswerRevision, ...]


PERIOD_LABELS = {
    "year": "by year",
    "years": "by year such as 2014-15",
    "12 months to": "by year to the end of a month",
    "month": "by month",
    "end of month": "at the end of months",
    "day": "on days",
    "quarter": "by quarter",
    "quarter of years": "by quarter of years such as 2014-15",
    "when answered": "on the day of each answer",
}
"""The kinds of period in words; another kind, such as "6 months", is its own."""


def said_period_kind(kind: str) -> str:
    """A kind of period in words: "by year", "by stretches of 6 months"."""
    return PERIOD_LABELS.get(kind) or f"by stretches of {kind.removesuffix(' to')}"


def newest(value: SeriesValue) -> Statement:
    """The statement of a value that the newest answer makes."""
    return value["statements"][0]
