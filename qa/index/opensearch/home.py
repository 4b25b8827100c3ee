"""The index that OpenSearch serves with its answers, opened again after another is published."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

from qa.errors import IndexUnusable
from qa.index.config import index_config
from qa.index.embeddings import model_named
from qa.index.interface import PassageIndex
from qa.index.opensearch.alias import served_facts
from qa.index.opensearch.mapping import LAYOUT
from qa.index.opensearch.parts import read_parts
from qa.index.opensearch.passage_index import OpenSearchPassageIndex
from qa.index.opensearch.reader import Reader
from qa.index.opensearch.sentence_vectors import SentenceVectors
from qa.index.opensearch.vocabulary import PublishedVocabulary
from qa.settings import Settings
from qa.store import AnswerReader
from qa.store.opensearch.connection import connect, engine_errors
from qa.store.opensearch.reader import OpenSearchAnswerReader

PUBLISH_CURE = "Run `qa index` on the machine that gathers: it publishes the index."


Facts = dict[str, Any]


class OpenSearchHome:
    """Returns the index that is served, and its answers. Safe to share between threads, and after a
    fork."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._client: tuple[int, Any] | None = None
        self._opened: tuple[str, OpenSearchPassageIndex] | None = None
        self._answers: tuple[str, OpenSearchAnswerReader] | None = None

    def current(self) -> OpenSearchPassageIndex:
        """The index that is served now.

        Raises IndexUnusable, with the cure, where none is published, it is of another config or its
        sentence model is not installed here, EngineDown where the engine cannot be used.
        """
        client = self._connected()
        with engine_errors(self._settings):
            name, facts = self._served(client)
            with self._lock:
                answers = self._answers_of(client, name, facts)
                if self._opened is None or self._opened[0] != name:
                    self._opened = name, self._open(client, name, facts, answers)
                return self._opened[1]

    @contextmanager
    def answers(self, index: PassageIndex | None = None) -> Iterator[AnswerReader]:
        """A reader of the answers of an index of this home, else of the one that is served now.

        Raises as `current`.
        """
        if isinstance(index, OpenSearchPassageIndex):
            yield index.answers
            return
        client = self._connected()
        with engine_errors(self._settings):
            name, facts = self._served(client)
        with self._lock:
            answers = self._answers_of(client, name, facts)
        yield answers

    def state(self) -> str:
        """What changes whenever answers, passages or vectors do; raises as `current`."""
        index = self.current()
        return f"{index.version} {index.answers.revision} {index.answers.sync}"

    def made_at(self) -> float | None:
        """When the index was published, in seconds since the epoch; None without an index."""
        client = self._connected()
        with engine_errors(self._settings):
            served = served_facts(client, self._settings.opensearch_index)
        return datetime.fromisoformat(served[1]["published_at"]).timestamp() if served else None

    changed_at = made_at

    def _connected(self) -> Any:
        """A client of this process: connections of another one cannot be shared."""
        if self._client is None or self._client[0] != os.getpid():
            self._client = os.getpid(), connect(self._settings)
            self._opened = self._answers = None
        return self._client[1]

    def _served(self, client: Any) -> tuple[str, Facts]:
        served = served_facts(client, self._settings.opensearch_index)
        if served is None:
            raise IndexUnusable("No index is published in OpenSearch.", PUBLISH_CURE)
        facts, wanted = served[1], asdict(index_config(self._settings))
        if facts.get("layout") != LAYOUT or facts.get("making") != wanted:
            raise IndexUnusable(
                "The index in OpenSearch was made by other settings, or by another version.",
                PUBLISH_CURE,
            )
        return served

    def _answers_of(self, client: Any, name: str, facts: Facts) -> OpenSearchAnswerReader:
        if self._answers is None or self._answers[0] != name:
            self._answers = name, OpenSearchAnswerReader(client, name, self._settings, facts)
        self._answers[1].sync = facts["sync"]
        return self._answers[1]

    def _open(
        self, client: Any, name: str, facts: Facts, answers: OpenSearchAnswerReader
    ) -> OpenSearchPassageIndex:
        kind = PublishedVocabulary.KIND
        parts = read_parts(client, name, kind, facts["parts"][kind])
        vocabulary = PublishedVocabulary.of_parts(parts, facts["passages"])
        reader = Reader(client, name, self._settings)
        stated = facts["vectors"]
        model = model_named(self._settings, stated["model"]) if stated else None
        vectors = (
            SentenceVectors(model, reader, "k-NN" if facts["knn"] else "signs") if model else None
        )
        return OpenSearchPassageIndex(reader, vocabulary, facts, answers, vectors)
