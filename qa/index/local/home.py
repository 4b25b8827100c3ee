"""The local index of a data folder, opened again after another has been swapped in; its vectors
are those of the sentence model that serves."""

from __future__ import annotations

import threading

from qa.errors import IndexUnusable
from qa.index.embeddings import ServingModel, Vectors
from qa.index.local.file import fingerprint, open_index
from qa.index.local.index import Index
from qa.index.local.passage_index import LocalPassageIndex
from qa.settings import Settings


class LocalIndexHome:
    """Returns the current index of a data folder. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # Kept, because every question needs it and building a path takes time.
        self._index_dir = settings.index_dir
        self._lock = threading.Lock()
        self._opened: tuple[tuple[int, ...], Index] | None = None
        self._serving = ServingModel(settings)
        self._current: tuple[Index, Vectors | None, LocalPassageIndex] | None = None

    def current(self) -> LocalPassageIndex:
        """The index of the data folder as it is now.

        Raises IndexUnusable, with the cure, where it is missing, damaged or of another config.
        """
        with self._lock:
            seen = fingerprint(self._index_dir)
            if seen is None or self._opened is None or self._opened[0] != seen:
                self._opened = (seen or (), open_index(self._settings))
            return self._with_vectors(self._opened[1])

    def _with_vectors(self, index: Index) -> LocalPassageIndex:
        vectors = self._serving.vectors(index.rows)
        current = self._current
        if current is None or current[0] is not index or current[1] is not vectors:
            current = self._current = index, vectors, LocalPassageIndex(index, vectors)
        return current[2]


def refuse_other_store(index_revision: str, store_revision: str) -> None:
    """Raise IndexUnusable unless an index was built from the store of that revision, or from an
    earlier revision of it: in another store its rows name other passages."""
    built, at = index_revision.rsplit(".", 1)
    current, now = store_revision.rsplit(".", 1)
    if built != current or int(at) > int(now):
        raise IndexUnusable(
            "The index belongs to another store.",
            "Run `qa index` to build it.",
        )
