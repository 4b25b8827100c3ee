"""Holdings: store, index and vocabulary of a data folder, as one revision of everything."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from qa import index as indexes
from qa import store
from qa.index import Index, embeddings
from qa.index.embeddings import Vectors
from qa.search.understanding import lexicon
from qa.search.understanding.lexicon import Lexicon
from qa.search.understanding.spelling import Spelling
from qa.settings import Settings
from qa.text.analyzer import Analyzer

ENOUGH_WORDS = 1000
"""Words the answers must have for one that they lack to be taken for a slip."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """All that one reply reads.

    `lexicon` has the other words, shipped and explained by the answers; `spelling` how words are
    spelt in them; `vectors` what passages mean, where the extra is installed.
    """

    settings: Settings
    analyzer: Analyzer
    index: Index
    db: store.Database
    lexicon: Lexicon
    spelling: Spelling
    vectors: Vectors | None = None

    @property
    def version(self) -> str:
        """A digest of settings and passages; with vectors, which model read which of them."""
        return (
            f"{self.index.version}+{self.vectors.version}" if self.vectors else self.index.version
        )


class Library:
    """The holdings of one data folder, the index read anew once another has been swapped in.

    Safe to share between threads.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # For each question: as paths they would be put together again and again.
        self._store_path, self._index_dir = settings.store_path, settings.index_dir
        self._analyzer = Analyzer()
        self._lock = threading.Lock()
        self._opened: tuple[tuple[int, ...], Index] | None = None
        self._learnt: tuple[str, Lexicon, Spelling] | None = None
        self._meant: tuple[tuple[object, ...], Vectors] | None = None

    @contextmanager
    def open(self) -> Iterator[Holdings]:
        """The holdings, for as long as one reply takes.

        Raises IndexUnusable or StoreError, with the cure, where there is nothing to ask.
        """
        # The index first: the store read after it holds every passage that the index names.
        index = self.index()
        lexicon, spelling = self._vocabulary(index)
        with store.archive.reading(self._store_path) as db:
            index.refuse_other(store.archive.versions.revision(db))
            yield Holdings(
                self._settings, self._analyzer, index, db, lexicon, spelling, self._vectors(index)
            )

    def index(self) -> Index:
        """The index in force; raises as `open` does."""
        with self._lock:
            seen = indexes.fingerprint(self._index_dir)
            if seen is None:
                with store.archive.reading(self._store_path):
                    pass  # Where the store is missing too, that is what to say.
            if seen is None or self._opened is None or self._opened[0] != seen:
                self._opened = (seen or (), indexes.opened(self._settings))
            return self._opened[1]

    def _vectors(self, index: Index) -> Vectors | None:
        model = embeddings.opened(self._settings)
        if model is None:
            return None
        file = embeddings.path(self._settings.embeddings_dir, model)
        seen = index.version, index.revision, embeddings.fingerprint(file)
        meant = self._meant
        if meant is None or meant[0] != seen:
            meant = self._meant = seen, Vectors(file, model, index.rows)
        return meant[1]

    def _vocabulary(self, index: Index) -> tuple[Lexicon, Spelling]:
        learnt = self._learnt
        if learnt is None or learnt[0] != index.version:
            rules = (*lexicon.shipped(), *lexicon.learnt(index.acronyms))
            spelt = index.words if len(index.words) >= ENOUGH_WORDS else ()
            learnt = (
                index.version,
                Lexicon(rules, self._analyzer),
                Spelling(index.vocabulary, spelt),
            )
            self._learnt = learnt
        return learnt[1:]
