"""Publishing for tests: each index has a name of its own in the node that they share."""

import json
import uuid

from qa.archive.ingest import ingest
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


def plain(settings):
    """The settings with the home in the data folder alone."""
    return settings.with_changes(opensearch_url="")


def store_changed(settings, file, records):
    """Ingest records, without publishing."""
    file.write_text(json.dumps({"results": [{"value": one} for one in records]}))
    ingest([file], plain(settings))
