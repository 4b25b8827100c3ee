"""Report: what a sync did to the store, and what it could not fetch."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from qa.archive.sources import Refusal
from qa.model import Status

Outcome = Literal[
    "new", "changed", "corrected", "holding", "withdrawn", "merged", "unchanged", "rejected"
]
OUTCOMES: tuple[Outcome, ...] = (
    "new",
    "changed",
    "corrected",
    "holding",
    "withdrawn",
    "merged",
    "unchanged",
    "rejected",
)


@dataclass(slots=True)
class Report:
    """What became of each question fetched, counted once: `fetched` is the sum of all outcomes.

    A question that brought something new counts by its state where that is corrected, holding or
    withdrawn, else as new, changed or merged (with what another source had stated). `missed` says
    what was not fetched, and why.
    """

    counts: Counter[Outcome] = field(default_factory=Counter)
    rejected: list[Refusal] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def fetched(self) -> int:
        """How many questions were fetched, the rejected ones included."""
        return self.counts.total()

    def count(
        self, entered: Literal["new", "changed", "unchanged", "merged"], status: Status
    ) -> None:
        """Count what entering a question of this state did to the store."""
        if entered != "unchanged" and status in ("corrected", "holding", "withdrawn"):
            self.counts[status] += 1
        else:
            self.counts[entered] += 1

    def refuse(self, refusal: Refusal) -> None:
        """Count and keep a refusal."""
        self.counts["rejected"] += 1
        self.rejected.append(refusal)
