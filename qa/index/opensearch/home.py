"""The index that OpenSearch serves, opened again after another has been published."""

from __future__ import annotations

import os
import threading
from dataclasses import asdict
from typing import Any

from qa.errors import IndexUnusable
from qa.index.config import index_config
from qa.index.embeddings import model_named
from qa.index.opensearch.connection import connect, engine_errors
from qa.index.opensearch.mapping import LAYOUT
from qa.index.opensearch.passage_index import OpenSearchPassageIndex
from qa.index.opensearch.publish import published_facts, served_index, vocabulary_parts
from qa.index.opensearch.reader import Reader
from qa.index.opensearch.sentence_vectors import SentenceVectors
from qa.index.opensearch.vocabulary import PublishedVocabulary
from qa.settings import Settings

PUBLISH_CURE = "Run `qa index` on the machine that gathers: it publishes the index."


class OpenSearchHome:
    """Returns the index that is served. Safe to share between threads, and after a fork."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._client: tuple[int, Any] | None = None
        self._opened: tuple[str, OpenSearchPassageIndex] | None = None

    def current(self) -> OpenSearchPassageIndex:
        """The index that is served now.

        Raises IndexUnusable, with the cure, where none is published, it is of another config or its
        sentence model is not installed here, EngineDown where the engine cannot be used.
        """
        client = self._connected()
        with engine_errors(self._settings):
            name = served_index(client, self._settings.opensearch_index)
            if name is None:
                raise IndexUnusable("No index is published in OpenSearch.", PUBLISH_CURE)
            with self._lock:
                if self._opened is None or self._opened[0] != name:
                    self._opened = name, self._open(client, name)
                return self._opened[1]

    def _connected(self) -> Any:
        """A client of this process: connections of another one cannot be shared."""
        if self._client is None or self._client[0] != os.getpid():
            self._client, self._opened = (os.getpid(), connect(self._settings)), None
        return self._client[1]

    def _open(self, client: Any, name: str) -> OpenSearchPassageIndex:
        facts = published_facts(client, name)
        built_by, wanted = facts.get("making", {}), asdict(index_config(self._settings))
        if facts.get("layout") != LAYOUT or built_by != wanted:
            raise IndexUnusable(
                "The index in OpenSearch was made by other settings, or by another version.",
                PUBLISH_CURE,
            )
        parts = vocabulary_parts(client, name, facts["parts"])
        vocabulary = PublishedVocabulary.of_parts(parts, facts["passages"])
        reader = Reader(client, name, self._settings)
        stated = facts["vectors"]
        model = model_named(self._settings, stated["model"]) if stated else None
        vectors = SentenceVectors(model, reader) if model else None
        return OpenSearchPassageIndex(reader, vocabulary, facts, vectors)
