"""What many tests share: a data folder made from `corpus/` by the real ingest, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from qa.ingest import ingest
from qa.settings import Settings

# What a test finds must not depend on how busy the machine is.
hypothesis_settings.register_profile("no-clock", deadline=None)
hypothesis_settings.load_profile("no-clock")

CORPUS = Path(__file__).parents[1] / "corpus"


@pytest.fixture(scope="session")
def corpus_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the answers of `corpus/`; not to be written to."""
    folder = tmp_path_factory.mktemp("corpus") / "data"
    ingest([CORPUS], Settings(data_dir=folder))
    return folder
