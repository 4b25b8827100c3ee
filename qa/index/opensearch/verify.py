"""Whether an index in OpenSearch has what was sent to it: before it is served, and later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from qa.errors import IndexUnusable
from qa.index.config import index_config
from qa.index.embeddings import ServingModel
from qa.index.local.index import Index
from qa.index.opensearch.alias import served_facts
from qa.index.opensearch.answer_digests import AnswerDigests
from qa.index.opensearch.documents import BATCH_DOCUMENTS, documents
from qa.index.opensearch.facts import is_same, make_facts, make_parts
from qa.index.opensearch.knn import has_plugin
from qa.index.opensearch.parts import part_documents
from qa.settings import Settings
from qa.store.archive import reading
from qa.store.opensearch.connection import STEP_SECONDS, connect, engine_errors
from qa.store.opensearch.documents import answer_documents, facts_document
from qa.store.opensearch.fields import NOT_STORED
from qa.store.opensearch.queries import is_a

CURE = "Run `qa index`: it publishes everything again."


def published_faults(settings: Settings, index: Index) -> Iterator[str]:
    """What is wrong with the index that is served, in a sentence each: it is of another state than
    the local one, or has other documents. Raises EngineDown where the engine cannot be used.

    Vectors are not compared: their digests are.
    """
    client, alias = connect(settings, STEP_SECONDS), settings.opensearch_index
    vectors = ServingModel(settings).vectors(index.rows)
    parts = make_parts(index, AnswerDigests.of(index, vectors))
    with reading(settings.store_path) as db, engine_errors(settings):
        served = served_facts(client, alias)
        if served is None:
            yield "The index is not published in OpenSearch."
            return
        name, facts = served
        knn = vectors is not None and has_plugin(client)
        if not is_same(facts, make_facts(db, index, vectors, index_config(settings), parts, knn)):
            yield "The index in OpenSearch is of another state of the store, or of other settings."
            return
        try:
            verify(client, name, index, facts["answers"])
        except IndexUnusable as error:
            yield error.message
            return
        sent = chain(
            documents(index, None, facts["mean_length"]),
            answer_documents(db, index_config(settings).splitting),
            [facts_document(db)],
            *(part_documents(kind, pieces) for kind, pieces in parts.items()),
        )
        if others := differing(client, name, sent):
            yield (
                f"The index in OpenSearch has {len(others):,} document(s) that are not as they "
                f"were sent, such as {others[0]}."
            )


def verify(client: Any, name: str, index: Index, answers: int) -> None:
    """Raise IndexUnusable, with the cure, unless an index has the passages of the local one, and so
    many answers.

    Of passages it has as many, of rows with the same sum, and of answers with the same sum.
    """
    facts = index.answers.facts
    sums = {
        "passage": int(index.rows.sum()),
        "answer": int((facts["number"].astype(int) * facts["size"]).sum()),
    }
    found = client.search(
        index=name,
        body={
            "query": {"exists": {"field": "passage"}},
            "size": 0,
            "track_total_hits": True,
            "aggs": {field: {"sum": {"field": field}} for field in sums},
        },
        params={"allow_partial_search_results": "false"},
    )
    _refuse_missing("passages", found["hits"]["total"]["value"], len(index))
    if {field: int(found["aggregations"][field]["value"]) for field in sums} != sums:
        raise IndexUnusable("The index in OpenSearch has other passages than were sent.", CURE)
    has = client.count(index=name, body={"query": is_a("answer")})["count"]
    _refuse_missing("answers", has, answers)


def differing(client: Any, name: str, documents: Iterable[dict[str, Any]]) -> list[str]:
    """The ids of those of some documents, made to be sent, that an index has not got as they are.

    What is searched alone is not read: the engine keeps none of it.
    """
    sent, found = iter(documents), []
    while batch := list(islice(sent, BATCH_DOCUMENTS)):
        wanted = [{"_id": one["_id"], "routing": one["routing"]} for one in batch]
        read = client.mget(index=name, body={"docs": wanted})["docs"]
        for one, kept in zip(batch, read, strict=True):
            source = {key: one["_source"][key] for key in one["_source"].keys() - {*NOT_STORED}}
            if kept.get("_source") != source:
                found.append(one["_id"])
    return found


def _refuse_missing(what: str, found: int, sent: int) -> None:
    if found != sent:
        raise IndexUnusable(
            f"The index in OpenSearch has {found:,} of {sent:,} {what} that were sent.", CURE
        )
