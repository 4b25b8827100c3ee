"""The archive in SQLite: written answers, their versions and their passages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from qa.store.archive import (
    annotations,
    answers,
    audit,
    changes,
    coverage,
    history,
    links,
    passages,
    revision,
    schema,
    states,
    sync_state,
    versions,
)
from qa.store.archive.reader import open_reader
from qa.store.database import readable, writable

__all__ = [
    "annotations",
    "answers",
    "audit",
    "changes",
    "coverage",
    "history",
    "links",
    "open_reader",
    "passages",
    "reading",
    "revision",
    "states",
    "sync_state",
    "versions",
    "writing",
]


@contextmanager
def reading(path: Path) -> Iterator[Database]:
    """The archive at `path`, read only, in one snapshot for as long as it is open."""
    with readable(path, schema.answers) as db:
        yield db


@contextmanager
def writing(path: Path, *, create: bool = False) -> Iterator[Database]:
    """The archive at `path`, in one transaction: either everything is written or nothing is."""
    with writable(path, schema.answers, create=create) as db:
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield db
            changes.stamp(db)
        except BaseException:
            db.rollback()
            raise
        db.commit()
