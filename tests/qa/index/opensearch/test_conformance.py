"""The home in OpenSearch conforms to `PassageIndex`."""

import pytest

from qa.index.opensearch.home import OpenSearchHome
from tests.conformance.passage_index import PassageIndexConformance, sample_archive
from tests.qa.index.opensearch.publishing import published

__all__ = ["sample_archive"]


@pytest.fixture(scope="module")
def homes():
    """The home of each archive that a test has published."""
    return {}


class TestOpenSearchPassageIndex(PassageIndexConformance):
    @pytest.fixture
    def open_index(self, opensearch_url, homes):
        def opened(settings):
            if settings not in homes:
                homes[settings] = OpenSearchHome(published(settings, opensearch_url))
            return homes[settings].current()

        return opened
