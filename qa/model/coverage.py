"""Coverage: what the store and the index hold, in figures."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

from typing_extensions import TypedDict

from qa.model.documented import Doc, Json
from qa.model.values import Status

VectorSearch = Literal["signs", "k-NN"]
"""What finds the passages whose vectors are compared."""


MIN_VECTOR_SHARE = 0.8
"""The share of the passages that have vectors from which meaning ranks too. Where half lack them,
those with vectors crowd out better ones, and words alone rank better; where a fifth lack them, all
of one body, meaning is better (docs/quality.md)."""


def ranks_by_meaning(vectors: int | None, passages: int) -> bool:
    """Whether so many of the passages have vectors that meaning ranks too."""
    return vectors is not None and vectors >= max(1.0, MIN_VECTOR_SHARE * passages)


class BodyYearStatus(TypedDict):
    """The number of answers of one body, year and status."""

    body: Annotated[str, Doc("The key of the answering body, or `not stated`.")]
    year: Annotated[str | None, Doc("The year answered, else tabled.")]
    status: Annotated[Status, Doc("Their status.")]
    answers: Annotated[int, Doc("How many.")]


class SyncFailure(TypedDict):
    """A sync that did not bring in all that it looked for."""

    at: Annotated[str, Doc("When it ended, in UTC.")]
    reason: Annotated[str, Doc("The first thing that is missing, and why.")]


class SyncSummary(TypedDict):
    """How far the sync is, under the names that coverage has for it."""

    last_sync: str | None
    last_corrections: str | None
    last_sync_failure: SyncFailure | None
    sync_gaps: list[list[str]]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is covered."""

    answers: Annotated[int, Doc("How many answers the store holds.")]
    passages: Annotated[int, Doc("How many passages the index holds.")]
    by_status: Annotated[dict[str, int], Doc("Answers by status.")]
    by_body: Annotated[dict[str, int], Doc("Answers by the key of the answering body.")]
    body_names: Annotated[dict[str, str], Doc("Each body's name in its newest answer.")]
    oldest_answer: Annotated[str | None, Doc("ISO date of the oldest that can be quoted.")]
    newest_answer: Annotated[str | None, Doc("ISO date of the newest that can be quoted.")]
    by_body_year_status: Annotated[
        list[dict[str, Any]], Doc("Answers by body, year and status.", list[BodyYearStatus])
    ]
    last_sync: Annotated[
        str | None, Doc("When a sync last read Parliament's API to its end, in UTC.")
    ]
    last_corrections: Annotated[str | None, Doc("When a sync last looked for corrections, in UTC.")]
    last_sync_failure: Annotated[
        SyncFailure | None, Doc("When and why the last sync failed; null where it did not.")
    ]
    sync_gaps: Annotated[
        tuple[tuple[str, str], ...],
        Doc("First and last day of each period that a sync has still to fetch.", list[list[str]]),
    ]
    index_version: Annotated[str | None, Doc("Null where there is no index.")]
    index_current: Annotated[bool, Doc("Whether the index covers the whole store.")]
    vectors: Annotated[int | None, Doc("Passages with a vector; null without vectors.")]
    vector_search: Annotated[
        VectorSearch | None,
        Doc(
            "What finds the passages whose vectors are compared: the signs of their vectors, or "
            "the k-NN plugin of OpenSearch; null without vectors."
        ),
    ]

    def as_json(self) -> Json:
        """The figures as `qa status --json` prints them."""
        return asdict(self)
