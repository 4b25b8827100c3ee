"""Reports: what an ingest or a sync did to the store, record by record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

from qa.archive.sources import Rejection, Repair
from qa.model import Status


@dataclass(slots=True)
class Report:
    """What became of each record, counted once; `rejected` says which were rejected, and why.

    OUTCOMES are all outcomes, in the order to show them.
    """

    OUTCOMES: ClassVar[tuple[str, ...]]
    counts: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejection] = field(default_factory=list)

    @property
    def total(self) -> int:
        """The number of records, rejected ones included: the sum of all outcomes."""
        return self.counts.total()

    @property
    def by_outcome(self) -> dict[str, int]:
        """The number of records of each outcome, 0 included."""
        return {outcome: self.counts[outcome] for outcome in self.OUTCOMES}

    def reject(self, rejection: Rejection) -> None:
        """Count and keep a rejection."""
        self.counts["rejected"] += 1
        self.rejected.append(rejection)


@dataclass(slots=True)
class IngestReport(Report):
    """What an ingest did.

    `skipped` are the files in a folder that no reader knows. `repaired` are the files whose damaged
    characters were repaired. `outcomes` has the latest outcome of each identity, form and state.
    """

    OUTCOMES = ("new", "changed", "unchanged", "merged", "superseded", "rejected")
    skipped: list[Path] = field(default_factory=list)
    outcomes: dict[tuple[str, str, str, str | None], str] = field(default_factory=dict)
    repaired: list[Repair] = field(default_factory=list)


@dataclass(slots=True)
class SyncReport(Report):
    """What a sync did; `missed` says what was not fetched, and why.

    A question that changed the store counts by its status where that is corrected, holding or
    withdrawn; else as new, changed or merged (with what another source stated).
    """

    OUTCOMES = (
        *("new", "changed", "corrected", "holding"),
        *("withdrawn", "merged", "unchanged", "rejected"),
    )
    missed: list[str] = field(default_factory=list)

    def count(
        self,
        stored: Literal["new", "changed", "unchanged", "merged", "superseded"],
        status: Status,
    ) -> None:
        """Count one question by what storing it changed and by its status."""
        if stored in ("unchanged", "superseded"):
            self.counts["unchanged"] += 1
        else:
            special = status in ("corrected", "holding", "withdrawn")
            self.counts[status if special else stored] += 1
