"""Written answers as they are read, stored, and cut into passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args
from urllib.parse import quote

if TYPE_CHECKING:
    from qa.model import json_types

House = Literal["Commons", "Lords"]
Status = Literal["answered", "corrected", "holding", "unanswered", "withdrawn"]

QUOTABLE: tuple[Status, ...] = ("answered", "corrected")
"""The states in which an answer is an answer: what the index covers."""

STATUSES: tuple[Status, ...] = get_args(Status)

Kind = Literal[
    "none",
    "not_held",
    "disproportionate_cost",
    "will_write",
    "transferred",
    "referred",
    "published_elsewhere",
    "not_reached",
]
"""Why an answer does not answer; `none` where it does."""
KINDS: tuple[Kind, ...] = get_args(Kind)

LICENCE = "Contains Parliamentary information licensed under the Open Parliament Licence v3.0."
"""The acknowledgement that the licence of the answers asks for."""

OFFICIAL = "https://questions-statements.parliament.uk/written-questions/detail/"


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """What one source states of one written question and its answer; null where it is silent.

    `form` names the reader, `published` is the record exactly as that source published it,
    `answer` is the part of it that is the answer, and `markup` says how to read that part.
    Dates are ISO (`2021-09-03`); the date tabled or answered is stated, and for an answer that can
    be quoted the date answered. `date_holding` is that of the holding answer that came before,
    `date_corrected` that of the correction, which leaves the date answered as it was;
    `original` is what a corrected answer said before, in the same markup, where that is stated;
    corrections may be marked in it, and are then to be read the other way round.
    """

    form: str
    published: str
    answer: str
    markup: Literal["html", "text"]
    source_question: str
    answering_body: str | None
    date_tabled: str | None
    date_answered: str | None
    uin: str | None = None
    heading: str | None = None
    house: House | None = None
    status: Status = "answered"
    asking_member: str | None = None
    answering_member: str | None = None
    url: str | None = None
    date_holding: str | None = None
    date_corrected: str | None = None
    original: str | None = None


@dataclass(frozen=True, slots=True)
class AnsweringBody:
    """A department that answers: `id` is our own key, `name` the name at the time."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One stored written answer, as it stands: a record merged from all its sources.

    `text` is the plain text that passages are slices of; `version` is the row of that text; `kind`
    says what kind of stub it is, if any. An answer that can be quoted has a date answered; a
    question still open may have none.
    """

    answer_id: str
    version: int
    text: str
    source_question: str
    date_tabled: str | None
    date_answered: str | None
    answering_body: AnsweringBody | None
    heading: str | None
    house: House | None
    uin: str | None
    status: Status
    asking_member: str | None
    answering_member: str | None
    source_url: str | None
    kind: Kind = "none"

    @property
    def official_url(self) -> str | None:
        """Parliament's own address of the question, where its date tabled and UIN are known."""
        if self.uin is None or self.date_tabled is None:
            return None
        return f"{OFFICIAL}{self.date_tabled}/{quote(self.uin, safe='')}"

    @property
    def url(self) -> str | None:
        """The official address, else the address that the source itself stated."""
        return self.official_url or self.source_url

    def facts(self) -> json_types.Facts:
        """What is known of it besides its text, as every door shows it."""
        body = self.answering_body
        return {
            "heading": self.heading,
            "source_question": self.source_question,
            "date_tabled": self.date_tabled,
            "date_answered": self.date_answered,
            "answering_body": None if body is None else {"id": body.id, "name": body.name},
            "house": self.house,
            "uin": self.uin,
            "status": self.status,
            "asking_member": self.asking_member,
            "answering_member": self.answering_member,
            "url": self.url,
        }

    def as_json(self) -> json_types.Record:
        """The answer by itself, as every door shows it."""
        return {"answer_id": self.answer_id, "text": self.text, "kind": self.kind, **self.facts()}


@dataclass(frozen=True, slots=True)
class Span:
    """A slice `text[start:end]`, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage before it has a name: its slice of a text, the head of its table where that stands
    outside, and the sentences, rows and lines that it is made of; None where they were not kept."""

    span: Span
    header: Span | None
    sentences: tuple[Span, ...] | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrievable slice of an answer's text; `n` counts from 1 within the answer.

    `header` is the head of the table that the passage's rows belong to, when it stands
    outside the passage. `sentences` are the sentences, rows and lines that it is made of, as slices
    of the text; None where they were not read, or not kept when it was cut.
    """

    row: int
    answer_id: str
    version: int
    n: int
    start: int
    end: int
    header: Span | None = None
    sentences: tuple[Span, ...] | None = None

    @property
    def passage_id(self) -> str:
        """The name under which a passage is cited: `<answer_id>#<n>`."""
        return f"{self.answer_id}#{self.n}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A written question named in a text, by its UIN and the ISO date that was given for it."""

    uin: str
    day: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What one sentence said before a correction, and after; empty where there was none."""

    before: str
    after: str
