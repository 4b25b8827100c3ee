"""What people made, apart from the answers; `service_store` chooses its home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from qa.errors import BadRequest
from qa.settings import Settings
from qa.store.copies import verify_database
from qa.store.service.interface import UNDO_PERIOD, ServiceStore, UnitOfWork
from qa.store.service.sqlite import SqliteServiceStore

if TYPE_CHECKING:  # Its driver is an extra.
    from qa.store.service.postgres.rates import SharedRates

__all__ = [
    "UNDO_PERIOD",
    "ServiceStore",
    "SqliteServiceStore",
    "UnitOfWork",
    "has_records",
    "move_records",
    "records_home",
    "service_store",
    "shared_rates",
    "utc_now",
    "verify_records",
]


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def service_store(settings: Settings) -> ServiceStore:
    """The store of what people made, in the home that the settings name.

    Raises BadRequest where they name a database that cannot be one.
    """
    days = {"marks_days": settings.marks_days, "audit_days": settings.audit_days}
    if not settings.database_url:
        return SqliteServiceStore(settings.service_path, settings.retention_days, utc_now, **days)
    with _driver():
        from qa.store.service.postgres import PostgresServiceStore
    return PostgresServiceStore(settings.database_url, settings.retention_days, utc_now, **days)


def move_records(settings: Settings) -> Mapping[str, tuple[int, int]]:
    """Copy all that is in `service.db` into the empty database that the settings name; by table,
    the rows of both. Raises ServiceStoreError, BadRequest."""
    if not settings.database_url:
        raise BadRequest(
            "database_url",
            "QA_DATABASE_URL is not set.",
            "Set it to the address of an empty PostgreSQL database.",
        )
    with _driver():
        from qa.store.service.postgres.moving import move_records
    return move_records(settings.service_path, settings.database_url)


@contextmanager
def _driver() -> Iterator[None]:
    """Raise BadRequest where the driver of PostgreSQL, which is in an extra, is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise BadRequest(
            "database_url",
            f"QA_DATABASE_URL needs {error.name}.",
            "Run `pip install 'written-answers-qa[cluster]'`.",
        ) from error


def shared_rates(settings: Settings) -> SharedRates | None:
    """The counts of what each person or address asks, where several machines share them."""
    if not settings.database_url:
        return None
    with _driver():
        from qa.store.service.postgres.rates import SharedRates
    return SharedRates(settings.database_url)


def has_records(settings: Settings) -> bool:
    """Whether anybody can have made anything: a file is made with the first of it."""
    return bool(settings.database_url) or settings.service_path.exists()


def records_home(settings: Settings) -> str:
    """Where what people made is, as messages name it."""
    if settings.database_url:
        return "the database of QA_DATABASE_URL"
    return str(settings.service_path)


def verify_records(settings: Settings) -> None:
    """Raise StoreError where the database of what people made is damaged, or cannot be used."""
    if settings.database_url:
        with service_store(settings).reading() as records:
            records.keys.all()
    elif settings.service_path.exists():
        verify_database(settings.service_path)
