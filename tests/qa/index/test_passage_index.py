"""The local home and a toy in-memory one conform to `PassageIndex`."""

import pytest

from qa.index import LocalIndexHome
from tests.conformance.memory_passage_index import MemoryPassageIndex
from tests.conformance.passage_index import PassageIndexConformance, sample_archive

__all__ = ["sample_archive"]


class TestLocalPassageIndex(PassageIndexConformance):
    @pytest.fixture
    def open_index(self):
        return lambda settings: LocalIndexHome(settings).current()


class TestMemoryPassageIndex(PassageIndexConformance):
    @pytest.fixture
    def open_index(self):
        return MemoryPassageIndex
