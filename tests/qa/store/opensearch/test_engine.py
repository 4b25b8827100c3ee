"""A search that loses a node midway is made again, once; any other error is raised at once."""

import pytest
from opensearchpy.exceptions import RequestError, TransportError

from qa.errors import EngineDown
from qa.index.opensearch.alias import served_facts
from qa.store.opensearch.connection import connect
from qa.store.opensearch.engine import LOST_SHARD, Engine
from tests.conformance.passage_index import RECORDS, archive_of
from tests.qa.index.opensearch.publishing import published

OWL = {"query": {"term": {"terms": "owl"}}}
LOST = TransportError(500, LOST_SHARD, "[node-3][indices:data/read/search[phase/fetch/id]] gone")
NONE_LEFT = TransportError(503, LOST_SHARD, "all shards failed")
WRONG = RequestError(400, LOST_SHARD, "failed to create query")


class LosingClient:
    """A real client whose next calls fail as those do for which a node is lost."""

    def __init__(self, client, *errors):
        self._client, self.errors, self.calls = client, [*errors], 0

    def search(self, **given):
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return self._client.search(**given)

    def msearch(self, **given):
        found = self._client.msearch(**given)
        for number, error in enumerate(self.errors):
            lost = {"type": error.error, "reason": error.info}
            found["responses"][number] = {"error": lost, "status": error.status_code}
        self.errors = []
        return found


@pytest.fixture
def losing(tmp_path, opensearch_url):
    """A function from errors to a client that raises them, and an engine with that client."""
    settings = published(archive_of(tmp_path / "archive", RECORDS), opensearch_url)
    client = connect(settings)
    name = served_facts(client, settings.opensearch_index)[0]

    def made(*errors):
        client_of_it = LosingClient(client, *errors)
        return client_of_it, Engine(client_of_it, name, settings)

    return made


@pytest.mark.parametrize("errors", [[], [LOST], [NONE_LEFT]])
def test_a_search_that_loses_a_node_is_made_again(losing, errors):
    client, engine = losing(*errors)
    assert len(engine.search(OWL)["hits"]["hits"]) == 1
    assert client.calls == 1 + len(errors)


@pytest.mark.parametrize("errors", [[LOST, LOST], [WRONG], [TransportError(500, "other", "why")]])
def test_what_fails_again_or_otherwise_is_an_error_with_its_cure(losing, errors):
    client, engine = losing(*errors)
    with pytest.raises(EngineDown):
        engine.search(OWL)
    assert client.errors == []
    assert client.calls == len(errors)


def test_of_several_searches_those_that_lose_a_node_are_made_again(losing):
    _, engine = losing(LOST)
    assert [len(one["hits"]["hits"]) for one in engine.searches([OWL, OWL])] == [1, 1]
    _, engine = losing(WRONG)
    with pytest.raises(EngineDown, match="one of several"):
        engine.searches([OWL, OWL])
