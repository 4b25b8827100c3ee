"""Whether BM25 finds what a sentence quotes: `python -m bench.quote_candidates DIR`.

Of 200 sentences drawn from the answers in DIR, and the same with one word changed: how often a
passage with the sentence's own words is among the first 50 and 200 that BM25 ranks for it, and how
often among the candidates of the quote check; with the processor's time for each.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

from bench.drawn_quotations import Corpus
from qa.index import Where
from qa.model import UNFILTERED
from qa.search.quotes.candidates import Candidates
from qa.search.ranking.term_weights import idf
from qa.search.snapshot import Snapshot, SnapshotManager
from qa.settings import Settings
from qa.text.compared_words import ComparedText

SENTENCES = 200


def by_bm25(sentence: str, snapshot: Snapshot, depth: int) -> list[str]:
    """The texts of the passages that BM25 ranks first."""
    weights = {term: idf(term, snapshot.index) for term in snapshot.analyzer.terms(sentence)}
    hits = snapshot.index.search(weights, Where(UNFILTERED), depth)
    quoted = snapshot.answers.quoted([hit.passage for hit in hits])
    return [answer.text for _, answer in quoted.values()]


def by_phrases(sentence: str, snapshot: Snapshot) -> list[str]:
    """The texts of the candidates of the quote check."""
    candidates, words = Candidates(snapshot.answers), ComparedText(sentence)
    found = candidates.with_all(words)
    if not found:
        halves = candidates.halves(words)
        found = [*candidates.sharing(words), *halves[0].digests, *halves[1].digests]
    return [stated.text for stated, _ in candidates.read(found)]


def main() -> None:
    """Draw, look up and print."""
    drawn = random.Random(3)
    corpus = Corpus(Path(sys.argv[1]), drawn)
    sentences = [corpus.sentence() for _ in range(SENTENCES)]
    ways: dict[str, Callable[[str, Snapshot], list[str]]] = {
        "BM25, first 50": lambda one, snapshot: by_bm25(one, snapshot, 50),
        "BM25, first 200": lambda one, snapshot: by_bm25(one, snapshot, 200),
        "phrases": by_phrases,
    }
    with SnapshotManager(Settings(data_dir=Path(sys.argv[1]), semantic=False)).open() as snapshot:
        for name, look_up in ways.items():
            for what in ("as it is", "a word changed"):
                times, found = [], 0
                for sentence in sentences:
                    words = sentence.split()
                    if what == "a word changed":
                        words[drawn.randrange(len(words))] = "zeppelins"
                    began = process_time()
                    texts = look_up(" ".join(words), snapshot)
                    times.append(process_time() - began)
                    wanted = ComparedText(sentence).forms
                    found += any(ComparedText(text).occurrences(wanted) for text in texts)
                shown = f"{found:>4} of {SENTENCES}, {1000 * median(times):.0f} ms"
                print(f"{name:<18}{what:<18}{shown}")


if __name__ == "__main__":
    main()
