"""Which home passages are found in: the data folder, or an OpenSearch where one is set."""

from __future__ import annotations

from typing import Protocol

from qa.index.interface import PassageIndex
from qa.index.local.file import open_index
from qa.index.local.home import LocalIndexHome
from qa.model import Progress
from qa.settings import Settings


class IndexHome(Protocol):
    """Where the current index is opened."""

    def current(self) -> PassageIndex:
        """The index as it is now; raises IndexUnusable, with the cure, where there is none."""


def open_home(settings: Settings) -> IndexHome:
    """The home that the settings choose."""
    if not settings.opensearch_url:
        return LocalIndexHome(settings)
    # Imported here: the embedded home needs none of it.
    from qa.index.opensearch.home import OpenSearchHome

    return OpenSearchHome(settings)


def publish(settings: Settings, progress: Progress | None = None) -> None:
    """Publish the local index where an OpenSearch is set and has not got it yet.

    Raises EngineDown, with the cure, where it cannot be used.
    """
    if settings.opensearch_url:
        from qa.index.opensearch import publish as publishing

        publishing.publish(settings, open_index(settings), progress)
