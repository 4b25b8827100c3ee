"""Fixtures of the sync tests: a data folder, and no pauses between attempts."""

import pytest
import stamina

from qa.settings import Settings
from tests.fake_parliament import FakeParliament
from tests.syncing import crowded, kept, sync


@pytest.fixture(autouse=True)
def _no_waiting():
    stamina.set_testing(True, attempts=40, cap=False)
    yield
    stamina.set_testing(False)


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory):
    """The store after a run without faults over the named questions and a crowded day."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("undisturbed"))
    with FakeParliament(crowded()) as fake:
        report = sync(settings, fake)
    assert (report.missed, report.rejected, report.total) == ([], [], 251)
    return kept(settings)
