"""The facts of an index in OpenSearch, by which it is known, and the parts that are read whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from qa.index.config import IndexConfig
from qa.index.embeddings import Vectors
from qa.index.local.index import Index
from qa.index.opensearch.answer_digests import AnswerDigests
from qa.index.opensearch.mapping import LAYOUT
from qa.index.opensearch.vocabulary import PublishedVocabulary
from qa.store import Database
from qa.store.archive import sync_state
from qa.store.opensearch.changes import latest_changes

PASSING = ("sync", "published_at")
"""The facts that can change while an index is served."""


def make_parts(index: Index, digests: AnswerDigests) -> dict[str, list[str]]:
    """What is read whole, in parts: the vocabulary, and the digests of the answers."""
    return {
        PublishedVocabulary.KIND: PublishedVocabulary.of(index).to_parts(),
        AnswerDigests.KIND: digests.to_parts(),
    }


def make_facts(
    db: Database,
    index: Index,
    vectors: Vectors | None,
    config: IndexConfig,
    parts: Mapping[str, Sequence[str]],
    knn: bool,
) -> dict[str, Any]:
    """The facts of an index, without the mean length by which its impacts are computed."""
    return {
        "layout": LAYOUT,
        "making": asdict(config),
        "version": index.version,
        "revision": index.revision,
        "passages": len(index),
        "answers": db["answers"].count,
        "changes": latest_changes(db),
        "newest": index.newest.isoformat() if index.newest else "",
        "vectors": {
            "model": vectors.model.name,
            "version": vectors.version,
            "count": vectors.count,
        }
        if vectors
        else None,
        "knn": knn,
        "max_idf": index.engine.max_idf,
        "parts": {kind: len(pieces) for kind, pieces in parts.items()},
        "sync": sync_state.summary(db),
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def is_same(before: dict[str, Any], facts: dict[str, Any]) -> bool:
    """Whether an index with the facts `before` is the one that would be published."""
    return all(before.get(name) == facts[name] for name in facts if name not in PASSING)
