"""Bring the index up to date with the store: by what has changed, or by a rebuild."""

from __future__ import annotations

import time

from qa import index as indexes
from qa.archive.prepare import prepare_new_texts
from qa.errors import IndexUnusable
from qa.index import Index, IndexConfig, embeddings
from qa.model import Progress
from qa.settings import Settings
from qa.store.archive import reading, revision, writing
from qa.store.files import is_writable

MAX_CHANGED_SHARE = 1 / 4
"""The share of changed answers above which a rebuild is cheaper than an update."""
TURN_PASSAGES = 512
"""Passages that `embed_in_turns` embeds before another process may."""
TURN_PAUSE_SECONDS = 0.1
"""Long enough for a process that waits for the vectors to get them."""


class _TurnEnded(Exception):
    """A turn has embedded its passages, and some are left."""


def bring_up_to_date(settings: Settings, progress: Progress | None = None) -> bool:
    """Bring index and vectors up to date with the store; say whether the index was behind.

    Where an OpenSearch is set, the index is published there too.
    """
    behind = update_index(settings, progress)
    embeddings.embed_new_passages(settings, indexes.index_config(settings).splitting, progress)
    _publish(settings, progress)
    return behind


def rebuild(settings: Settings, progress: Progress | None = None) -> Index:
    """Build the index from the store and swap it in; also replace vectors that are damaged.

    Where an OpenSearch is set, all of the index is published there too.
    """
    index = _rebuild_index(settings, progress)
    splitting = indexes.index_config(settings).splitting
    embeddings.embed_new_passages(settings, splitting, progress, replace_damaged=True)
    _publish(settings, progress, whole=True)
    return index


def _publish(settings: Settings, progress: Progress | None, *, whole: bool = False) -> None:
    """Publish the index; where another process has changed the store meanwhile, as it is then."""
    while not indexes.publish(settings, progress, whole=whole):
        update_index(settings, progress)


def has_model(settings: Settings) -> bool:
    """Whether there is a sentence model; raises IndexUnusable, with the cure, for an unusable one.

    There is none where `semantic` is off or the extra is not installed.
    """
    return embeddings.open_model(settings) is not None


def embedding_state(settings: Settings) -> object:
    """What changes whenever passages can lack vectors: the index, and the chosen model.

    None where none is ever embedded: `semantic` is off, the extra is not installed, or there is no
    store here or one that can only be read.
    """
    path = settings.store_path
    if not settings.semantic or not embeddings.installed():
        return None
    if not path.exists() or not is_writable(path):
        return None
    return indexes.fingerprint(settings.index_dir), embeddings.choice_state(settings)


def embed_in_turns(settings: Settings, progress: Progress) -> None:
    """Embed every passage that has no vectors yet, and release the vectors after each turn.

    Vectors have one writer at a time, and embedding takes minutes: so `qa index`, or another
    service, need not wait for all of it.
    """
    splitting = indexes.index_config(settings).splitting
    before = done = 0

    def show(stage: str, embedded: int, missing: int) -> None:
        nonlocal done
        done = embedded
        progress(stage, before + embedded, before + missing)
        if TURN_PASSAGES <= embedded < missing:
            raise _TurnEnded

    while True:
        try:
            embeddings.embed_new_passages(settings, splitting, show)
            return
        except _TurnEnded:
            before += done
            time.sleep(TURN_PAUSE_SECONDS)


def update_index(settings: Settings, progress: Progress | None = None) -> bool:
    """Bring the index up to date with the store; say whether it was behind.

    An index is current when these settings made it from the store as it is now. An update takes
    out what has changed and puts in what is new; the result equals a rebuild's.
    """
    try:
        index = indexes.open_index(settings)
    except IndexUnusable:
        _rebuild_index(settings, progress)
        return True
    if _is_current(settings, index):
        return False
    config = indexes.index_config(settings)
    while _can_update(settings, index):
        _prepare(settings, config, index.change, progress)
        with reading(settings.store_path) as db:
            updated = indexes.update(db, index, config, progress)
        if updated is None:
            break
        index = updated
        indexes.save_index(index, config, settings.index_dir)
        if _is_current(settings, index):
            return True
    _rebuild_index(settings, progress)
    return True


def _rebuild_index(settings: Settings, progress: Progress | None) -> Index:
    """Build again while the store moves on, so that the last of several builders wins."""
    config = indexes.index_config(settings)
    while True:
        _prepare(settings, config, None, progress)
        with reading(settings.store_path) as db:
            index = indexes.build(db, config, progress)
        indexes.save_index(index, config, settings.index_dir)
        if _is_current(settings, index):
            return index


def _prepare(
    settings: Settings, config: IndexConfig, since: int | None, progress: Progress | None
) -> None:
    with writing(settings.store_path) as db:
        if since is not None:
            revision.forget_changes(db, since)
        prepare_new_texts(db, config, since, progress)


def _is_current(settings: Settings, index: Index) -> bool:
    """Whether the store is still the one that the index was built from."""
    with reading(settings.store_path) as db:
        return revision.current(db) == index.revision


def _can_update(settings: Settings, index: Index) -> bool:
    """Whether the index is of this store, and few enough answers have changed since."""
    with reading(settings.store_path) as db:
        try:
            indexes.refuse_other_store(index.revision, revision.current(db))
        except IndexUnusable:
            return False
        changed = revision.changed_since(db, index.change)
    return changed is not None and len(changed) <= MAX_CHANGED_SHARE * len(index.answers)
