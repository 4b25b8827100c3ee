"""Records of the keys of the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from qa.model.keys import ApiKey, ExpiredKey, KeyUse, Scope


class KeyRecords(Protocol):
    """Keys of the API, and how many questions each asked in the current window of its rate."""

    def create(
        self, name: str, scopes: tuple[Scope, ...], rate: int, last_day: str | None = None
    ) -> str | None:
        """Make a key and return it, this once; None where a key has, or had, the name."""

    def all(self) -> Sequence[ApiKey]:
        """Every key, the revoked ones too, first to last."""

    def revoke(self, name: str) -> bool:
        """Revoke a key for good; False where no key in use has the name."""

    def use(self, key: str, questions: int) -> KeyUse | ExpiredKey | None:
        """Count the questions of a use of a key, in any process; None where it is unknown or
        revoked. A use of an expired key is not counted."""
