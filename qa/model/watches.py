"""Watches: what a person keeps an eye on, and what has happened to the answers it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from typing_extensions import TypedDict

from qa.model.answers import Answer, AnswerId, Facts
from qa.model.documented import Doc
from qa.model.values import QUOTABLE, Status

WatchKind = Literal["search", "question", "answer", "pack"]
Happened = Literal["new", "corrected", "withdrawn", "superseded"]
HAPPENED: tuple[Happened, ...] = get_args(Happened)
"""What can have happened to an answer, in the order in which counts name it."""

OPEN: tuple[Status, ...] = ("holding", "unanswered")
"""The statuses of a question whose full answer is still to come."""


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """An answer whose state has changed after some change of the store.

    `row` is its row, `number` the change that led to its state, `at` the moment of that in ISO
    8601, UTC; `day` is the ISO date answered or, where that is later, corrected. `was`, `was_day`
    and `was_version`, the row of a text, are of its state before; None where it was not stored.
    `reworded` says that it is a corrected answer, in other words than before.
    """

    row: int
    answer_id: str
    number: int
    at: str
    status: Status
    day: str
    was: Status | None = None
    was_day: str | None = None
    was_version: int | None = None
    reworded: bool = False

    def happened(self, wanted: tuple[Status, ...] = QUOTABLE) -> Happened | None:
        """What happened, for somebody who wants answers of some statuses; None where nothing that
        concerns them did."""
        counts, counted = self.status in wanted, self.was in wanted
        if not (counts or counted):
            return None
        if self.was is None:
            return "new"
        if self.status == "withdrawn" and self.was != "withdrawn":
            return "withdrawn"
        if self.status == "corrected" and self._corrected():
            return "corrected"
        if self.status == "answered" and self.was in OPEN:
            return "superseded"
        return "new" if counts and not counted else None

    def _corrected(self) -> bool:
        """Whether it was corrected, or corrected again: in other words, or on a later day."""
        later = bool(self.was_day) and self.day > (self.was_day or "")
        return self.was != "corrected" or self.reworded or later


@dataclass(frozen=True, slots=True)
class Watch:
    """What an owner watches.

    `what` is the record of a saved search or question (`SavedSearch`), the `answer_id` of an
    answer, or the digest of a pack's token. `seen` is the store and the number of the change up to
    which the owner has looked. Moments are ISO 8601, UTC; `looked_at` is of the last look.
    """

    key: str
    kind: WatchKind
    what: str
    name: str
    seen: str
    created_at: str
    looked_at: str


@dataclass(frozen=True, slots=True)
class WatchMail:
    """The e-mail of an owner's watches: the address, whether its reader has confirmed it, and the
    store and number of the last change that was sent."""

    owner: str
    address: str
    confirmed: bool
    sent: str


@dataclass(frozen=True, slots=True)
class Collection:
    """What a person has collected answers in: its name, its page and the ids of its answers."""

    name: str
    path: str
    answer_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class WatchEntry:
    """An answer that something happened to, as a watch reports it.

    `about` is the watched answer that this one supersedes, where it is another. `touches` are the
    collections that hold one of the two.
    """

    answer: Answer
    happened: Happened
    change: ChangedAnswer
    about: str | None = None
    touches: tuple[Collection, ...] = ()

    @property
    def said(self) -> str:
        """What happened, in a sentence."""
        if self.happened == "superseded":
            if self.about is None:
                return "The full answer was given, after a holding answer."
            return "A later answer to the same question was given."
        if self.happened == "new":
            return "A new answer." if self.change.was is None else "It now matches."
        again = " again" if self.change.was == self.happened else ""
        return f"The answer was {self.happened}{again}."

    def as_json(self) -> WatchEntryRecord:
        """The entry in its public JSON form."""
        return {
            "answer_id": self.answer.answer_id,
            "happened": self.happened,
            "said": self.said,
            "day": self.change.day or None,
            "stored_at": self.change.at,
            "supersedes": self.about,
            "touches": [one.name for one in self.touches],
            **self.answer.facts(),
            "text": self.answer.text,
        }


class WatchEntryRecord(Facts):
    """An answer that something happened to since the owner looked."""

    answer_id: AnswerId
    happened: Annotated[Happened, Doc("What happened to it.")]
    said: Annotated[str, Doc("What happened, in a sentence.")]
    day: Annotated[str | None, Doc("ISO date on which it was answered or last corrected.")]
    stored_at: Annotated[str, Doc("When this store learnt of it: ISO 8601, UTC.")]
    supersedes: Annotated[
        str | None, Doc("The watched answer to the same question that it supersedes.")
    ]
    touches: Annotated[list[str], Doc("What of the owner's holds it: an evidence pack.")]
    text: Annotated[str, Doc("The whole text.")]


class HappenedCounts(TypedDict):
    """How many answers, by what happened to them since the owner looked."""

    new: int
    corrected: int
    withdrawn: int
    superseded: int


class WatchRecord(TypedDict):
    """A watch with what happened since its owner looked."""

    watch_id: Annotated[str, Doc("The watch's id.")]
    kind: Annotated[WatchKind, Doc("What is watched.")]
    name: Annotated[str, Doc("The question, or the title of the answer.")]
    what: Annotated[dict[str, Any] | str | None, Doc("The question and filters, or an answer_id.")]
    created_at: Annotated[str, Doc("ISO 8601, UTC.")]
    counts: HappenedCounts
    begins_again: Annotated[
        bool, Doc("Whether the store was replaced, so that all that matches is listed.")
    ]
    problem: Annotated[str | None, Doc("Why the watch can report nothing; null where it can.")]
    entries: Annotated[list[WatchEntryRecord], Doc("The last change first, at most 50.")]


class WatchesRecord(TypedDict):
    """An owner's watches. `seen` is sent back to say that everything shown was looked at."""

    seen: Annotated[str, Doc("The change up to which this list is complete.")]
    counts: Annotated[HappenedCounts, Doc("Of all watches; each answer counts once.")]
    watches: list[WatchRecord]


def no_counts() -> HappenedCounts:
    """Counts of nothing."""
    return {"new": 0, "corrected": 0, "withdrawn": 0, "superseded": 0}


def in_words(counts: HappenedCounts) -> str:
    """Counts as a person reads them: "3 new, 1 corrected"; empty for nothing."""
    return ", ".join(f"{counts[one]:,} {one}" for one in HAPPENED if counts[one])
