"""Written answers as they are read, stored, and cut into passages."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Literal
from urllib.parse import quote

from typing_extensions import TypedDict

from qa.model.documented import Doc, Json
from qa.model.values import House, Kind, Status

LICENCE = "Contains Parliamentary information licensed under the Open Parliament Licence v3.0."
"""The acknowledgement that the licence of the answers requires."""

OFFICIAL_URL = "https://questions-statements.parliament.uk/written-questions/detail/"
"""Parliament's address of a written question, before its date tabled and UIN."""


def official_url(date_tabled: str, uin: str) -> str:
    """Parliament's address of the question with this date tabled and UIN."""
    return f"{OFFICIAL_URL}{date_tabled}/{quote(uin, safe='')}"


AnswerId = Annotated[str, Doc("The answer's id: its date tabled, `/`, and its UIN.")]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that was published with an answer."""

    title: Annotated[str, Doc("Its title, or its name where it has none.")]
    url: Annotated[str, Doc("Its address.")]


@dataclass(frozen=True, slots=True)
class GroupedQuestion:
    """A question that was answered together with another."""

    uin: Annotated[str, Doc("Its UIN.")]
    date_tabled: Annotated[str, Doc("ISO date.")]
    url: Annotated[str, Doc("Its official address.")]


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """What one source states of one written question and its answer; null where it is silent.

    `form` names the reader. `published` is the record exactly as that source published it, `answer`
    the part of it that is the answer, and `markup` how to read that part. Dates are ISO
    (`2021-09-03`): either the date tabled or the date answered is stated, and for an answer that
    can be quoted the date answered is. `date_holding` is that of an earlier holding answer;
    `date_corrected` that of a correction, which leaves the date answered unchanged. `original` is
    the text before a correction, in the same markup, where it is stated; it may hold the
    correction's marks, which are then read in reverse. `grouped_questions` were answered together
    with this one.
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
    correcting_member: str | None = None
    attachments: tuple[Attachment, ...] = ()
    grouped_questions: tuple[GroupedQuestion, ...] = ()

    @property
    def last_day(self) -> str | None:
        """The day of its state: answered, or corrected where that is later."""
        return max(self.date_answered or "", self.date_corrected or "") or None


@dataclass(frozen=True, slots=True)
class AnsweringBody:
    """A department that answers."""

    id: Annotated[str, Doc("Our own key, such as `ministry-of-justice`.")]
    name: Annotated[str, Doc("Its name at the time.")]


class Facts(TypedDict):
    """The JSON of what is known of an answer besides its text; null where its source is silent."""

    heading: Annotated[str | None, Doc("The heading it was published under.")]
    source_question: Annotated[str, Doc("What the member asked the minister.")]
    date_tabled: Annotated[str | None, Doc("ISO date.")]
    date_answered: Annotated[str | None, Doc("ISO date; null for a question that is still open.")]
    answering_body: Annotated[
        Json | None, Doc("The department that answered.", AnsweringBody | None)
    ]
    house: Annotated[House | None, Doc("The House in which it was asked.")]
    uin: Annotated[str | None, Doc("Parliament's number; repeats between sessions.")]
    status: Annotated[Status, Doc("Whether it was answered; corrected or withdrawn since.")]
    asking_member: Annotated[str | None, Doc("Who asked, first name first.")]
    answering_member: Annotated[str | None, Doc("The minister who answered, first name first.")]
    correcting_member: Annotated[
        str | None, Doc("The minister who corrected it; null where it was not, or not stated.")
    ]
    url: Annotated[str | None, Doc("The official address, else the source's own.")]
    attachments: Annotated[list[Json], Doc("Files published with the answer.", list[Attachment])]
    grouped_questions: Annotated[
        list[Json], Doc("Questions answered together with it.", list[GroupedQuestion])
    ]


FACTS = tuple(Facts.__annotations__)
"""The names of the facts, which are the same in `WrittenAnswer` and `Answer`."""


class AnswerRecord(Facts):
    """One answer by itself: nothing in it depends on another answer."""

    answer_id: AnswerId
    text: Annotated[str, Doc("The whole text.")]
    kind: Annotated[Kind, Doc("What kind of stub it is, or `none`.")]


@dataclass(frozen=True, slots=True)
class Answer:
    """One stored written answer: a record merged from all its sources.

    `text` is the plain text that passages are slices of; `version` is the row of that text; `kind`
    is the kind of stub, if it is one. An answer that can be quoted has a date answered; a question
    that is still open may have none.
    """

    answer_id: str
    version: int
    text: str
    heading: str | None
    source_question: str
    date_tabled: str | None
    date_answered: str | None
    answering_body: AnsweringBody | None
    house: House | None
    uin: str | None
    status: Status
    asking_member: str | None
    answering_member: str | None
    correcting_member: str | None
    source_url: str | None
    attachments: tuple[Attachment, ...] = ()
    grouped_questions: tuple[GroupedQuestion, ...] = ()
    kind: Kind = "none"

    @property
    def official_url(self) -> str | None:
        """Parliament's own address of the question, where its date tabled and UIN are known."""
        if self.uin is None or self.date_tabled is None:
            return None
        return official_url(self.date_tabled, self.uin)

    @property
    def url(self) -> str | None:
        """The official address, else the address that the source itself stated."""
        return self.official_url or self.source_url

    def facts(self) -> Facts:
        """What is known of it besides its text, in its public JSON form."""
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
            "correcting_member": self.correcting_member,
            "url": self.url,
            "attachments": list(map(asdict, self.attachments)),
            "grouped_questions": list(map(asdict, self.grouped_questions)),
        }

    def as_json(self) -> AnswerRecord:
        """The answer by itself, in its public JSON form."""
        return {"answer_id": self.answer_id, "text": self.text, "kind": self.kind, **self.facts()}


@dataclass(frozen=True, slots=True)
class Span:
    """A slice `text[start:end]`, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage that is not stored yet: its slice of a text, the head of its table where that is
    outside the slice, and its sentences, rows and lines; None where they were not kept."""

    span: Span
    header: Span | None
    sentences: tuple[Span, ...] | None


@dataclass(frozen=True, slots=True)
class CutTable:
    """The part of a table that a passage holds, where the table is longer than that."""

    start: Annotated[int, Doc("Where its rows begin in the passage, as an offset of the answer.")]
    first: Annotated[int, Doc("The number of its first row, from 1; the column heads count not.")]
    last: Annotated[int, Doc("The number of its last row.")]
    rows: Annotated[int, Doc("The rows of the whole table.")]

    def as_json(self) -> Json:
        """The part in its public JSON form."""
        return {"start": self.start, "first": self.first, "last": self.last, "rows": self.rows}


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrievable slice of an answer's text; `n` counts from 1 within the answer.

    `header` is the head of the passage's table, where that is outside the passage. `sentences` are
    its sentences, rows and lines, as slices of the text; None where they were not kept.
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
        """The id under which a passage is cited: `<answer_id>#<n>`."""
        return f"{self.answer_id}#{self.n}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A written question that a text names, by its UIN and the ISO date given for it."""

    uin: str
    day: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence before a correction and after it."""

    before: Annotated[str, Doc("Empty where the sentence is new.")]
    after: Annotated[str, Doc("Empty where the sentence was removed.")]

    def as_json(self) -> Json:
        """The change in its public JSON form."""
        return {"before": self.before, "after": self.after}
