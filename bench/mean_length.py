"""What it does to rankings that an updated index in OpenSearch keeps the mean length of passages of
its last whole publish: `python -m bench.mean_length DATA_DIR TOPICS...`.

The topics are asked of the local index as it is, and as it would be if the mean had moved by as
much as an update allows, in either direction.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from qa.evaluation.running import RankedTopic, rank_topic
from qa.evaluation.topics import Topic, read_topics
from qa.index import Where, open_home
from qa.index.local import engine
from qa.index.opensearch.update import MAX_MEAN_DRIFT
from qa.service.service import Service
from qa.settings import Settings
from qa.text.analyzer import Analyzer

DEPTH = 100
Asked = list[tuple[RankedTopic, dict[int, float]]]


def main() -> None:
    """Print how many rankings are the same, and how far a score is from the right one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("topics", type=Path, nargs="+")
    given = parser.parse_args()
    settings = Settings(data_dir=given.data_dir, semantic=False)
    for file in given.topics:
        topics = read_topics(file)
        right = _asked(topics, settings, 1.0)
        for kept in (1 - MAX_MEAN_DRIFT, 1 + MAX_MEAN_DRIFT):
            _show(f"{file}, mean {kept:.4f}", right, _asked(topics, settings, kept))


def _asked(topics: list[Topic], settings: Settings, factor: float) -> Asked:
    """The ranking of each topic, and its BM25 scores, by a mean that is so many times the right."""
    measured = engine.avgdl
    engine.avgdl = lambda postings: factor * measured(postings)
    try:
        service, analyzer = Service(settings), Analyzer()
        index, asked = open_home(settings).current(), []
        for topic in topics:
            weights = {term: index.idf(term) or 0.0 for term in analyzer.terms(topic.text)}
            scores = {hit.passage: hit.score for hit in index.search(weights, Where(), DEPTH)}
            asked.append((rank_topic(topic, service, DEPTH, "answer"), scores))
        return asked
    finally:
        engine.avgdl = measured


def _show(name: str, right: Asked, kept: Asked) -> None:
    same_all = same_ten = same_first = same_reply = 0
    most = 0.0
    for (one, scores), (other, others) in zip(right, kept, strict=True):
        ids = [[answer for answer, _ in ranked.ranking] for ranked in (one, other)]
        shown = [[passage.text for passage in ranked.reply.passages] for ranked in (one, other)]
        same_all += ids[0] == ids[1]
        same_ten += ids[0][:10] == ids[1][:10]
        same_first += ids[0][:1] == ids[1][:1]
        same_reply += shown[0] == shown[1]
        for passage in scores.keys() & others.keys():
            most = max(most, abs(others[passage] / scores[passage] - 1))
    print(
        f"{name}: of {len(right)} topics {same_first} with the same first, {same_ten} with the "
        f"same ten, {same_all} with the same {DEPTH}, {same_reply} with the same reply; "
        f"a BM25 score differs by at most {most:.3%}",
        flush=True,
    )


if __name__ == "__main__":
    main()
