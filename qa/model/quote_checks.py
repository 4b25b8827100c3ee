"""Quote checks: what a text quotes of written answers, sentence by sentence, and how exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from typing_extensions import TypedDict

from qa.model.answers import Answer, AnswerId, Facts
from qa.model.documented import Doc, Json

Finding = Literal["verbatim", "same_words", "altered", "not_found"]
"""`same_words`: the words are those of the answer, and what `differs_in` names is not."""

Difference = Literal[
    "figures",
    "words",
    "cut",
    "spliced",
    "case",
    "quotation_marks",
    "dashes",
    "punctuation",
    "footnote_marker",
]
"""In what a sentence differs: the first four alter it, the others leave its words."""
ALTERATIONS: frozenset[Difference] = frozenset({"figures", "words", "cut", "spliced"})

DIFFERENCE_LABELS: dict[Difference, str] = {
    "figures": "figures changed",
    "words": "words changed",
    "cut": "cut short",
    "spliced": "put together from two answers",
    "case": "capital letters",
    "quotation_marks": "quotation marks",
    "dashes": "dashes",
    "punctuation": "punctuation",
    "footnote_marker": "footnote marker",
}
"""In what a sentence differs, in a few words."""
FINDING_LABELS: dict[Finding, str] = {
    "verbatim": "Verbatim",
    "same_words": "Same words",
    "altered": "Altered",
    "not_found": "Not found",
}

MAX_TEXT_CHARS = 50_000
"""Of a text that is checked: about 8,000 words, a speech of an hour."""


@dataclass(frozen=True, slots=True)
class StatedText:
    """One stored text with the answers that state it, or stated it once, newest first."""

    digest: str
    text: str
    answers: tuple[Answer, ...]


class LaterAnswer(TypedDict):
    """A later answer to the same question."""

    answer_id: AnswerId
    date_answered: Annotated[str | None, Doc("ISO date.")]
    says_the_same: Annotated[bool, Doc("Whether it has the same words.")]


class QuotationStanding(TypedDict):
    """Whether an answer still says what is quoted of it, and what has come since."""

    still_said: Annotated[bool, Doc("Whether the text of today has the same words.")]
    changed_on: Annotated[
        str | None,
        Doc(
            "ISO date from which it is no longer said: of the correction, else when the text of "
            "today was stored; null while it is said."
        ),
    ]
    said_now: Annotated[
        str | None,
        Doc(
            "What the answer says in its place today, word for word; null while it is said, or "
            "where nothing like it is."
        ),
    ]
    later_answers: Annotated[
        list[Json],
        Doc("Later answers to the same question, oldest first, at most 5.", list[LaterAnswer]),
    ]


class QuotedSource(Facts):
    """A slice of an answer that a sentence quotes."""

    answer_id: AnswerId
    quotation_id: Annotated[
        str,
        Doc(
            "Its permanent address, below `/quotations/`: the answer, a digest of the version of "
            "its text, and the slice."
        ),
    ]
    text: Annotated[str, Doc("The slice, word for word.")]
    start: Annotated[int, Doc("Where it begins in the version's text, in code points.")]
    end: Annotated[int, Doc("Where it ends.")]
    standing: Annotated[Json, Doc("What has become of it since.", QuotationStanding)]


class CheckedSentence(TypedDict):
    """A sentence, or the part of one in quotation marks, and where it comes from."""

    text: Annotated[str, Doc("As it is in the text that was checked.")]
    start: Annotated[int, Doc("Where it begins in that text, in code points.")]
    end: Annotated[int, Doc("Where it ends.")]
    quoted: Annotated[bool, Doc("Whether it is in quotation marks.")]
    finding: Annotated[
        Finding,
        Doc(
            "`verbatim`; `same_words`, where only what `differs_in` names is otherwise; `altered`; "
            "or `not_found`."
        ),
    ]
    differs_in: Annotated[list[Difference], Doc("In what it differs from its sources.")]
    fault: Annotated[
        bool,
        Doc(
            "Whether it quotes falsely: it is altered, it is in quotation marks and not found, or "
            "something is left out before it."
        ),
    ]
    left_out: Annotated[
        str | None,
        Doc(
            "What the answer has between the sentence before and this one, where both are of one "
            "answer and no dots mark the gap; null where nothing is left out."
        ),
    ]
    sources: Annotated[
        list[QuotedSource],
        Doc("The slices it comes from: none, one, or the two that it is spliced out of."),
    ]
    others: Annotated[int, Doc("How many other answers have the same words; counted up to 100.")]


class QuoteCheck(TypedDict):
    """What a text quotes of written answers."""

    sentences: Annotated[list[CheckedSentence], Doc("In the order of the text.")]
    counts: Annotated[dict[str, int], Doc("The number of sentences with each finding.")]
    faults: Annotated[
        int, Doc("The sentences that quote falsely; 0 where every quotation is true.")
    ]


class PermanentQuotation(TypedDict):
    """A quotation by its permanent address, which says the same for ever."""

    quotation_id: Annotated[str, Doc("Its permanent address, below `/quotations/`.")]
    answer_id: AnswerId
    text: Annotated[str, Doc("The slice, word for word.")]
    before: Annotated[str, Doc("The rest of its sentence, before the slice.")]
    after: Annotated[str, Doc("The rest of its sentence, after the slice.")]
    start: Annotated[int, Doc("Where it begins in the version's text, in code points.")]
    end: Annotated[int, Doc("Where it ends.")]
    date_answered: Annotated[str | None, Doc("The date answered that the version stated.")]
    seen_at: Annotated[str, Doc("When the version was stored, in UTC.")]
    standing: Annotated[Json, Doc("What has become of it since.", QuotationStanding)]
    answer: Annotated[Json, Doc("What is known of the answer today.", Facts)]
