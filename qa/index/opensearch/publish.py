"""Publish a local index with its answers to OpenSearch: built aside under a name of its own, and
swapped in whole, so that passages and answers are of one revision.

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
from datetime import UTC, datetime
from typing import Any

from qa.errors import IndexUnusable
from qa.index.config import IndexConfig, index_config
from qa.index.embeddings import ServingModel, Vectors
from qa.index.local.index import Index
from qa.index.opensearch.documents import documents
from qa.index.opensearch.mapping import LAYOUT, create_body
from qa.index.opensearch.vocabulary import PublishedVocabulary
from qa.model import Progress
from qa.settings import Settings
from qa.store import Database
from qa.store.archive import reading, revision, sync_state
from qa.store.files import refuse_unwritable
from qa.store.opensearch.connection import connect, engine_errors
from qa.store.opensearch.documents import answer_documents, facts_document
from qa.store.opensearch.queries import is_a

BATCH_DOCUMENTS = 500
BATCH_BYTES = 8 * 2**20
STEP_SECONDS = 120
"""How long one batch, or one step of the swap, may take."""
TRIES = 5
"""How often a batch is sent again that the engine is too busy for, after 2, 4, 8 … seconds."""


PASSING = ("sync", "published_at")
"""The facts that can change while an index is served."""


class IndexBehind(IndexUnusable):
    """The store has changed since its index was made, so that they cannot be published together."""


def publish(settings: Settings, index: Index, progress: Progress | None = None) -> bool:
    """Publish an index with its answers unless they are served; return whether they were published.

    Raises EngineDown, with the cure, where the engine cannot be used, IndexBehind where the store
    has changed since, IndexUnusable where the engine has not kept all; the index before is served
    then.
    """
    client, alias = connect(settings, STEP_SECONDS), settings.opensearch_index
    vectors = ServingModel(settings).vectors(index.rows)
    with (
        _one_at_a_time(settings),
        reading(settings.store_path) as db,
        engine_errors(settings),
    ):
        if revision.current(db) != index.revision:
            raise IndexBehind("The index is behind the store.", "Run `qa index`.")
        facts = _facts(db, index, vectors, index_config(settings))
        served = served_index(client, alias)
        if served is not None and _same(_meta(client, served), facts):
            _publish_sync(client, served, db)
            return False
        _remove_unfinished(client, alias)
        name = f"{alias}-{uuid.uuid4().hex[:12]}"
        body = create_body(settings.opensearch_shards, settings.opensearch_replicas, {})
        client.indices.create(index=name, body=body)
        splitting = index_config(settings).splitting
        _send(
            client,
            _actions(name, index, vectors, db, splitting),
            facts["passages"] + facts["answers"],
            progress,
        )
        client.indices.refresh(index=name)
        _refuse_missing(client, name, "passages", {"exists": {"field": "answer"}}, len(index))
        _refuse_missing(client, name, "answers", is_a("answer"), facts["answers"])
        client.indices.put_settings(index=name, body={"index.blocks.write": True})
        # The facts come last: an index without them is not whole.
        client.indices.put_mapping(index=name, body={"_meta": facts})
        swap = [{"add": {"index": name, "alias": alias}}]
        if served is not None:
            swap.append({"remove": {"index": served, "alias": alias}})
        client.indices.update_aliases(body={"actions": swap})
        _remove_others(client, alias, keep={name, served})
    return True


def publish_sync(settings: Settings) -> None:
    """Publish how the last sync ended, where an index of this store is served; raises EngineDown.

    A sync that brings nothing leaves the index as it is, but is a sync.
    """
    client = connect(settings, STEP_SECONDS)
    with _one_at_a_time(settings), reading(settings.store_path) as db, engine_errors(settings):
        served = served_index(client, settings.opensearch_index)
        if served is not None:
            _publish_sync(client, served, db)


def _publish_sync(client: Any, served: str, db: Database) -> None:
    meta, now = _meta(client, served), sync_state.summary(db)
    own = str(meta.get("revision", "")).partition(".")[0] == revision.current(db).partition(".")[0]
    if own and meta.get("sync") != now:
        client.indices.put_mapping(index=served, body={"_meta": meta | {"sync": now}})


def served_facts(client: Any, alias: str) -> tuple[str, dict[str, Any]] | None:
    """The name and the facts of the index that is read, in one call; None where none is
    published."""
    from opensearchpy.exceptions import NotFoundError

    try:
        found = client.indices.get_mapping(index=alias, params={"filter_path": "*.mappings._meta"})
    except NotFoundError:
        return None
    name = min(found)
    return str(name), dict(found[name]["mappings"]["_meta"])


def served_index(client: Any, alias: str) -> str | None:
    """The name of the index that is read; None where none is published."""
    from opensearchpy.exceptions import NotFoundError

    try:
        return str(min(client.indices.get_alias(name=alias)))
    except NotFoundError:
        return None


def vocabulary_parts(client: Any, name: str, count: int) -> list[str]:
    """The pieces of the vocabulary of an index."""
    ids = [_part_id(number) for number in range(count)]
    docs = [{"_id": one, "routing": one} for one in ids]
    found = client.mget(index=name, body={"docs": docs})["docs"]
    return [one["_source"]["part"] for one in found]


def _facts(
    db: Database, index: Index, vectors: Vectors | None, config: IndexConfig
) -> dict[str, Any]:
    return {
        "layout": LAYOUT,
        "making": asdict(config),
        "version": index.version,
        "revision": index.revision,
        "passages": len(index),
        "answers": db["answers"].count,
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
        "sync": sync_state.summary(db),
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _same(meta: dict[str, Any], facts: dict[str, Any]) -> bool:
    """Whether an index with these facts is the one that would be published."""
    return all(meta.get(name) == facts[name] for name in facts if name not in PASSING)


def _send(
    client: Any, actions: Iterator[dict[str, Any]], total: int, progress: Progress | None
) -> None:
    from opensearchpy.helpers import streaming_bulk

    sent = streaming_bulk(
        client,
        actions,
        chunk_size=BATCH_DOCUMENTS,
        max_chunk_bytes=BATCH_BYTES,
        max_retries=TRIES,
    )
    for done, _ in enumerate(sent, start=1):
        if progress and (done % BATCH_DOCUMENTS == 0 or done == total):
            progress("Publishing", min(done, total), total)


def _actions(
    name: str, index: Index, vectors: Vectors | None, db: Database, splitting: str
) -> Iterator[dict[str, Any]]:
    for document in documents(index, vectors):
        yield {"_index": name, **document}
    for document in answer_documents(db, splitting):
        yield {"_index": name, **document}
    yield {"_index": name, **facts_document(db)}
    for number, part in enumerate(PublishedVocabulary.of(index).to_parts()):
        own = _part_id(number)
        yield {"_index": name, "_id": own, "routing": own, "_source": {"part": part}}


def _part_id(number: int) -> str:
    return f"vocabulary-{number}"


def _refuse_missing(client: Any, name: str, what: str, query: dict[str, Any], sent: int) -> None:
    found = client.count(index=name, body={"query": query})["count"]
    if found != sent:
        raise IndexUnusable(
            f"OpenSearch has {found:,} of {sent:,} {what} that were sent to it.",
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
