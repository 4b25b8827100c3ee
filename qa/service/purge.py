"""Purging: what people made is deleted for good, once it has expired or an operator says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from qa.errors import BadRequest
from qa.settings import Settings
from qa.store.service import has_records, records_home, service_store, utc_now

__all__ = ["has_records", "purge", "purge_expired", "records_home"]


def purge_expired(settings: Settings) -> Mapping[str, int]:
    """Delete what has expired, while the service runs; the number deleted, by kind.

    Nothing is done where nobody has made anything yet. Raises ServiceStoreError.
    """
    if not has_records(settings):
        return {}
    return service_store(settings).purge()


def purge(
    settings: Settings, before: date | None = None, *, everything: bool = False
) -> Mapping[str, int]:
    """Delete what has expired, what is older than a day, or everything but keys; by kind.

    The database is then written again, so that no byte of it is left in its file. Raises
    BadRequest for a day that has not begun, ServiceStoreError.
    """
    moment = None
    if everything:
        moment = datetime.max.replace(tzinfo=UTC)
    elif before:
        moment = datetime.combine(before, time(), UTC)
        if moment > utc_now():
            raise BadRequest("before", f"{before} has not begun.", "Give an earlier day, or --all.")
    if not has_records(settings):
        return {}
    return service_store(settings).purge(moment, rewrite=True)
