"""The launcher of the tests' OpenSearch starts a node that answers."""

import json
from urllib.request import urlopen


def test_a_node_answers_on_loopback_and_is_healthy(opensearch_url):
    with urlopen(f"{opensearch_url}/_cluster/health?wait_for_status=yellow") as response:
        health = json.load(response)
    assert health["number_of_nodes"] == 1
    assert opensearch_url.startswith("http://127.0.0.1:")
