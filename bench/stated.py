"""The command line of a bench over the words of a data folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from qa.index import use_compiled
from qa.settings import Settings


def stated(about: str | None) -> tuple[Settings, Path | None]:
    """The settings to measure under, and the data folder to take questions from; the loops are
    compiled unless `--numpy` is given."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--store", type=Path, help="data folder to take questions from")
    parser.add_argument("--numpy", action="store_true", help="without compiled loops")
    arguments = parser.parse_args()
    if not arguments.numpy:
        use_compiled()
    return Settings(data_dir=arguments.data_dir, semantic=False), arguments.store
