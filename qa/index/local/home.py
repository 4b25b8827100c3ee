"""The local index of a data folder, opened again after another has been swapped in; its vectors
are those of the sentence model that serves. Answers are read from the folder's store."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from qa.errors import IndexUnusable
from qa.index.config import index_config
from qa.index.embeddings import ServingModel, Vectors
from qa.index.interface import PassageIndex
from qa.index.local.file import fingerprint, open_index
from qa.index.local.index import Index
from qa.index.local.passage_index import LocalPassageIndex
from qa.settings import Settings
from qa.store import AnswerReader
from qa.store.archive import open_reader


class LocalIndexHome:
    """Returns the current index of a data folder. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # Kept, because every question needs them and building a path takes time.
        self._index_dir, self._store_path = settings.index_dir, settings.store_path
        self._splitting = index_config(settings).splitting
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

    @contextmanager
    def answers(self, index: PassageIndex | None = None) -> Iterator[AnswerReader]:
        """A reader of the answers as they are now.

        Raises StoreError, and IndexUnusable for an index of another store.
        """
        with open_reader(self._store_path, self._splitting) as answers:
            if index is not None:
                refuse_other_store(index.revision, answers.revision)
            yield answers

    def state(self) -> str:
        """What changes whenever answers, passages or vectors do; raises as `current`."""
        version = self.current().version
        return f"{version} {[one and (one.st_mtime_ns, one.st_size) for one in self._files()]}"

    def made_at(self) -> float | None:
        """When the index was last replaced, in seconds since the epoch; None without an index."""
        found = fingerprint(self._index_dir)
        return found[1] / 1e9 if found else None

    def changed_at(self) -> float | None:
        """When answers, passages or vectors last changed, in the same unit."""
        moments = [one.st_mtime for one in self._files() if one]
        return max([*moments, self.made_at() or 0.0])

    def _files(self) -> list[os.stat_result | None]:
        """The files whose change can change a reply, except the index itself."""
        vectors: list[str] = []
        if self._settings.semantic:
            with suppress(OSError):
                vectors = [file.path for file in os.scandir(self._settings.embeddings_dir)]
        store = os.fspath(self._store_path)
        return [_stat(path) for path in (store, f"{store}-wal", *sorted(vectors))]

    def _with_vectors(self, index: Index) -> LocalPassageIndex:
        vectors = self._serving.vectors(index.rows)
        current = self._current
        if current is None or current[0] is not index or current[1] is not vectors:
            current = self._current = index, vectors, LocalPassageIndex(index, vectors)
        return current[2]


def _stat(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except OSError:
        return None


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
