"""The audit: one call records who did what, in the store and in the log."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress

from qa.errors import StoreError, printable
from qa.model.audit import AuditEntry
from qa.settings import Settings
from qa.store.service import service_store

FIELD_CHARS = 200
"""The longest part of an entry."""
LOGGER = logging.getLogger("qa.audit")


class Audit:
    """The audit of one data folder."""

    def __init__(self, settings: Settings) -> None:
        self._store = service_store(settings)

    def record(self, act: str, who: str, what: str = "") -> None:
        """Record an act such as `signed in`, who did it, and to what: never a question or a token.

        It is in the log even where the store cannot be written, which raises nothing.
        """
        act, who, what = (printable(one[:FIELD_CHARS]) for one in (act, who, what))
        LOGGER.info(
            "%s: %s %s", act, who, what, extra={"audit": {"act": act, "who": who, "what": what}}
        )
        with suppress(StoreError), self._store.writing() as records:
            records.audit.add(act, who, what)

    def last(self, most: int) -> Sequence[AuditEntry]:
        """The last entries, newest first."""
        with self._store.reading() as records:
            return records.audit.last(most)
