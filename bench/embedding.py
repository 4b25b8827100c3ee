"""How long a sentence model takes for the texts of a store: python -m bench.embedding DATA_DIR

Models take turns, round after round; the least that each took of the processor is printed, since
that depends least on what else the machine does. Each text is embedded alone, on one core.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from pathlib import Path

from qa.index import index_config
from qa.index.embeddings import Model, embed, open_model
from qa.settings import Settings


def main() -> None:
    """Print milliseconds a text and texts a second of each model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--models", nargs="*", default=[], help="ONNX files beside ours")
    parser.add_argument("--texts", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    stated = parser.parse_args()
    texts = sampled(stated.data_dir, stated.texts)
    models = {"ours": open_model(Settings())}
    for name in stated.models:
        file = Path(name)
        models[name] = Model(file, file.with_name("tokenizer.json"))
    least: dict[str, float] = {}
    for _ in range(stated.rounds):
        for name, model in models.items():
            if model is None:
                raise SystemExit("The extra `semantic` is not installed.")
            start = time.process_time()
            for text in texts:
                model._vector(model.description.passage_prefix + text)
            took = time.process_time() - start
            least[name] = min(took, least.get(name, took))
    for name, took in least.items():
        each = took / len(texts)
        print(f"{each * 1000:7.2f} ms a text, {1 / each:6.1f} a second on one core  {name}")
    print(f"load {os.getloadavg()[0]:.1f}")


def sampled(data_dir: Path, count: int) -> list[str]:
    """Some of the different texts of a store's passages, the same each time."""
    settings = Settings(data_dir=data_dir)
    rows = embed._current_rows(settings, index_config(settings).splitting).tolist()
    both = embed._texts(settings, rows)
    texts = list(dict.fromkeys(text for row in rows for text in both[row]))
    return random.Random(1).sample(texts, min(count, len(texts)))


if __name__ == "__main__":
    main()
