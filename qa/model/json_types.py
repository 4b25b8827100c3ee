"""The JSON of the public API that belongs to several records: passages, replies, lists, pages.

A record that is shown as it is, is documented by its own dataclass. The types here are those of
plain dicts, built by `as_json` and by the API: a type checker compares the two, and writing dicts
is faster than writing records by pydantic (ARCHITECTURE.md).
"""

from __future__ import annotations

from typing import (
    Annotated,
    Literal,
    NotRequired,  # Pydantic asks for these before Python 3.12.
)

from typing_extensions import TypedDict

from qa.model.answers import AnswerId, AnswerRecord, Change, CutTable, Facts
from qa.model.digest import DigestSentence
from qa.model.documented import Doc, Json
from qa.model.explanations import Explanation, SameAnswer
from qa.model.queries import QueryRecord
from qa.model.values import Status


class Slice(TypedDict):
    """A passage by itself, outside any ranking."""

    passage_id: Annotated[str, Doc("The passage's id: the `answer_id`, `#`, and a number from 1.")]
    text: Annotated[str, Doc("The passage: the answer's text from `start` to `end`.")]
    start: Annotated[int, Doc("Where it begins, in code points of the answer's text.")]
    end: Annotated[int, Doc("Where it ends, in code points of the answer's text.")]
    header: Annotated[str | None, Doc("The rows that head its table, where they are outside it.")]
    cut_tables: Annotated[
        list[Json], Doc("Tables that it contains in part, at most two.", list[CutTable])
    ]


class Passage(Slice, Facts):
    """A passage of an answer, word for word, with all that is needed to cite it."""

    answer_id: AnswerId
    rank: Annotated[int, Doc("Its place, from 1.")]
    score: Annotated[float, Doc("What it is ranked by; comparable within one reply.")]
    best: Annotated[list[int], Doc("Start and end of its best matching sentence.")]
    same_answer: Annotated[
        Json | None, Doc("Other answers that give the same text.", SameAnswer | None)
    ]
    explain: NotRequired[Annotated[Json, Doc("Why it was found, on request.", Explanation)]]


class Part(TypedDict):
    """The reply to one part of a question."""

    label: Annotated[str, Doc("Its place in the question: `(a)`, `2`, `2 (a)`.")]
    text: Annotated[str, Doc("What it asks, with the words that it shares with the others.")]
    answerable: Annotated[bool, Doc("Whether the answers cover it.")]
    confidence: Annotated[float, Doc("How likely they cover it, 0 to 1.")]
    reason: Annotated[str | None, Doc("Why not, in a sentence; null when answerable.")]
    passages: Annotated[list[Passage], Doc("At most 3, best first; empty when not answerable.")]


class Reply(TypedDict):
    """The reply to one question: passages, or an honest no."""

    question: Annotated[str, Doc("The question as typed.")]
    query: Annotated[QueryRecord, Doc("The question as understood.")]
    answerable: Annotated[bool, Doc("Whether the answers cover the question.")]
    confidence: Annotated[
        float, Doc("How likely they cover it, 0 to 1; answerable from the service's threshold.")
    ]
    reason: Annotated[str | None, Doc("Why not, in a sentence; null when answerable.")]
    unmatched: Annotated[list[str], Doc("Words that no answer contains.")]
    unmentioned: Annotated[
        list[str],
        Doc(
            "Names that answers contain, but none of the passages, or, where parts are covered,"
            " none of theirs; empty when not answerable."
        ),
    ]
    digest: Annotated[
        list[Json],
        Doc(
            "The best sentences of the passages, in their order, each of another answer: at most 5;"
            " empty when not answerable, or where none can be read by itself. Of a table it may"
            " have the line that introduces it.",
            list[DigestSentence],
        ),
    ]
    passages: Annotated[list[Passage], Doc("Best first; empty when not answerable.")]
    near_misses: Annotated[
        list[Passage], Doc("The nearest passages, at most 3, when not answerable.")
    ]
    parts: Annotated[
        list[Part],
        Doc(
            "The reply to each part of a question that has several, at most 8; empty for a question"
            " of one part, and after the first page of a ranking."
        ),
    ]
    index_version: Annotated[
        str, Doc("A digest of settings and passages: equal versions give equal replies.")
    ]


class Answer(AnswerRecord):
    """One whole answer with its corrections and the answers it is linked to."""

    date_holding: Annotated[
        str | None, Doc("ISO date of an earlier holding answer; null where not stated.")
    ]
    date_corrected: Annotated[str | None, Doc("ISO date of the correction; null where not stated.")]
    original_text: Annotated[str | None, Doc("The text before a correction, where it is known.")]
    changes: Annotated[list[Json], Doc("The corrected sentences.", list[Change])]
    refers_to: Annotated[list[str], Doc("Answers that its text names.")]
    pursuant_to: Annotated[list[str], Doc("Answers that its question names.")]
    referred_from: Annotated[list[str], Doc("Answers that name it.")]
    grouped_with: Annotated[
        list[str], Doc("Answers with the same text, given on the same day by the same body.")
    ]


class Slices(TypedDict):
    """The passages of one answer."""

    answer_id: AnswerId
    passages: Annotated[list[Slice], Doc("In the order of the text.")]


class Version(TypedDict):
    """What one source stated of an answer at one time."""

    source: Annotated[str, Doc("The published form that it was read from.")]
    seen_at: Annotated[str, Doc("When it was stored, in UTC.")]
    status: Annotated[Status, Doc("The status that it stated.")]
    date_answered: Annotated[str | None, Doc("The date answered that it stated.")]
    text: Annotated[str, Doc("The text that it stated.")]
    current: Annotated[bool, Doc("Whether this is the text that is quoted today.")]


class History(TypedDict):
    """The stored versions of one answer."""

    answer_id: AnswerId
    versions: Annotated[list[Version], Doc("Oldest first.")]


class SimilarAnswer(Facts):
    """An answer to a similar question."""

    answer_id: AnswerId
    similarity: Annotated[float, Doc("The share of the questions' words that both have, 0 to 1.")]


class Similar(TypedDict):
    """Answers to questions that are similar to one answer's."""

    answer_id: AnswerId
    similar: Annotated[list[SimilarAnswer], Doc("Most similar first.")]


class Replaced(TypedDict):
    """An id that no longer names an answer."""

    answer_id: Annotated[str, Doc("The id.")]
    replaced_by: Annotated[str | None, Doc("The answer that absorbed it; null if none did.")]


class Page(TypedDict):
    """A page of answers in the order of their last change."""

    answers: Annotated[
        list[AnswerRecord], Doc("New and changed answers; each replaces your copy of its id.")
    ]
    replaced: Annotated[list[Replaced], Doc("Ids to delete from your copy.")]
    cursor: Annotated[str, Doc("Where the next page begins; keep it to continue later.")]
    more: Annotated[bool, Doc("Whether the next page has anything yet.")]


class Turn(TypedDict):
    """A question of a conversation, and the reply to it."""

    number: Annotated[int, Doc("Its place, from 1.")]
    question: Annotated[str, Doc("The question as typed.")]
    reply: Annotated[Reply, Doc("The reply as it was given then.")]


class Conversation(TypedDict):
    """A conversation, which only its owner can read."""

    conversation_id: Annotated[
        str, Doc("Its unguessable id; it is read with this and the key that began it.")
    ]
    turns: Annotated[list[Turn], Doc("Oldest first.")]


class Replies(TypedDict):
    """The replies to several questions."""

    replies: Annotated[list[Reply], Doc("In the order of the questions.")]


class RankedHit(TypedDict):
    """One line of a run."""

    topic_id: Annotated[str, Doc("The topic.")]
    id: Annotated[str, Doc("The answer or passage.")]
    rank: Annotated[int, Doc("From 1.")]
    score: Annotated[float, Doc("Falls strictly with rank.")]


class Run(TypedDict):
    """The ranked hits of all topics of a test set."""

    tag: Annotated[str, Doc("Program, version and index, as in the sixth field of a TREC line.")]
    index_version: Annotated[str, Doc("The index that was searched.")]
    unit: Annotated[Literal["answer", "passage"], Doc("What was ranked.")]
    hits: Annotated[list[RankedHit], Doc("Topic by topic, best first.")]
