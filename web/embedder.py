"""The process that embeds passages behind a service."""

from __future__ import annotations

from qa.service import archive
from qa.settings import Settings
from web.child import Child


class Embedder(Child):
    """Runs `qa embed --behind` whenever passages without vectors can have been added.

    A process of its own: embedding fills every core for minutes, so it has the lowest priority.
    Killed, it loses at most its last 64 passages.
    """

    command = ("embed", "--behind")
    fault = "Passages cannot be embedded"
    cure = "Run `qa embed` to compute what is missing."

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._seen: object = None

    def is_due(self) -> bool:
        """Whether there can be something to embed that it has not seen."""
        state = archive.embedding_state(self._settings)
        if state is None or state == self._seen:
            return False
        self._seen = state
        return True
