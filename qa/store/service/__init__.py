"""The service's tables: conversations, shares, packs, marks and keys, apart from the answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from qa.store.database import SHORT_WAIT_SECONDS, writable
from qa.store.service import conversations, keys, marks, packs, schema, shares

__all__ = ["conversations", "keys", "marks", "opened", "packs", "shares"]


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """What people made, at `path`, apart from the archive; made if missing."""
    with writable(path, schema.service, create=True, wait=SHORT_WAIT_SECONDS) as db:
        yield db
