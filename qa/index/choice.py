"""Which home passages and answers are read from: the data folder, or the OpenSearch that is set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Protocol

from qa.index.config import index_config
from qa.index.interface import PassageIndex
from qa.index.local.file import open_index
from qa.index.local.home import LocalIndexHome
from qa.index.local.index import Index
from qa.model import Progress
from qa.settings import Settings
from qa.store import AnswerReader
from qa.store.archive import open_reader, reading
from qa.store.archive.revision import current


class IndexHome(Protocol):
    """Where the current index is opened, and the answers that it is of."""

    def current(self) -> PassageIndex:
        """The index as it is now; raises IndexUnusable, with the cure, where there is none."""

    def answers(self, index: PassageIndex | None = None) -> AbstractContextManager[AnswerReader]:
        """A reader of the answers: those that an index of this home is of, else as they are now.

        Raises StoreError or IndexUnusable, with the cure, where there are none.
        """

    def state(self) -> str:
        """What changes whenever answers, passages or vectors do; raises as `current`."""

    def made_at(self) -> float | None:
        """When the index was last replaced, in seconds since the epoch; None without an index."""

    def changed_at(self) -> float | None:
        """When answers, passages or vectors last changed, in the same unit; None without any."""


def open_home(settings: Settings) -> IndexHome:
    """The home that the settings choose."""
    if not settings.opensearch_url:
        return LocalIndexHome(settings)
    return _engine_home(settings)


def open_answers(settings: Settings) -> AbstractContextManager[AnswerReader]:
    """A reader of the answers as they are now, where no index is needed; raises as
    `IndexHome.answers`."""
    if not settings.opensearch_url:
        return open_reader(settings.store_path, index_config(settings).splitting)
    return _engine_home(settings).answers()


@lru_cache(maxsize=4)
def _engine_home(settings: Settings) -> IndexHome:
    """The home in OpenSearch, one for each process, which keeps what it has read."""
    # Imported here: the embedded home needs none of it.
    from qa.index.opensearch.home import OpenSearchHome

    return OpenSearchHome(settings)


def publish(settings: Settings, progress: Progress | None = None, *, whole: bool = False) -> bool:
    """Publish the local index and its answers where an OpenSearch is set and has not got them yet:
    all of them where `whole` is asked for, else what has changed.

    Return whether the index can be published: where the store has changed since it was made, it
    has to be brought up to date first. Raises EngineDown, with the cure, where the engine cannot be
    used.
    """
    if settings.opensearch_url:
        from qa.index.opensearch import publish as publishing

        try:
            publishing.publish(settings, open_index(settings), progress, whole=whole)
        except publishing.IndexBehind:
            return False
    return True


def published_faults(settings: Settings, index: Index) -> Iterator[str]:
    """What is wrong with the published index, where an OpenSearch is set, in a sentence each.

    Raises EngineDown.
    """
    if settings.opensearch_url:
        from qa.index.opensearch import verify

        yield from verify.published_faults(settings, index)


def publish_sync(settings: Settings) -> None:
    """Publish how the last sync ended, where an OpenSearch is set; raises EngineDown."""
    if settings.opensearch_url:
        from qa.index.opensearch import publish as publishing

        publishing.publish_sync(settings)


def has_every_change(settings: Settings, revision: str) -> bool:
    """Whether what is published has every change of the store in the data folder, where there is
    one: that of another machine cannot be asked. Without an OpenSearch nothing is published."""
    if not settings.opensearch_url or not settings.store_path.exists():
        return True
    with reading(settings.store_path) as db:
        return current(db) == revision


def is_published(settings: Settings) -> bool:
    """Whether an OpenSearch is set that serves an index, of whatever config; raises EngineDown."""
    if not settings.opensearch_url:
        return False
    from qa.index.opensearch.home import OpenSearchHome

    return OpenSearchHome(settings).made_at() is not None
