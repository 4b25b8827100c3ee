"""Build the local index from the store: whole, or by what has changed."""

from __future__ import annotations

from qa import store
from qa.index.config import IndexConfig
from qa.index.documents import counts_to_retract, read_documents
from qa.index.local.index import Index
from qa.index.local.update import build_index, merge_changes
from qa.model import Progress


def build(db: store.Database, config: IndexConfig, progress: Progress | None = None) -> Index:
    """The index of every passage in the store."""
    change, revision = _position(db)
    return build_index(read_documents(db, config, None, progress), config, revision, change)


def update(
    db: store.Database, index: Index, config: IndexConfig, progress: Progress | None = None
) -> Index | None:
    """The index with the store's later changes; None where the store no longer has them all."""
    change, revision = _position(db)
    changed = store.archive.revision.changed_since(db, index.change)
    if changed is None:
        return None
    indexed = set(index.answers.facts["number"].tolist())
    retract = counts_to_retract(db, config, [one for one in changed if one.answer in indexed])
    if retract is None:
        return None
    new = read_documents(db, config, index.change, progress)
    gone = [one.answer for one in changed]
    return merge_changes(index, gone, new, retract, config, revision, change)


def _position(db: store.Database) -> tuple[int, str]:
    """The last change and the revision of the store as this connection reads it."""
    return store.archive.revision.last_change(db), store.archive.revision.current(db)
