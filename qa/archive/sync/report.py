"""The report of a sync: what it did to the store, and what it could not fetch."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal, get_args

from qa.archive.sources import Rejection
from qa.model import Status

Outcome = Literal[
    "new", "changed", "corrected", "holding", "withdrawn", "merged", "unchanged", "rejected"
]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(slots=True)
class SyncReport:
    """What became of each fetched question, counted once: `fetched` is the sum of all outcomes.

    A question that changed the store counts by its status where that is corrected, holding or
    withdrawn; else as new, changed or merged (with what another source stated). `missed` says what
    was not fetched, and why.
    """

    counts: Counter[Outcome] = field(default_factory=Counter)
    rejected: list[Rejection] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def fetched(self) -> int:
        """The number of questions fetched, rejected ones included."""
        return self.counts.total()

    @property
    def by_outcome(self) -> dict[Outcome, int]:
        """The number of questions of each outcome, 0 included, in the order to show them."""
        return {outcome: self.counts[outcome] for outcome in OUTCOMES}

    def count(
        self, stored: Literal["new", "changed", "unchanged", "merged"], status: Status
    ) -> None:
        """Count one question by what storing it changed and by its status."""
        if stored != "unchanged" and status in ("corrected", "holding", "withdrawn"):
            self.counts[status] += 1
        else:
            self.counts[stored] += 1

    def reject(self, rejection: Rejection) -> None:
        """Count and keep a rejection."""
        self.counts["rejected"] += 1
        self.rejected.append(rejection)
