"""Rates of persons and addresses that hold on all web machines."""

from __future__ import annotations

from typing import Protocol

from qa.settings import Settings
from qa.store import service as store


class SharedRates(Protocol):
    """Counts what each name has asked in a minute."""

    def add(self, name: str, number: int, minute: int) -> int:
        """Count more of a name; what it has asked in that minute. Raises ServiceStoreError."""


def shared_rates(settings: Settings) -> SharedRates | None:
    """The counts that all web machines share; None where one machine counts for itself."""
    return store.shared_rates(settings)
