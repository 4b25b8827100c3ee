"""Store: the truth about answers, in SQLite; the only package that touches it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from qa.store import (
    answers,
    audit,
    bookmarks,
    changes,
    conversations,
    coverage,
    keys,
    ledger,
    links,
    marks,
    packs,
    passages,
    readings,
    schema,
    service_schema,
    shares,
)
from qa.store.database import SHORT_WAIT_SECONDS, readable, writable

__all__ = [
    "Database",
    "answers",
    "audit",
    "bookmarks",
    "changes",
    "conversations",
    "coverage",
    "keys",
    "ledger",
    "links",
    "marks",
    "packs",
    "passages",
    "reading",
    "readings",
    "service",
    "shares",
    "writing",
]


@contextmanager
def reading(path: Path) -> Iterator[Database]:
    """The store at `path`, read only, in one snapshot for as long as it is open."""
    with readable(path, schema.answers) as db:
        yield db


@contextmanager
def writing(path: Path, *, create: bool = False) -> Iterator[Database]:
    """The store at `path`, in one transaction: all that is written is kept, or nothing is."""
    with writable(path, schema.answers, create=create) as db:
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield db
            changes.stamp(db)
        except BaseException:
            db.rollback()
            raise
        db.commit()


@contextmanager
def service(path: Path) -> Iterator[Database]:
    """What people made (conversations) at `path`, apart from the store, made if missing."""
    with writable(path, service_schema.service, create=True, wait=SHORT_WAIT_SECONDS) as db:
        yield db
