"""What many tests share: a data folder made from `corpus/` by the real ingest, once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from qa.archive.ingest import ingest
from qa.index.embeddings import model
from qa.settings import Settings
from tests import opensearch, postgres

# What a test finds must not depend on how busy the machine is.
hypothesis_settings.register_profile("no-clock", deadline=None)
hypothesis_settings.load_profile("no-clock")

os.environ["QA_SEMANTIC"] = "no"  # for the commands that tests start

CORPUS = Path(__file__).parents[1] / "corpus"


@pytest.fixture(scope="session", autouse=True)
def words_only() -> Iterator[pytest.MonkeyPatch]:
    """Tests rank by words alone, though the extra is installed; undone where it is tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "installed", lambda: False)
        yield patch


@pytest.fixture(autouse=True)
def same_priority() -> Iterator[None]:
    """A test that lowers the priority of this process slows all after it, so it fails."""
    before = os.nice(0)
    yield
    assert os.nice(0) == before


@pytest.fixture(scope="session")
def corpus_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the answers of `corpus/`; services of many tests share it."""
    folder = tmp_path_factory.mktemp("corpus") / "data"
    ingest([CORPUS], Settings(data_dir=folder))
    return folder


@pytest.fixture
def own_data(corpus_data: Path, tmp_path: Path) -> Path:
    """A test's own data folder, `data`: the answers of `corpus/`, and nothing people made."""
    made = shutil.ignore_patterns("service.db*")
    return shutil.copytree(corpus_data, tmp_path / "data", ignore=made)


@pytest.fixture(scope="session")
def postgres_programs() -> Path:
    """The folder of the programs of PostgreSQL."""
    programs = postgres.on_the_machine()
    if programs is None:
        missing = "No PostgreSQL server was found. Install one, or set QA_POSTGRES to its programs."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return Path(programs)


@pytest.fixture(scope="session")
def postgres_cluster(postgres_programs: Path) -> Iterator[postgres.Cluster]:
    """A real PostgreSQL server, started for the tests of this process."""
    cluster = postgres.Cluster(postgres_programs)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture
def postgres_url(postgres_cluster: postgres.Cluster) -> str:
    """The address of an empty schema of that server."""
    return postgres_cluster.empty_schema()


@pytest.fixture(scope="session")
def opensearch_jars() -> str:
    """The folder of the jars of OpenSearch."""
    jars = os.environ.get("QA_OPENSEARCH_JARS")
    if not jars:
        missing = "There is no OpenSearch here: `make test` fetches one with Maven."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return jars


@pytest.fixture(scope="session")
def opensearch_url(opensearch_jars: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real OpenSearch, which the tests of one process share."""
    with opensearch.cluster(opensearch_jars, tmp_path_factory.mktemp("opensearch")) as nodes:
        yield nodes[0].url
