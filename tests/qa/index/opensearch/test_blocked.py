"""An engine that takes nothing more, as where its disks are nearly full, says what to do."""

import json
from contextlib import contextmanager
from urllib.request import Request, urlopen

import pytest

from qa.errors import EngineDown
from qa.index import Where, open_index
from qa.index.opensearch.home import OpenSearchHome
from qa.index.opensearch.publish import publish
from tests.conformance.passage_index import PRISON, RECORDS, archive_of
from tests.qa.index.opensearch.publishing import in_opensearch, published


@contextmanager
def blocked(url):
    """Nothing is taken, as when the disks of all nodes are nearly full."""

    def set_to(value):
        body = json.dumps({"persistent": {"cluster.blocks.create_index": value}}).encode()
        headers = {"Content-Type": "application/json"}
        urlopen(Request(f"{url}/_cluster/settings", body, headers, method="PUT")).close()

    set_to(True)
    try:
        yield
    finally:
        set_to(None)


def test_what_is_published_is_read_and_nothing_more_is_taken(tmp_path, opensearch_url):
    archive = archive_of(tmp_path / "archive", RECORDS)
    there = published(archive, opensearch_url)
    other = in_opensearch(archive, opensearch_url)
    with blocked(opensearch_url):
        with pytest.raises(EngineDown, match="takes nothing more") as refused:
            publish(other, open_index(other))
        assert "Make room on the disks" in refused.value.cure
        assert OpenSearchHome(there).current().search({PRISON: 1.0}, Where(), 3)
    assert publish(other, open_index(other))
