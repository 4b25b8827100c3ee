"""Drafts: replies in the making, and what published answers say to each part of a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from typing_extensions import TypedDict

from qa.model import json_types
from qa.model.browse import Differs
from qa.model.documented import Doc
from qa.model.values import Kind

ItemKind = Literal["quotation", "referral", "gap"]
"""What a person chose: to quote a passage, to refer to its answer, or to mark a gap."""
ITEM_KINDS: tuple[ItemKind, ...] = get_args(ItemKind)


class DraftQuestion(TypedDict):
    """One part of a question as it is asked; a question of one part has the label "".

    `after` is the clause that it follows and may lean on; null for a part of the first clause.
    """

    label: str
    text: str
    after: str | None


@dataclass(frozen=True, slots=True)
class DraftItem:
    """One thing that a person chose for a part of a draft, with a note of theirs.

    `part` counts from 0. `passage` is kept word for word as it was found; null for a gap.
    """

    id: int
    part: int
    kind: ItemKind
    passage: json_types.Passage | None
    note: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft: the question without its mail, its parts, and what was chosen, in order.

    `minister` is who is to give the reply, as the owner named them; empty where not.
    """

    question: str
    parts: tuple[DraftQuestion, ...]
    items: tuple[DraftItem, ...]
    minister: str = ""


@dataclass(frozen=True, slots=True)
class ListedDraft:
    """One line of an owner's list of drafts; `changed_at` is in ISO 8601, UTC."""

    key: str
    question: str
    changed_at: str
    items: int


@dataclass(frozen=True, slots=True)
class DraftShare:
    """The link to a draft as its owner sees it; `shared_at` is in ISO 8601, UTC."""

    token: str
    shared_at: str


class LaterAnswer(TypedDict):
    """The newest answer to the same question as another's."""

    answer_id: Annotated[str, Doc("The later answer.")]
    date_answered: Annotated[str, Doc("When it was given.")]
    same_text: Annotated[bool, Doc("Whether it says the same, word for word.")]


class AnswerChanges(TypedDict):
    """What has happened to an answer since it was given, beyond its status."""

    later: Annotated[
        LaterAnswer | None, Doc("The newest later answer to the same question; null without one.")
    ]
    body_today: Annotated[
        str | None,
        Doc(
            "The body that took over from its answering body; null where none did, or one of the"
            " same name."
        ),
    ]


class AskedBefore(TypedDict):
    """The same question asked before, and the passage of its answer that fits best."""

    differs_in: Annotated[
        list[Differs], Doc("In what its question differs from this part; empty where in nothing.")
    ]
    recent: Annotated[bool, Doc("Whether it was answered within the last three months.")]
    passage: json_types.Passage


class Refusal(TypedDict):
    """A question like this one that got no answer, and why."""

    kind: Annotated[Kind, Doc("The kind of stub.")]
    grounds: Annotated[str, Doc("The sentence that says why, word for word.")]
    passage: json_types.Passage


class DraftPart(TypedDict):
    """What published answers say to one part of a question."""

    label: Annotated[str, Doc("Its place in the question: `(a)`, `2`; empty for the only part.")]
    text: Annotated[str, Doc("What it asks, with the words that it shares with the others.")]
    answerable: Annotated[bool, Doc("Whether the answers cover it.")]
    confidence: Annotated[float, Doc("How likely they cover it, 0 to 1.")]
    reason: Annotated[str | None, Doc("Why not, in a sentence; null when answerable.")]
    never_answered: Annotated[
        bool, Doc("Whether nothing published covers it: no passage, no question asked before.")
    ]
    passages: Annotated[list[json_types.Passage], Doc("At most 3, best first.")]
    near_misses: Annotated[list[json_types.Passage], Doc("The nearest, where there is no passage.")]
    asked_before: Annotated[
        list[AskedBefore], Doc("The very same question first, then newest first.")
    ]
    refusals: Annotated[
        list[Refusal], Doc("Questions like it that were refused, the most alike first.")
    ]


class DraftEvidence(TypedDict):
    """A new question taken apart, and what published answers say to each part."""

    question: Annotated[str, Doc("The question, without the mail and courtesies around it.")]
    parts: Annotated[list[DraftPart], Doc("In the order of the question, at most 8.")]
    changes: Annotated[
        dict[str, AnswerChanges],
        Doc("By `answer_id`: what has happened since to an answer that can be quoted."),
    ]
    index_version: Annotated[str, Doc("Equal versions give the same.")]
