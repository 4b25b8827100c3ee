"""Publish a local index with its answers to OpenSearch: built aside under a name of its own, and
swapped in whole, so that passages and answers are of one revision.

Where little has changed, the next index is a clone of the one before, and only the changes are
sent. An alias names the index that is read. A reader that has opened the one before can go on
reading it until the next publish removes it. What a killed publish left is removed by the next.
"""

from __future__ import annotations

import fcntl
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from typing import Any

from qa.errors import IndexUnusable
from qa.index.config import index_config
from qa.index.embeddings import ServingModel
from qa.index.local.index import Index
from qa.index.opensearch.alias import remove_others, remove_unfinished, served_facts, swap
from qa.index.opensearch.answer_digests import AnswerDigests
from qa.index.opensearch.documents import BATCH_DOCUMENTS, documents
from qa.index.opensearch.facts import is_same, make_facts, make_parts
from qa.index.opensearch.knn import has_plugin
from qa.index.opensearch.mapping import create_body
from qa.index.opensearch.parts import part_documents
from qa.index.opensearch.update import clone_without_changed, find_update, make_copies
from qa.index.opensearch.verify import verify
from qa.model import Progress
from qa.settings import Settings
from qa.store import Database
from qa.store.archive import reading, revision, sync_state
from qa.store.files import refuse_unwritable
from qa.store.opensearch.connection import STEP_SECONDS, connect, engine_errors
from qa.store.opensearch.documents import answer_documents, facts_document

BATCH_BYTES = 8 * 2**20
TRIES = 5
"""How often a batch is sent again that the engine is too busy for, after 2, 4, 8 … seconds."""


class IndexBehind(IndexUnusable):
    """The store has changed since its index was made, so that they cannot be published together."""


def publish(
    settings: Settings, index: Index, progress: Progress | None = None, *, whole: bool = False
) -> bool:
    """Publish an index with its answers unless they are served; return whether they were published.

    Only what has changed is sent, where that is little; everything where `whole` is asked for, also
    where it is served already. Raises
    EngineDown, with the cure, where the engine cannot be used, IndexBehind where the store has
    changed since, IndexUnusable where the engine has not kept all, or another machine has
    published; the index before is served then.
    """
    client, alias = connect(settings, STEP_SECONDS), settings.opensearch_index
    vectors = ServingModel(settings).vectors(index.rows)
    digests, mean = AnswerDigests.of(index, vectors), index.engine.avgdl
    parts = make_parts(index, digests)
    with (
        _one_at_a_time(settings),
        reading(settings.store_path) as db,
        engine_errors(settings),
    ):
        if revision.current(db) != index.revision:
            raise IndexBehind("The index is behind the store.", "Run `qa index`.")
        knn = vectors is not None and has_plugin(client)
        facts = make_facts(db, index, vectors, index_config(settings), parts, knn)
        served, before = served_facts(client, alias) or (None, {})
        if is_same(before, facts) and not whole:
            _publish_sync(client, served, before, db)
            return False
        remove_unfinished(client, alias, served)
        name = f"{alias}-{uuid.uuid4().hex[:12]}"
        update = None
        if served is not None and not whole:
            _refuse_older(facts["revision"], before.get("revision", facts["revision"]))
            update = find_update(client, served, before, facts, digests, mean, settings, db)
        dimensions = vectors.model.dimensions if knn and vectors else None
        body = create_body(settings.opensearch_shards, dimensions)
        with _removed_if_it_fails(client, name):
            if update is None:
                client.indices.create(index=name, body=body)
            else:
                mean = update.mean_length
                clone_without_changed(client, name, update, before, settings)
            rows = None if update is None else update.rows
            sent = chain(
                documents(index, vectors, mean, rows, knn=knn),
                answer_documents(db, index_config(settings).splitting, rows),
                [facts_document(db)],
                *(part_documents(kind, pieces) for kind, pieces in parts.items()),
            )
            shown = None if update is not None else progress
            _send(client, name, sent, facts["passages"] + facts["answers"], shown)
            client.indices.refresh(index=name)
            verify(client, name, index, facts["answers"])
            make_copies(client, name, settings)
            client.indices.put_settings(index=name, body={"index.blocks.write": True})
            # The facts come last: an index without them is not whole. The fields are stated again:
            # an index that was removed meanwhile, and made again by the engine itself, has others.
            fields = body["mappings"]["properties"]
            stated = {"_meta": facts | {"mean_length": mean}, "properties": fields}
            client.indices.put_mapping(index=name, body=stated)
        # A swap whose answer is lost can be done, so that nothing is removed any more.
        swap(client, alias, name, served)
        remove_others(client, alias, keep={name, served})
    return True


def publish_sync(settings: Settings) -> None:
    """Publish how the last sync ended, where an index of this store is served; raises EngineDown.

    A sync that brings nothing leaves the index as it is, but is a sync.
    """
    client = connect(settings, STEP_SECONDS)
    with _one_at_a_time(settings), reading(settings.store_path) as db, engine_errors(settings):
        served = served_facts(client, settings.opensearch_index)
        if served is not None:
            _publish_sync(client, *served, db)


def _publish_sync(client: Any, served: str | None, facts: dict[str, Any], db: Database) -> None:
    now = sync_state.summary(db)
    own = str(facts.get("revision", "")).partition(".")[0] == revision.current(db).partition(".")[0]
    if own and facts.get("sync") != now:
        client.indices.put_mapping(index=served, body={"_meta": facts | {"sync": now}})


def _send(
    client: Any,
    name: str,
    documents: Iterator[dict[str, Any]],
    total: int,
    progress: Progress | None,
) -> None:
    from opensearchpy.helpers import streaming_bulk

    sent = streaming_bulk(
        client,
        ({"_index": name, **document} for document in documents),
        chunk_size=BATCH_DOCUMENTS,
        max_chunk_bytes=BATCH_BYTES,
        max_retries=TRIES,
    )
    for done, _ in enumerate(sent, start=1):
        if progress and (done % BATCH_DOCUMENTS == 0 or done == total):
            progress("Publishing", min(done, total), total)


def _refuse_older(own: str, served: str) -> None:
    """Raise IndexUnusable, with the cure, where a later state of the same store is served."""
    (store, at), (served_store, served_at) = own.rsplit(".", 1), served.rsplit(".", 1)
    if store == served_store and int(at) < int(served_at):
        raise IndexUnusable(
            "OpenSearch serves a later state of this store: another machine has published, or the "
            "store was restored from a backup.",
            "Gather on one machine alone; `qa index` publishes what this one has.",
        )


@contextmanager
def _removed_if_it_fails(client: Any, name: str) -> Iterator[None]:
    """Delete the index where the context fails: what it holds can be what fills a disk.

    Where the engine cannot be reached, the next publish deletes it.
    """
    from opensearchpy.exceptions import OpenSearchException

    try:
        yield
    except BaseException:
        with suppress(OpenSearchException):
            client.indices.delete(index=name, ignore_unavailable=True)
        raise


@contextmanager
def _one_at_a_time(settings: Settings) -> Iterator[None]:
    """Only this process of this machine publishes within the context."""
    path = settings.index_dir / "publish.lock"
    refuse_unwritable(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
