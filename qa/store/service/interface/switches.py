"""Records of the operator's switches."""

from __future__ import annotations

from typing import Protocol

from qa.model.switches import Switches


class SwitchRecords(Protocol):
    """What the operator has turned off, and the banner: one record."""

    def read(self) -> Switches:
        """The switches; all is on where none was ever set."""

    def write(self, switches: Switches) -> None:
        """Set them all; `changed_at` is this moment."""
