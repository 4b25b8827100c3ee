"""What people made, apart from the answers; `service_store` chooses its home."""

from datetime import UTC, datetime

from qa.settings import Settings
from qa.store.service.interface import UNDO_PERIOD, Clock, ServiceStore, UnitOfWork
from qa.store.service.sqlite import SqliteServiceStore

__all__ = [
    "UNDO_PERIOD",
    "Clock",
    "ServiceStore",
    "SqliteServiceStore",
    "UnitOfWork",
    "service_store",
    "utc_now",
]


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def service_store(settings: Settings) -> ServiceStore:
    """The store of what people made, in the home that the settings name."""
    return SqliteServiceStore(
        settings.service_path,
        settings.retention_days,
        utc_now,
        marks_days=settings.marks_days,
        audit_days=settings.audit_days,
    )
