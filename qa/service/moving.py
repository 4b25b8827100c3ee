"""Moving what people made into PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping

from qa.settings import Settings
from qa.store.service import move_records


def move_service(settings: Settings) -> Mapping[str, tuple[int, int]]:
    """Copy what people made into the empty database of the settings; the rows of both, by table.

    Raises ServiceStoreError where nothing could be moved, BadRequest where none is named.
    """
    return move_records(settings)
