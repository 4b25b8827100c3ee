"""The facts that travel through the house: small frozen records in the words of the field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import quote

if TYPE_CHECKING:
    from qa import shapes

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

Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = get_args(Sort)
"""In which order the best passages of a reply come."""

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

    def facts(self) -> shapes.Facts:
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

    def as_json(self) -> shapes.Record:
        """The answer by itself, as every door shows it."""
        return {"answer_id": self.answer_id, "text": self.text, "kind": self.kind, **self.facts()}


@dataclass(frozen=True, slots=True)
class Span:
    """A slice `text[start:end]`, in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrievable slice of an answer's text; `n` counts from 1 within the answer.

    `header` is the head of the table that the passage's rows belong to, when it stands
    outside the passage.
    """

    row: int
    answer_id: str
    version: int
    n: int
    start: int
    end: int
    header: Span | None = None

    @property
    def passage_id(self) -> str:
        """The name under which a passage is cited: `<answer_id>#<n>`."""
        return f"{self.answer_id}#{self.n}"


@dataclass(frozen=True, slots=True)
class Expansion:
    """Other words searched beside those typed: `phrase`, whose terms are `terms`, for `of`."""

    of: tuple[str, ...]
    phrase: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which answers are asked of; what is not stated lets all through.

    Dates are ISO and mean the date answered, both included. `body` is the key of an answering body;
    `minister` and `member` are words of the names of who answered and who asked. No `status` means
    those in which an answer is one, no `kind` means any.
    """

    date_from: str | None = None
    date_to: str | None = None
    body: str | None = None
    house: House | None = None
    status: tuple[Status, ...] = ()
    kind: tuple[Kind, ...] = ()
    minister: str | None = None
    member: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The filters under the names that every door has for them; null lets all through."""
        return {
            "from": self.date_from,
            "to": self.date_to,
            "body": self.body,
            "house": self.house,
            "status": list(self.status) or None,
            "kind": list(self.kind) or None,
            "minister": self.minister,
            "member": self.member,
        }


UNFILTERED = Filters()


@dataclass(frozen=True, slots=True)
class Query:
    """A question once understood: its terms, the words they came from, and its filters.

    `words` gives for each term the word as typed; `weights` how much a term is asked for, where
    that is not 1. `also` are other words searched beside them, whose terms are not in `terms`;
    `corrected` gives for each word that was typed wrong the word searched in its place; `meant` is
    the question as a sentence model reads it: corrected, behind the questions it leans on, without
    what became a filter; `uins` name answers that come before all others; `phrases` must stand in
    what is found. `parts` names what was understood beyond the words, each of which can be taken
    away; `without` what was; `sort` is the order of what is found; `among` are the rows of the
    only answers that may be found, where not all may; `limbs` are the several things that are
    asked, each as a query of its own.
    """

    terms: tuple[str, ...]
    words: Mapping[str, str]
    filters: Filters = UNFILTERED
    weights: Mapping[str, float] = field(default_factory=dict)
    also: tuple[Expansion, ...] = ()
    corrected: Mapping[str, str] = field(default_factory=dict)
    meant: str = ""
    uins: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    sort: Sort = "relevance"
    among: frozenset[int] | None = None
    limbs: tuple[Query, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The query as every door shows it."""
        return {
            "terms": list(self.terms),
            **self.filters.as_json(),
            "uins": list(self.uins),
            "phrases": list(self.phrases),
            "corrected": dict(self.corrected),
            "also": list(dict.fromkeys(one.phrase for one in self.also)),
            "parts": list(self.parts),
            "without": list(self.without),
            "sort": self.sort,
        }


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


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranked passage: `rank` counts from 1, `score` is BM25's, `row` names the passage.

    `covered` is the share of the question's weight that the passage holds with its source
    question and heading, from 0 to 1.
    """

    row: int
    rank: int
    score: float
    covered: float


@dataclass(frozen=True, slots=True)
class SameAnswer:
    """The answers that say the same as one passage, its own included, newest first; the ISO date of
    the latest."""

    answer_ids: tuple[str, ...]
    latest: str

    def as_json(self) -> shapes.SameAnswer:
        """The same as every door shows it."""
        return {"answer_ids": list(self.answer_ids), "latest": self.latest}


Field = Literal["source_question", "heading", "header", "answer"]


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

    `meaning` is meaning's share of the score; `nearness` the cosine of question and passage, null
    where words alone rank. `filters` are those it came through.
    """

    terms: tuple[MatchedTerm, ...]
    meaning: float
    nearness: float | None
    filters: Filters

    def as_json(self) -> shapes.Explanation:
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

    def as_json(self) -> shapes.Passage:
        """The passage as every door shows it; offsets count code points of the answer's text."""
        shown: shapes.Passage = {
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

    def as_json(self) -> shapes.Reply:
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
