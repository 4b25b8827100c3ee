"""Records of marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from qa.model.marks import Mark


class MarkRecords(Protocol):
    """Marks, kept without an owner, for a period of their own."""

    def add(self, mark: Mark) -> None:
        """Add a mark."""

    def all(self) -> Sequence[Mark]:
        """Every mark that has not expired, first to last."""
