"""Publishing for tests: each index has a name of its own in the node that they share."""

import uuid

from qa.index import open_index
from qa.index.opensearch.publish import publish


def in_opensearch(settings, url, **changes):
    """The settings with the home in OpenSearch, under a name that nothing else has."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    own = {"opensearch_url": url, "opensearch_index": name, "opensearch_replicas": 0}
    return settings.with_changes(**own | changes)


def published(settings, url, **changes):
    """The same, with the local index published."""
    own = in_opensearch(settings, url, **changes)
    publish(own, open_index(own))
    return own
