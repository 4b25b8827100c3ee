"""Records of the audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from qa.model.audit import AuditEntry

MOST_OF_AN_ACT = 10_000
"""The entries of one act that are kept, so that no flood of one removes another."""


class AuditRecords(Protocol):
    """Who did what, kept for a period of its own."""

    def add(self, act: str, who: str, what: str) -> None:
        """Add an entry; the same act within the same minute is counted in one entry."""

    def last(self, most: int) -> Sequence[AuditEntry]:
        """The last entries, newest first."""
