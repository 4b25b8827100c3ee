"""Undo: the error where a deletion can no longer be undone."""

from __future__ import annotations

from qa.errors import NotFound
from qa.store.service import UNDO_PERIOD

UNDO_MINUTES = int(UNDO_PERIOD.total_seconds() / 60)
"""How long a deletion can be undone."""


def too_late() -> NotFound:
    """The error where there is no such deletion to undo."""
    return NotFound(
        "There is nothing to undo: it was undone already, or is deleted for good, "
        f"{UNDO_MINUTES} minutes after “Delete” or “Remove”.",
        "Go on from the page as it is.",
    )
