"""The records of each kind, written once for both homes: one module a kind, all in SQL.

A home gives them a `Connection`, within a transaction that no other writer shares.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from qa.store.service.interface import UnitOfWork
from qa.store.service.records.audit import StoredAudit
from qa.store.service.records.base import Connection, Retention
from qa.store.service.records.conversations import StoredConversations
from qa.store.service.records.declined import StoredDeclined
from qa.store.service.records.drafts import StoredDrafts
from qa.store.service.records.keys import StoredKeys
from qa.store.service.records.marks import StoredMarks
from qa.store.service.records.packs import StoredPacks
from qa.store.service.records.people import StoredPeople
from qa.store.service.records.shares import StoredShares
from qa.store.service.records.subscriptions import StoredSubscriptions
from qa.store.service.records.switches import StoredSwitches
from qa.store.service.records.watches import StoredWatches

__all__ = ["Retention", "purge_expired", "unit_of_work"]


def unit_of_work(db: Connection, now: datetime, retention: Retention) -> UnitOfWork:
    """All records, within the transaction of a connection, begun at `now`."""
    at = db, now, retention
    return UnitOfWork(
        StoredConversations(*at),
        StoredShares(*at),
        StoredPacks(*at),
        StoredDrafts(*at),
        StoredMarks(*at),
        StoredKeys(*at),
        StoredWatches(*at),
        StoredSubscriptions(*at),
        StoredPeople(*at),
        StoredAudit(*at),
        StoredSwitches(*at),
        StoredDeclined(*at),
    )


def purge_expired(unit: UnitOfWork, before: datetime | None = None) -> None:
    """Delete for good what has expired of every kind, and what is older than `before`."""
    for kind in fields(unit):
        getattr(unit, kind.name).purge(before)
