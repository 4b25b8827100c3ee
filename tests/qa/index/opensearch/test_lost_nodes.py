"""A cluster that loses a node goes on: every search is whole and right, or fails with its cure."""

import json
import os
import time
from urllib.request import urlopen

import pytest

from qa.errors import EngineDown
from qa.index import LocalIndexHome, Where
from qa.index.opensearch.home import OpenSearchHome
from tests.conformance.passage_index import COURT, PRISON, RECORDS, archive_of
from tests.opensearch import cluster
from tests.qa.index.opensearch.publishing import published

pytestmark = pytest.mark.skipif(
    not os.environ.get("QA_PROVE"), reason="three nodes, under QA_PROVE=1 only"
)
RECOVERY_SECONDS = 120


def health(url, wait):
    with urlopen(f"{url}/_cluster/health?{wait}&timeout=60s") as response:
        return json.load(response)


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_each_of_three_nodes_can_be_killed(opensearch_jars, tmp_path, lost):
    settings = archive_of(tmp_path / "archive", RECORDS)
    weights = {PRISON: 2.0, COURT: 1.0}
    expected = [
        hit.passage for hit in LocalIndexHome(settings).current().search(weights, Where(), 9)
    ]
    with cluster(opensearch_jars, tmp_path / "nodes", 3, heap_mb=256) as nodes:
        urls = [node.url for node in nodes]
        health(urls[0], "wait_for_nodes=3")
        there = published(settings, ",".join(urls), opensearch_replicas=1, opensearch_shards=3)
        assert health(urls[0], "wait_for_status=green")["status"] == "green"
        home = OpenSearchHome(there)
        nodes[lost].process.kill()
        failed, started, right = 0, time.monotonic(), 0
        while right < 20:
            assert time.monotonic() - started < RECOVERY_SECONDS
            try:
                found = home.current().search(weights, Where(), 9)
            except EngineDown:
                failed, right = failed + 1, 0
            else:
                right += 1
                assert [hit.passage for hit in found] == expected
        seconds = time.monotonic() - started
        print(
            f"node {lost + 1} killed: {failed} searches failed, {seconds:.1f} s until 20 were right"
        )
