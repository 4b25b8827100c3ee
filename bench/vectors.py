"""How long vectors take to open and to rank by, on any number of passages: python -m bench.vectors

It writes records of random vectors (892 bytes a passage) to a folder that it removes again.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path
from statistics import median
from types import SimpleNamespace

import numpy as np

from qa.index.embeddings import vectors

DIMENSIONS = 384
BLOCK = 50_000


def write(file: Path, passages: int) -> None:
    """Records of random unit vectors, each row once."""
    random = np.random.default_rng(0)
    for start in range(0, passages, BLOCK):
        block = np.zeros(min(BLOCK, passages - start), vectors.record_dtype(DIMENSIONS))
        block["row"] = np.arange(start, start + len(block))
        block["keys"] = random.integers(0, 2**63, (len(block), 2))
        block["vectors"] = random.integers(-127, 128, (len(block), 2, DIMENSIONS))
        block["signs"] = np.packbits(block["vectors"] > 0, axis=2)
        vectors.append(file, block)


def main() -> None:
    """Print seconds and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=1_000_000)
    passages = parser.parse_args().passages
    model = SimpleNamespace(name="random", dimensions=DIMENSIONS)
    random = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as folder:
        file = vectors.vectors_path(Path(folder), model)
        write(file, passages)
        start = time.perf_counter()
        held = vectors.Vectors(file, model, random.permutation(passages))
        print(f"open      {time.perf_counter() - start:8.3f} s")
        everything = np.ones(passages, dtype=bool)
        signs, whole = [], []
        for _ in range(15):
            asked = random.standard_normal(DIMENSIONS, dtype=np.float32)
            start = time.perf_counter()
            held.sign_cosines(asked)
            signs.append(time.perf_counter() - start)
            start = time.perf_counter()
            held.nearest(asked, everything, 100)
            whole.append(time.perf_counter() - start)
        print(f"signs     {median(signs):8.3f} s, of all {passages:,}")
        print(f"nearest   {median(whole):8.3f} s, the signs and the exact cosines of the shortlist")
        print(f"on disk   {file.stat().st_size / 1e6:8.0f} MB")
        print(f"memory    {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:8.0f} MB")


if __name__ == "__main__":
    main()
