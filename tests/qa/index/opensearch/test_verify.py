"""What is served by OpenSearch is compared with the store, document by document."""

import sqlite3
from dataclasses import replace

import pytest

from qa.archive.integrity import verify_integrity
from qa.archive.update import rebuild
from qa.index import open_index, published_faults
from qa.index.opensearch.alias import served_facts
from qa.index.opensearch.publish import publish
from qa.store.opensearch.connection import connect
from tests.conformance.passage_index import RECORDS, archive_of, record
from tests.qa.index.opensearch.publishing import in_opensearch, published, store_changed


@pytest.fixture
def archive(tmp_path, opensearch_url):
    """Settings of a small archive that is published."""
    return published(archive_of(tmp_path / "archive", RECORDS), opensearch_url)


def faults(settings):
    return list(published_faults(settings, open_index(settings)))


@pytest.fixture
def engine(archive):
    """A client, and the name of the served index, which may be written to."""
    client = connect(archive)
    name = served_facts(client, archive.opensearch_index)[0]
    client.indices.put_settings(index=name, body={"index.blocks.write": None})
    return client, name


def test_nothing_is_wrong_after_a_publish_and_after_an_update(archive, tmp_path):
    assert faults(archive) == []
    store_changed(archive, tmp_path / "new.json", [record("900", "Quokka.")])
    assert publish(archive, open_index(archive))
    assert faults(archive) == []
    assert list(verify_integrity(archive)) == []


def test_an_index_that_is_behind_or_missing_is_named(archive, tmp_path, opensearch_url):
    store_changed(archive, tmp_path / "new.json", [record("900", "Quokka.")])
    assert faults(archive) == [
        "The index in OpenSearch is of another state of the store, or of other settings."
    ]
    never = in_opensearch(archive, opensearch_url)
    assert faults(never) == ["The index is not published in OpenSearch."]


def test_a_document_that_has_changed_is_named_and_mended_by_a_rebuild(archive, engine):
    client, name = engine
    query = {"term": {"terms": "owl"}}
    [hit] = client.search(index=name, body={"query": query})["hits"]["hits"]
    changed = hit["_source"] | {"terms": "owl|7"}
    client.index(index=name, body=changed, id=hit["_id"], routing=hit["_routing"], refresh="true")
    [fault] = verify_integrity(archive)
    assert fault == (
        "The index in OpenSearch has 1 document(s) that are not as they were sent, such as "
        f"{hit['_id']}."
    )
    rebuild(archive)
    assert faults(archive) == []


def test_where_the_engine_is_away_the_other_faults_are_named_too(archive):
    away = replace(archive, opensearch_url="http://127.0.0.1:9")
    with sqlite3.connect(archive.store_path) as db:
        db.execute("UPDATE passages SET digest = 'other' WHERE id = 1")
    of_passage, of_engine = verify_integrity(away)
    assert of_passage == "Passage row 1 is not the slice that was stored."
    assert "OpenSearch" in of_engine


@pytest.mark.parametrize(
    ("query", "what"),
    [
        pytest.param({"exists": {"field": "passage"}}, "passages", id="passage"),
        pytest.param({"term": {"document": "answer"}}, "answers", id="answer"),
    ],
)
def test_a_document_that_is_gone_is_counted(archive, engine, query, what):
    client, name = engine
    gone = client.search(index=name, body={"query": query})["hits"]["hits"][0]
    client.delete(index=name, id=gone["_id"], routing=gone["_routing"], refresh="true")
    assert faults(archive) == [f"The index in OpenSearch has 8 of 9 {what} that were sent."]
