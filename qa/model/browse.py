"""Records of browsing: facets, timeline, feed, answer history, and the annotations of a reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from typing_extensions import TypedDict

from qa.model.answers import Answer, AnswerId, Change, Facts
from qa.model.documented import Doc, Json
from qa.model.replies import Quotation

Counts = Mapping[str, Mapping[str, int]]
"""For each facet, the number of answers with each value that occurs."""


@dataclass(frozen=True, slots=True)
class Facets:
    """The number of answers that match, and for each facet the number with each of its values.

    Each facet is counted without its own filter (multi-select faceting), so a count is what a
    person finds after choosing that value. A body's value is the key of the body that its line
    leads to today, and counts the whole line; a minister's or a member's is the name. The largest
    count comes first; years are newest first, and statuses and kinds keep their own order.
    """

    answers: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a year, as the ISO dates of its first and last day."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One answering body, by its key, and the number of its answers in each period."""

    body: str
    counts: tuple[int, ...]

    @property
    def answers(self) -> int:
        """The number of its answers in all periods."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Answers counted by period, without a gap from the first to the last: `counts` of all answers,
    `rows` by body.

    A row is of a body of today, with the answers of its predecessors, as the filter by body finds
    them; those have no row of their own. The largest row comes first, then by key.
    """

    unit: Literal["month", "year"]
    periods: tuple[Period, ...]
    counts: tuple[int, ...]
    rows: tuple[TimelineRow, ...]

    @property
    def answers(self) -> int:
        """The number of answers in all periods."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A matching answer, quoted by the passage that covers most of the question; `updated` is the
    ISO date on which it was given, or corrected."""

    quotation: Quotation
    updated: str


@dataclass(frozen=True, slots=True)
class FirstVisit:
    """What a person sees before the first question: example questions that are answered, and the
    newest answers of substance. `small` says that the store has little but the answers that ship.
    """

    examples: tuple[str, ...]
    newest: tuple[Answer, ...]
    small: bool


@dataclass(frozen=True, slots=True)
class AnswerRevision:
    """One answer in the history of a question; `changes` are the sentences that differ from the
    answer before it.

    `rewritten` is true where no text is shared with the answer before; `also` are the other answers
    that gave the same text on the same day.
    """

    answer: Answer
    changes: tuple[Change, ...]
    rewritten: bool
    also: tuple[Answer, ...]


class LinkedAnswer(TypedDict):
    """An answer that another is linked to."""

    answer_id: str
    date_answered: str | None
    source_question: str


class LinkedAnswers(TypedDict):
    """The answers of one kind of link: their number, and the first of them."""

    count: int
    first: list[LinkedAnswer]


class FootnoteText(TypedDict):
    """A footnote that a marker in a passage refers to.

    Offsets count code points of the answer's text; `head` is the slice of the note's own marker.
    """

    text: str
    start: int
    end: int
    head: list[int]


class Corrections(TypedDict):
    """The sentences that a correction changed: their number, and the first of them."""

    count: int
    first: list[Json]


class PassageAnnotations(TypedDict, total=False):
    """Corrections, links, footnotes and caption of one passage; empty keys are omitted.

    `markers` are start, end and note (an index into `notes`) of each marker in the passage;
    `caption` titles the table in which the passage begins, where the caption is above the passage.
    """

    changed: Corrections
    linked: dict[str, LinkedAnswers]
    notes: list[FootnoteText]
    markers: list[list[int]]
    caption: str


Differs = Literal["words", "number", "period"]
"""In what two questions that ask the same differ."""
DIFFERS: tuple[Differs, ...] = ("words", "number", "period")


def said_difference(differs_in: Sequence[Differs]) -> str:
    """In what a question differs, as each interface says it: "The same question about another
    period"."""
    same = "Nearly the same question" if "words" in differs_in else "The same question"
    said = {"number": "with another number", "period": "about another period"}
    parts = [said[one] for one in differs_in if one in said]
    return " ".join([same, " and ".join(parts)]).rstrip()


class PriorAnswer(Facts):
    """An answer to a question that another question repeats."""

    answer_id: AnswerId
    recent: Annotated[bool, Doc("Whether it was answered on or after `since`.")]
    differs_in: Annotated[
        list[Differs], Doc("In what its question differs from yours; empty where it is the same.")
    ]


class PriorAnswers(TypedDict):
    """The answers to questions that a question repeats: the very same first, then those that differ
    in words, numbers and period, each kind newest first."""

    since: Annotated[
        str | None, Doc("The ISO date from which an answer is recent; null without any answer.")
    ]
    found: Annotated[list[PriorAnswer], Doc("The very same question first, then newest first.")]


class ReplyAnnotations(TypedDict):
    """Prior answers of a reply's question, and the annotations of each passage by its id."""

    prior_answers: PriorAnswers | None
    passages: dict[str, PassageAnnotations]
