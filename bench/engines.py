"""The engines that are measured side by side: each given the same terms, each by its own API."""

from __future__ import annotations

import resource
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

HITS = 10
Found = list[tuple[int, float]]
"""Passages by number, best first, with their scores."""
Ask = Callable[[list[str]], Found]


class Terms:
    """The terms of a made corpus, read passage by passage from the folder it was written to."""

    def __init__(self, folder: Path) -> None:
        self._term_ids = np.load(folder / "term_ids.npy", mmap_mode="r")
        self._ends = np.load(folder / "ends.npy", mmap_mode="r")
        self._terms = np.array((folder / "terms.txt").read_text().split("\n"), dtype=object)

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self._ends) - 1

    def __iter__(self) -> Iterator[list[str]]:
        """The terms of each passage."""
        for first in range(0, len(self), 10_000):
            ends = self._ends[first : first + 10_001].astype(np.int64)
            words = self._terms[self._term_ids[ends[0] : ends[-1]]].tolist()
            ends = (ends - ends[0]).tolist()
            for at in range(len(ends) - 1):
                yield words[ends[at] : ends[at + 1]]


def ours(terms: Terms, folder: Path, *, compiled: bool) -> Ask:
    """This engine, its arrays mapped from disk as `qa serve` maps them."""
    from qa.index import use_compiled
    from qa.index.local.engine import DocFilter, DocValues, Engine
    from qa.index.local.postings import Postings
    from qa.index.local.postings_builder import PostingsBuilder
    from qa.index.local.strings import Strings
    from qa.index.local.vocabulary import Vocabulary

    builder = PostingsBuilder()
    for passage in terms:
        builder.add(passage)
    made = builder.build()
    doc_values = DocValues.of(made, 1.5, 0.75)
    value_names = ("days", "kinds", "block_max_scores")
    names = ("terms", "windows", "blocks", "within", "codes", "pairs", "lengths")
    arrays = {name: getattr(made, name) for name in names}
    arrays |= {name: getattr(doc_values, name) for name in value_names}
    arrays |= {"hashes": made.vocabulary.hashes}
    arrays |= {name: getattr(made.vocabulary.spellings, name) for name in ("letters", "ends")}
    for name, array in arrays.items():
        np.save(folder / name, array)
    mapped = {name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in arrays}
    vocabulary = Vocabulary(mapped["hashes"], Strings(mapped["letters"], mapped["ends"]))
    postings = Postings(vocabulary, *(mapped[name] for name in names))
    engine = Engine(postings, 1.5, 0.75, DocValues(*(mapped[name] for name in value_names)))
    everything = DocFilter(np.array([[0, len(terms)]]))
    if compiled and not use_compiled():
        raise ModuleNotFoundError("numba")

    def ask(question: list[str]) -> Found:
        weights = {term: idf for term in question if (idf := engine.idf.get(term))}
        best = engine.top_candidates(weights, HITS, everything)
        order = np.lexsort((best.numbers, -best.scores))[:HITS]
        found = zip(best.numbers[order].tolist(), best.scores[order].tolist(), strict=True)
        return list(found)

    return ask


def rank_bm25(terms: Terms, folder: Path) -> Ask:
    """The model this engine derives from, as it is."""
    from qa.index.local.bm25 import BM25

    model = BM25(list(terms))

    def ask(question: list[str]) -> Found:
        scores = model.get_scores(question)
        order = np.argsort(-scores, kind="stable")[:HITS]
        return [(int(at), float(scores[at])) for at in order if scores[at] > 0]

    return ask


def bm25s(terms: Terms, folder: Path, *, backend: str) -> Ask:
    """bm25s with the same formula (Lucene's, which leaves out a factor all scores share)."""
    import bm25s

    model = bm25s.BM25(method="lucene", k1=1.5, b=0.75, backend=backend)
    model.index(list(terms), show_progress=False)
    model.save(str(folder))

    def ask(question: list[str]) -> Found:
        known = [term for term in question if term in model.vocab_dict]
        if not known:
            return []
        passages, scores = model.retrieve([known], k=HITS, show_progress=False)
        found = zip(passages[0].tolist(), scores[0].tolist(), strict=True)
        return [(at, 2.5 * score) for at, score in found if score > 0]

    return ask


def tantivy(terms: Terms, folder: Path) -> Ask:
    """tantivy, whose k1 is 1.2 and whose lengths are rounded: its ranking is another."""
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("terms", stored=False, tokenizer_name="whitespace")
    schema.add_integer_field("number", stored=True)
    index = tantivy.Index(schema.build(), path=str(folder))
    writer = index.writer(heap_size=256_000_000, num_threads=1)
    for number, passage in enumerate(terms):
        writer.add_document(tantivy.Document(terms=" ".join(passage), number=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    built = index.schema

    def ask(question: list[str]) -> Found:
        each = [
            (tantivy.Occur.Should, tantivy.Query.term_query(built, "terms", term))
            for term in question
        ]
        hits = searcher.search(tantivy.Query.boolean_query(each), HITS, count=False).hits
        return [(searcher.doc(at)["number"][0], score) for score, at in hits]

    return ask


def fts5(terms: Terms, folder: Path) -> Ask:
    """SQLite's FTS5, whose k1 is 1.2 and whose idf is Okapi's own."""
    db = sqlite3.connect(folder / "fts5.db")
    db.execute("CREATE VIRTUAL TABLE passages USING fts5(terms, content='', tokenize='ascii')")
    numbered = ((at, " ".join(passage)) for at, passage in enumerate(terms))
    db.executemany("INSERT INTO passages (rowid, terms) VALUES (?, ?)", numbered)
    db.commit()

    def ask(question: list[str]) -> Found:
        rows = db.execute(
            "SELECT rowid, -bm25(passages) FROM passages WHERE passages MATCH ? "
            "ORDER BY bm25(passages) LIMIT ?",
            [" OR ".join(f'"{term}"' for term in question), HITS],
        )
        return rows.fetchall()

    return ask


ENGINES: dict[str, tuple[Callable[..., Ask], dict[str, Any]]] = {
    "ours (numba)": (ours, {"compiled": True}),
    "ours (numpy)": (ours, {"compiled": False}),
    "bm25s (numba)": (bm25s, {"backend": "numba"}),
    "bm25s (numpy)": (bm25s, {"backend": "numpy"}),
    "tantivy": (tantivy, {}),
    "SQLite FTS5": (fts5, {}),
    "rank-bm25": (rank_bm25, {}),
}


def serve(name: str, corpus: Path, folder: Path, line: Connection) -> None:
    """Build one engine, report what that took, then time questions until there are no more."""
    build, options = ENGINES[name]
    terms = Terms(corpus)
    started = time.perf_counter()
    ask = build(terms, folder, **options)
    seconds = time.perf_counter() - started
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    line.send({"build_seconds": seconds, "peak_bytes": peak(), "disk_bytes": size})
    while questions := line.recv():
        line.send(_timed(ask, questions))


def peak() -> int:
    """The most memory this process has had; on Linux not what its parent had before it began."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _timed(ask: Ask, questions: Sequence[list[str]]) -> tuple[list[float], list[Found]]:
    """Seconds for each question, and what was found."""
    seconds, found = [], []
    for question in questions:
        started = time.perf_counter()
        found.append(ask(question))
        seconds.append(time.perf_counter() - started)
    return seconds, found
