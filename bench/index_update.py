"""What a day's answers cost an index of any size: `python -m bench.index_update [PASSAGES]`.

An index of made passages, one an answer, is built, saved and opened; then 300 answers are put in
and 30 taken out, saved and opened again. No store is read: an update reads only
what has changed there, however large it is.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

import numpy as np

from bench.corpus import made_passages, sampled
from qa.index import Index, Where, index_config, open_index
from qa.index.documents import DocumentBatch
from qa.index.local.doc_table import FACTS_DTYPE, hash64
from qa.index.local.file import save_index
from qa.index.local.passage_index import LocalPassageIndex
from qa.index.local.postings_builder import PostingsBuilder
from qa.index.local.update import build_index, merge_changes
from qa.settings import Settings
from qa.text.analyzer import Analyzer

NEW, GONE = 300, 30
Result = TypeVar("Result")


def main() -> None:
    """Print what each step took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("passages", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--store", type=Path, help="data folder to take words from, not corpus/")
    stated = parser.parse_args()
    size = stated.passages
    analyzer = Analyzer()
    terms = map(analyzer.terms, made_passages(sampled(stated.store), size + NEW))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), semantic=False)
        config = index_config(settings)
        first = _batch(terms, range(size))
        index = _timed(
            "built, without reading or analysing", lambda: build_index(first, config, "a.1", 1)
        )
        _timed("saved", lambda: save_index(index, config, settings.index_dir))
        print(f"{'size on disk':<40}{_size(settings) / 1e6:>10.0f} MB")
        _in_process(settings)
        old = _timed("opened", lambda: open_index(settings))
        new = _batch(terms, range(size, size + NEW))
        retract = Counter[str](), Counter[str]()
        gone = list(range(0, size, size // GONE))
        started, worked = time.perf_counter(), time.process_time()
        merged = _timed(
            f"{NEW} put in, {len(gone)} taken out",
            lambda: merge_changes(old, gone, new, retract, config, "a.2", 2),
        )
        _timed("saved", lambda: save_index(merged, config, settings.index_dir))
        _timed("opened and asked", lambda: _ask(open_index(settings)))
        _show("in all", started, worked)


def _batch(terms: map[list[str]], numbers: range) -> DocumentBatch:
    """Answers as they are read from a store: ten years of them, of one body."""
    builder = PostingsBuilder()
    for _ in numbers:
        builder.add(next(terms))
    facts = np.zeros(len(numbers), dtype=FACTS_DTYPE)
    facts["number"], facts["size"] = np.arange(numbers.start, numbers.stop), 1
    # In the order of engine numbers, newest first; a new answer is newer than all old ones.
    facts["answered"] = facts["day"] = 738_000 - np.arange(len(numbers)) * 3650 // len(numbers)
    if numbers.start:
        facts["answered"] = facts["day"] = 738_001
    ids = [f"2020-01-01/{number:07}" for number in numbers]
    facts["uin"] = facts["group"] = [hash64(name) for name in ids]
    return DocumentBatch(
        facts,
        ids,
        ["ministry-of-justice"] * len(ids),
        ["Commons"] * len(ids),
        np.arange(numbers.start, numbers.stop),
        builder.build(),
        Counter(),
        Counter(),
    )


def _in_process(settings: Settings) -> None:
    """Open the index in a process of its own, and print the memory that only it has."""
    context = get_context("spawn")
    mine, its = context.Pipe()
    process = context.Process(target=_opened, args=(settings, its))
    process.start()
    seconds, private = mine.recv()
    process.join()
    print(f"{'opened in a process of its own':<40}{seconds:>10.2f} s")
    print(f"{'private memory after ten questions':<40}{private / 1e6:>10.0f} MB")


def _opened(settings: Settings, line: Connection) -> None:
    before = _private()
    started = time.perf_counter()
    index = open_index(settings)
    seconds = time.perf_counter() - started
    for _ in range(10):
        _ask(index)
    line.send((seconds, _private() - before))


def _private() -> int:
    """The bytes of this process that it shares with no other and with no file."""
    words = Path("/proc/self/smaps_rollup").read_text().split()
    return 1024 * int(words[words.index("Anonymous:") + 1])


def _ask(index: Index) -> None:
    weights = {"prison": 1.0, "court": 1.0, "women": 1.0}
    if not LocalPassageIndex(index).search(weights, Where(), 10):
        sys.exit("Nothing was found.")


def _size(settings: Settings) -> int:
    return sum(path.stat().st_size for path in settings.index_dir.iterdir())


def _timed(name: str, do: Callable[[], Result]) -> Result:
    started, worked = time.perf_counter(), time.process_time()
    done = do()
    _show(name, started, worked)
    return done


def _show(name: str, started: float, worked: float) -> None:
    """Print what a step took since, in wall time and in processor time."""
    seconds, processor = time.perf_counter() - started, time.process_time() - worked
    print(f"{name:<40}{seconds:>10.2f} s, of the processor's {processor:>6.2f} s", flush=True)


if __name__ == "__main__":
    main()
