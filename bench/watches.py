"""How many reports of a watch are right: `python -m bench.watches COLLECTION=DATA_DIR ...`.

COLLECTION is a folder with topics.jsonl and qrels.txt, DATA_DIR a store of its answers. Each topic
is watched. The answers given on or after the day that seven tenths of the judged ones are before
count as new, and all of them as having arrived at once. For a search (all words) and a question,
words only and with vectors: how many answers are reported, for how many topics; the share of the
judged ones that answer the topic, and that are at least related; how many are not judged; and the
share of the new answers to a topic that is reported.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from qa.evaluation.qrels import Qrels, read_qrels
from qa.evaluation.topics import Topic, read_topics
from qa.index import Where
from qa.model import Filters, Query, Request
from qa.model.watches import ChangedAnswer
from qa.search.browse.watched import Changes, Reported, of_question, of_search
from qa.search.readings import query_of
from qa.search.snapshot import Snapshot, SnapshotManager
from qa.service.service import use_compiled
from qa.settings import Settings

NEW_FROM = 0.7
"""The share of the judged answers that are older than the new ones."""
RULES: Mapping[str, Callable[[Query, Changes, Snapshot], list[Reported]]] = {
    "search": of_search,
    "question": of_question,
}


@dataclass
class Counted:
    """The reports of one rule over all topics."""

    reported: int = 0
    topics: int = 0
    right: int = 0
    related: int = 0
    judged: int = 0


def new_answers(first: str, snapshot: Snapshot) -> Changes:
    """Every answer given on or after a day, as one that is new."""
    index = snapshot.index
    found = index.everything().narrow(Where(Filters(date_from=first))).by_date(len(index))
    quoted = snapshot.answers.quoted([hit.passage for hit in found])
    pairs = ((hit.answer, quoted[hit.passage][1]) for hit in found)
    return Changes(
        tuple(
            ChangedAnswer(row, one.answer_id, 1, "", one.status, one.date_answered or "")
            for row, one in pairs
        )
    )


def measure(folder: Path, settings: Settings) -> None:
    """Print a row for each rule."""
    topics, qrels = read_topics(folder / "topics.jsonl"), read_qrels(folder / "qrels.txt")
    with SnapshotManager(settings).open() as snapshot:
        judged = snapshot.answers.answers(qrels.ids())
        days = sorted(one.date_answered or "" for one in judged.values())
        first = days[int(NEW_FROM * len(days))]
        changes = new_answers(first, snapshot)
        new = {one.answer_id for one in changes.all}
        due = _due(topics, qrels, new)
        vectors = "with vectors" if snapshot.index.has_vectors else "words only"
        print(f"{folder.name}, {vectors}: {len(topics)} topics, {len(new):,} new from {first},")
        answered = sum(map(bool, due.values()))
        print(f"  {sum(map(len, due.values()))} of them answer {answered} of the topics")
        for name, rule in RULES.items():
            counted = Counted()
            for topic in topics:
                query = query_of(Request(topic.text, history=topic.history), snapshot)
                found = {one.answer_id for one, _ in rule(query, changes, snapshot)}
                _count(found, qrels.grades.get(topic.topic_id, {}), qrels.answer_grade(), counted)
            _print(name, counted, sum(map(len, due.values())))


def _due(topics: Iterable[Topic], qrels: Qrels, new: set[str]) -> dict[str, set[str]]:
    """For each topic the new answers that are graded as answering it."""
    least = qrels.answer_grade()
    return {
        one.topic_id: {
            name
            for name, grade in qrels.grades.get(one.topic_id, {}).items()
            if grade >= least and name in new
        }
        for one in topics
    }


def _count(found: set[str], grades: Mapping[str, int], least: int, counted: Counted) -> None:
    counted.reported += len(found)
    counted.topics += bool(found)
    counted.judged += sum(one in grades for one in found)
    counted.right += sum(grades.get(one, 0) >= least for one in found)
    counted.related += sum(grades.get(one, 0) > 0 for one in found)


def _print(name: str, counted: Counted, due: int) -> None:
    judged = counted.judged or 1
    print(
        f"  {name:<10}{counted.reported:>5} reported for {counted.topics:>3} topics;"
        f" right {counted.right / judged:.2f}, related or right {counted.related / judged:.2f},"
        f" {counted.reported - counted.judged} not judged; of those due {counted.right / due:.2f}"
    )


def main() -> None:
    """Measure the collections named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", nargs="+", metavar="COLLECTION=DATA_DIR")
    use_compiled()
    for folder, _, store in (one.partition("=") for one in parser.parse_args().pairs):
        for semantic in (False, True):
            settings = Settings(data_dir=Path(store), semantic=semantic)
            if not semantic or any(settings.embeddings_dir.glob("*.vectors")):
                measure(Path(folder), settings)


if __name__ == "__main__":
    main()
