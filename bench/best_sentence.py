"""How often the marked sentence is the best: `python -m bench.best_sentence TOPICS=DIR ...`.

TOPICS is a folder with topics.jsonl, DIR a data folder of its answers. `bench/best_sentence.tsv`
names passages by their offsets, and the offsets at which the sentences begin that answer the topic
best (`right`), and others that answer it too (`fair`), judged by reading, before it was known which
one is marked; where neither is given, no sentence of the passage answers. `drawn` are the first
hits of topics drawn at random, `disputed` those of the other topics on which the ways that were
tried differ. Prints, by words and with vectors, what is marked, in each half.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path
from time import process_time

from qa.evaluation.topics import read_topics
from qa.model import Answer, Passage, Request
from qa.search.best_sentence import ranked_sentences
from qa.search.ranking.term_weights import term_weights
from qa.search.reply import query_of
from qa.search.snapshot import Snapshot, SnapshotManager
from qa.settings import Settings
from qa.text.passages import split_passages

JUDGED = Path(__file__).with_suffix(".tsv")
Counts = Counter[tuple[str, str]]


def outcome(row: dict[str, str], marked: int) -> str:
    """`right`, `fair` or `wrong`; `none` where no sentence of the passage answers."""
    for grade in ("right", "fair"):
        if str(marked) in row[grade].split():
            return grade
    return "wrong" if row["right"] else "none"


def passage_of(row: dict[str, str], answer: Answer, words: int) -> Passage:
    """The passage that was judged, with the column heads of a passage that begins there now."""
    start, end = int(row["start"]), int(row["end"])
    pieces = split_passages(answer.text, words)
    header = next((one.header for one in pieces if one.span.start == start), None)
    return Passage(0, answer.answer_id, answer.version, 1, start, end, header)


def measure(
    topics: dict[str, str], rows: list[dict[str, str]], snapshot: Snapshot, counts: Counts
) -> float:
    """Count what is marked for each judged passage of these topics; return the seconds taken."""
    taken = 0.0
    for number, row in enumerate(rows):
        if row["topic"] not in topics:
            continue
        answer = snapshot.answers.answers([row["answer_id"]])[row["answer_id"]]
        passage = passage_of(row, answer, snapshot.settings.passage_words)
        sample = f"{row['sample']} {number % 2}"
        query = query_of(Request(topics[row["topic"]]), snapshot)
        weights = term_weights(query, snapshot.index)
        began = process_time()
        found = (passage, answer)
        best = ranked_sentences(found, query.rewritten, weights, snapshot, by_meaning=True)[0].span
        taken += process_time() - began
        counts[sample, outcome(row, best.start)] += 1
    return taken


def main() -> None:
    """Mark each judged passage by words and with vectors, and print the counts."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for semantic in (False, True):
        found = ("both", "vectors" if semantic else "words")
        asked = [row for row in rows if row["found_by"] in found]
        counts: Counts = Counter()
        taken = 0.0
        for stated in sys.argv[1:]:
            folder, store = stated.split("=", 1)
            topics = {one.topic_id: one.text for one in read_topics(Path(folder) / "topics.jsonl")}
            with SnapshotManager(Settings(data_dir=Path(store), semantic=semantic)).open() as open_:
                taken += measure(topics, asked, open_, counts)
        print("with vectors" if semantic else "by words")
        for sample in sorted({one for one, _ in counts}):
            shares = {what: n for (one, what), n in sorted(counts.items()) if one == sample}
            print(f"  {sample}: {', '.join(f'{n} {what}' for what, n in shares.items())}")
        print(f"  {1000 * taken / counts.total():.2f} ms of the processor a passage")


if __name__ == "__main__":
    main()
