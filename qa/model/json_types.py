"""Shapes: what every door shows as JSON, field by field; the API's document is made of them."""

from __future__ import annotations

from typing import (
    Any,
    Literal,
    NotRequired,  # Pydantic asks for these before Python 3.12.
)

from typing_extensions import TypedDict

from qa.model import House, Kind, Status


class Body(TypedDict):
    """An answering body."""

    id: str
    """Our own key, such as `ministry-of-justice`."""
    name: str
    """Its name at the time."""


class Facts(TypedDict):
    """What is known of an answer besides its text; null where its source states nothing."""

    heading: str | None
    """The heading it was published under."""
    source_question: str
    """What the member asked the minister."""
    date_tabled: str | None
    """ISO date."""
    date_answered: str | None
    """ISO date; null of a question that is still open."""
    answering_body: Body | None
    """The department that answered."""
    house: House | None
    """The House in which it was asked."""
    uin: str | None
    """Parliament's number for the question; repeats between sessions."""
    status: Status
    """Whether it was answered, and what befell the answer since."""
    asking_member: str | None
    """Who asked."""
    answering_member: str | None
    """The minister who answered."""
    url: str | None
    """The official address, else the source's own."""


class MatchedTerm(TypedDict):
    """One term of the question that a passage holds."""

    term: str
    """The term, as it is indexed."""
    word: str | None
    """The word of the question it came from; null where it was searched beside one."""
    also: str | None
    """The other words it belongs to, where it was searched beside the question's own."""
    fields: list[Literal["source_question", "heading", "header", "answer"]]
    """Where it stands."""
    share: float
    """Its share of the score."""


class Explanation(TypedDict):
    """Why a passage stands where it stands."""

    terms: list[MatchedTerm]
    """Largest share first."""
    meaning: float
    """Meaning's share of the score; 0 where words alone rank."""
    resemblance: float
    """The share of the words it has in common with the best passages; 0 where words alone rank."""
    nearness: float | None
    """The cosine of question and passage; null where words alone rank."""
    filters: dict[str, Any]
    """The filters it came through."""


class SameAnswer(TypedDict):
    """The answers that say the same as one passage."""

    answer_ids: list[str]
    """All of them, its own included, newest first."""
    latest: str
    """The ISO date of the newest."""


class Passage(Facts):
    """A passage of an answer, word for word, with all that is needed to cite it."""

    passage_id: str
    """Its name: the `answer_id`, `#`, and a number from 1."""
    answer_id: str
    """The answer that it is a slice of: its date tabled and UIN."""
    rank: int
    """Its place, from 1."""
    score: float
    """What it is ranked by: BM25's score, or one of words and meaning; compares within a reply."""
    text: str
    """The passage, which is the answer's text from `start` to `end`."""
    start: int
    """Where it begins, counted in code points of the answer's text."""
    end: int
    """Where it ends, counted likewise."""
    best: list[int]
    """Start and end of the sentence in it that matches best, counted likewise."""
    header: str | None
    """The rows that head its table, where they stand outside the passage."""
    same_answer: SameAnswer | None
    """To which other questions the same was said."""
    explain: NotRequired[Explanation]
    """Why it was found, where that was asked for."""


class Reply(TypedDict):
    """What the service says to one question: passages, or an honest no."""

    question: str
    """The question as asked."""
    query: dict[str, Any]
    """The question as understood: its `terms`, its filters, and what else was made of it."""
    answerable: bool
    """Whether the answers cover the question."""
    confidence: float
    """How likely the question is covered, from 0 to 1; answerable from the service's threshold."""
    reason: str | None
    """Why not, in a sentence; null when answerable."""
    unmatched: list[str]
    """Words that no answer holds."""
    passages: list[Passage]
    """Best first; empty when not answerable."""
    near_misses: list[Passage]
    """The nearest passages, at most 3, when not answerable."""
    index_version: str
    """A digest of settings and passages: equal versions give equal replies."""


class Record(Facts):
    """One answer as it stands, for a mirror: nothing in it depends on another answer."""

    answer_id: str
    """Its name: date tabled and UIN."""
    text: str
    """The whole text."""
    kind: Kind
    """What kind of stub it is, or `none`."""


class Change(TypedDict):
    """What one sentence said before a correction, and after."""

    before: str
    """Empty where the sentence is new."""
    after: str
    """Empty where the sentence was taken out."""


class Answer(Record):
    """One whole answer with what belongs to it."""

    date_holding: str | None
    """ISO date of the holding answer that came before; null where no source states one."""
    date_corrected: str | None
    """ISO date of the correction; null where no source states one."""
    original_text: str | None
    """What a corrected answer said before; null where no source tells."""
    changes: list[Change]
    """The sentences that were corrected."""
    refers_to: list[str]
    """Answers that its text names."""
    pursuant_to: list[str]
    """Answers that its question names."""
    referred_from: list[str]
    """Answers that name it."""
    grouped_with: list[str]
    """Answers with the same text, given on the same day by the same body."""


class Slice(TypedDict):
    """A passage by itself, outside any ranking."""

    passage_id: str
    """Its name."""
    text: str
    """The passage, word for word."""
    start: int
    """Where it begins in the answer's text, in code points."""
    end: int
    """Where it ends."""
    header: str | None
    """The rows that head its table, where they stand outside the passage."""


class Slices(TypedDict):
    """The passages of one answer."""

    answer_id: str
    """The answer."""
    passages: list[Slice]
    """In the order in which they stand."""


class Version(TypedDict):
    """What one source stated of an answer at one time."""

    source: str
    """The published form that it was read from."""
    seen_at: str
    """When it was taken in, in UTC."""
    status: Status
    """The state that it stated."""
    date_answered: str | None
    """The date answered that it stated."""
    text: str
    """The text that it stated."""
    stands: bool
    """Whether this is the text that is quoted today."""


class History(TypedDict):
    """The versions of one answer that are kept."""

    answer_id: str
    """The answer."""
    versions: list[Version]
    """First taken in first."""


class Alike(Facts):
    """An answer to a question that asks nearly the same."""

    answer_id: str
    """The answer."""
    similarity: float
    """From 0 to 1: the share of the words of both questions that both have."""


class Similar(TypedDict):
    """Answers whose questions ask nearly the same as one answer's."""

    answer_id: str
    """The answer."""
    similar: list[Alike]
    """The most alike first."""


class Replaced(TypedDict):
    """An id that is no longer the name of an answer."""

    answer_id: str
    """The id."""
    replaced_by: str | None
    """The answer that absorbed it; null where there is none."""


class Page(TypedDict):
    """A page of answers in the order of their last change."""

    answers: list[Record]
    """Answers that are new or have changed; each replaces what you had under its id."""
    replaced: list[Replaced]
    """Ids to take out of a copy."""
    cursor: str
    """Where the next page begins; to be kept, and asked with again later."""
    more: bool
    """Whether there is more already."""


class Turn(TypedDict):
    """A question of a conversation, and the reply to it."""

    number: int
    """Its place, from 1."""
    question: str
    """As asked."""
    reply: Reply
    """As it was given then."""


class Conversation(TypedDict):
    """A conversation, which is its owner's alone."""

    conversation_id: str
    """Its name, which cannot be guessed; who has it and the same key can read it."""
    turns: list[Turn]
    """First to last."""


class Replies(TypedDict):
    """The replies to several questions."""

    replies: list[Reply]
    """In the order of the questions."""


class RankedHit(TypedDict):
    """One line of a run."""

    topic_id: str
    """The topic."""
    id: str
    """The answer or passage."""
    rank: int
    """From 1."""
    score: float
    """Falls strictly with rank."""


class Run(TypedDict):
    """The ranked hits of all topics of a test set."""

    tag: str
    """Program, version and index, as the sixth field of a TREC line says."""
    index_version: str
    """The index that was asked."""
    unit: Literal["answer", "passage"]
    """What was ranked."""
    hits: list[RankedHit]
    """Topic by topic, best first."""


class BodyYearStatus(TypedDict):
    """A count of answers."""

    body: str
    """The key of the answering body, or `not stated`."""
    year: str | None
    """Of the date answered, else tabled."""
    status: Status
    """Their state."""
    answers: int
    """How many."""


class Coverage(TypedDict):
    """What is covered."""

    answers: int
    """How many answers the store holds."""
    passages: int
    """How many passages the index holds."""
    by_status: dict[str, int]
    """Answers by state."""
    by_body: dict[str, int]
    """Answers by the key of the answering body."""
    body_names: dict[str, str]
    """The name that each body's newest answer gives it."""
    oldest_answer: str | None
    """ISO date."""
    newest_answer: str | None
    """ISO date."""
    by_body_year_status: list[BodyYearStatus]
    """Answers by body, year and state."""
    last_sync: str | None
    """When Parliament's API was last followed to its end, in UTC."""
    last_corrections: str | None
    """When corrections were last looked for, in UTC."""
    sync_gaps: list[list[str]]
    """First and last of each stretch of days that was wanted and not fetched."""
    index_version: str | None
    """Null where there is no index."""
    index_current: bool
    """Whether the index has caught up with the store."""
    vectors: int | None
    """Passages whose meaning was read; null where words alone rank."""


class Health(TypedDict):
    """Whether the service lives."""

    status: Literal["alive"]
    """It does."""


class Readiness(TypedDict):
    """Whether questions can be answered."""

    ready: bool
    """Whether all that is checked is well."""
    checks: dict[str, bool]
    """What is checked: `store` (answers can be read), `index` (it can be asked)."""


class Problem(TypedDict):
    """What is wrong with a request, as in RFC 9457."""

    type: str
    """Which kind of problem it is; does not change."""
    title: str
    """The kind, in words."""
    status: int
    """The HTTP status."""
    detail: str
    """What was wrong here, and what to do."""
    parameter: NotRequired[str]
    """The parameter, or field of the body, that is to blame."""
