"""From text to an index, analysis included: `python -m bench.text [PASSAGES]`, beside bm25s.

bm25s splits at word boundaries, drops English stop words and stems with Snowball in C; this
engine's analyzer does what qa/text/analyzer.py says. Both are given the same texts, one process
each; making the texts is not counted, their memory is.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

from bench.corpus import made_passages, sampled
from bench.engines import peak


def ours(texts: list[str]) -> None:
    """This engine and its analyzer."""
    from qa.index.local.engine import DocValues
    from qa.index.local.postings_builder import PostingsBuilder
    from qa.text.analyzer import Analyzer

    analyzer, builder = Analyzer(), PostingsBuilder()
    for text in texts:
        builder.add(analyzer.terms(text))
    DocValues.of(builder.build(), 1.5, 0.75)


def bm25s(texts: list[str]) -> None:
    """bm25s and its own tokenizer."""
    import bm25s
    import Stemmer

    terms = bm25s.tokenize(
        texts, stopwords="en", stemmer=Stemmer.Stemmer("english"), show_progress=False
    )
    bm25s.BM25(method="lucene").index(terms, show_progress=False)


def _build(build: Callable[[list[str]], None], size: int, source: Path | None) -> None:
    texts = list(made_passages(sampled(source), size))
    started, worked = time.perf_counter(), time.process_time()
    build(texts)
    seconds, processor = time.perf_counter() - started, time.process_time() - worked
    print(
        f"{build.__name__:<8}{seconds:>8.1f} s, of the processor's {processor:>8.1f} s, "
        f"at most {peak() / 1e6:,.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("passages", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--store", type=Path, help="data folder to take words from, not corpus/")
    stated = parser.parse_args()
    for build in (ours, bm25s):
        process = get_context("spawn").Process(
            target=_build, args=(build, stated.passages, stated.store)
        )
        process.start()
        process.join()
