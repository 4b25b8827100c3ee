"""Publish a local index to OpenSearch: built aside under a name of its own, swapped in whole.

An alias names the index that is read. A reader that has opened the one before can go on reading it
until the next publish removes it. What a killed publish left is removed by the next one.
"""

from __future__ import annotations

import fcntl
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from qa.errors import IndexUnusable
from qa.index.config import IndexConfig, index_config
from qa.index.embeddings import ServingModel, Vectors
from qa.index.local.index import Index
from qa.index.opensearch.connection import connect, engine_errors
from qa.index.opensearch.documents import documents
from qa.index.opensearch.mapping import LAYOUT, create_body
from qa.index.opensearch.vocabulary import PublishedVocabulary
from qa.model import Progress
from qa.settings import Settings
from qa.store.files import refuse_unwritable

BATCH_DOCUMENTS = 500
BATCH_BYTES = 8 * 2**20
STEP_SECONDS = 120
"""How long one batch, or one step of the swap, may take."""
TRIES = 5
"""How often a batch is sent again that the engine is too busy for, after 2, 4, 8 … seconds."""


def publish(settings: Settings, index: Index, progress: Progress | None = None) -> bool:
    """Publish an index unless it is the one that is served; return whether it was published.

    Raises EngineDown, with the cure, where the engine cannot be used, IndexUnusable where it has
    not kept all; the index before is served then.
    """
    client, alias = connect(settings, STEP_SECONDS), settings.opensearch_index
    vectors = ServingModel(settings).vectors(index.rows)
    facts = _facts(index, vectors, index_config(settings))
    with _one_at_a_time(settings), engine_errors(settings):
        served = served_index(client, alias)
        if served is not None and _meta(client, served) == facts:
            return False
        _remove_unfinished(client, alias)
        name = f"{alias}-{uuid.uuid4().hex[:12]}"
        body = create_body(settings.opensearch_shards, settings.opensearch_replicas, {})
        client.indices.create(index=name, body=body)
        _send(client, name, index, vectors, progress)
        client.indices.refresh(index=name)
        _refuse_missing(client, name, len(index))
        client.indices.put_settings(index=name, body={"index.blocks.write": True})
        # The facts come last: an index without them is not whole.
        client.indices.put_mapping(index=name, body={"_meta": facts})
        swap = [{"add": {"index": name, "alias": alias}}]
        if served is not None:
            swap.append({"remove": {"index": served, "alias": alias}})
        client.indices.update_aliases(body={"actions": swap})
        _remove_others(client, alias, keep={name, served})
    return True


def served_index(client: Any, alias: str) -> str | None:
    """The name of the index that is read; None where none is published."""
    from opensearchpy.exceptions import NotFoundError

    try:
        return str(min(client.indices.get_alias(name=alias)))
    except NotFoundError:
        return None


def published_facts(client: Any, name: str) -> dict[str, Any]:
    """The facts of an index that was published: version, revision, config and more."""
    return dict(_meta(client, name))


def vocabulary_parts(client: Any, name: str, count: int) -> list[str]:
    """The pieces of the vocabulary of an index."""
    ids = [_part_id(number) for number in range(count)]
    docs = [{"_id": one, "routing": one} for one in ids]
    found = client.mget(index=name, body={"docs": docs})["docs"]
    return [one["_source"]["part"] for one in found]


def _facts(index: Index, vectors: Vectors | None, config: IndexConfig) -> dict[str, Any]:
    return {
        "layout": LAYOUT,
        "making": asdict(config),
        "version": index.version,
        "revision": index.revision,
        "passages": len(index),
        "newest": index.newest.isoformat() if index.newest else "",
        "vectors": {
            "model": vectors.model.name,
            "version": vectors.version,
            "count": vectors.count,
        }
        if vectors
        else None,
        "max_idf": index.engine.max_idf,
        "parts": sum(1 for _ in PublishedVocabulary.of(index).to_parts()),
    }


def _send(
    client: Any, name: str, index: Index, vectors: Vectors | None, progress: Progress | None
) -> None:
    from opensearchpy.helpers import streaming_bulk

    sent = streaming_bulk(
        client,
        _actions(name, index, vectors),
        chunk_size=BATCH_DOCUMENTS,
        max_chunk_bytes=BATCH_BYTES,
        max_retries=TRIES,
    )
    for done, _ in enumerate(sent, start=1):
        if progress and (done % BATCH_DOCUMENTS == 0 or done == len(index)):
            progress("Publishing", min(done, len(index)), len(index))


def _actions(name: str, index: Index, vectors: Vectors | None) -> Iterator[dict[str, Any]]:
    for document in documents(index, vectors):
        yield {"_index": name, **document}
    for number, part in enumerate(PublishedVocabulary.of(index).to_parts()):
        own = _part_id(number)
        yield {"_index": name, "_id": own, "routing": own, "_source": {"part": part}}


def _part_id(number: int) -> str:
    return f"vocabulary-{number}"


def _refuse_missing(client: Any, name: str, passages: int) -> None:
    query = {"query": {"exists": {"field": "answer"}}}
    found = client.count(index=name, body=query)["count"]
    if found != passages:
        raise IndexUnusable(
            f"OpenSearch has {found:,} of {passages:,} passages that were sent to it.",
            "Run `qa index` again; the index before is still served.",
        )


def _meta(client: Any, name: str) -> dict[str, Any]:
    mapping = client.indices.get_mapping(index=name)[name]["mappings"]
    return dict(mapping.get("_meta") or {})


def _remove_unfinished(client: Any, alias: str) -> None:
    for name in _published_names(client, alias):
        if not _meta(client, name):
            client.indices.delete(index=name)


def _remove_others(client: Any, alias: str, keep: set[str | None]) -> None:
    for name in _published_names(client, alias):
        if name not in keep:
            client.indices.delete(index=name)


def _published_names(client: Any, alias: str) -> list[str]:
    """The indexes that were published under an alias: another's can have a name that begins alike,
    and must not be removed."""
    found = client.indices.get(index=f"{alias}-*")
    return [name for name in found if re.fullmatch(f"{re.escape(alias)}-[0-9a-f]{{12}}", name)]


@contextmanager
def _one_at_a_time(settings: Settings) -> Iterator[None]:
    """Only this process of this machine publishes within the context."""
    path = settings.index_dir / "publish.lock"
    refuse_unwritable(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
