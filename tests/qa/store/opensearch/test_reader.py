"""The reader of answers in OpenSearch conforms to `AnswerReader`."""

import pytest

from qa.index import open_home
from tests.conformance.answer_reader import AnswerReaderConformance, archive
from tests.qa.index.opensearch.publishing import published

__all__ = ["archive"]


@pytest.fixture(scope="module")
def there(archive, opensearch_url):
    """Settings of the home in OpenSearch that holds what the archive does."""
    return published(archive, opensearch_url, opensearch_shards=3)


class TestOpenSearchAnswerReader(AnswerReaderConformance):
    @pytest.fixture
    def reader(self, there):
        with open_home(there).answers() as reader:
            yield reader
