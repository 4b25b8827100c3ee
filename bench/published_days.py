"""What a day's changes cost that are published to OpenSearch, and what they do to scores:
`python -m bench.published_days FILES... --topics TOPICS`, FILES in the JSON-lines export.

The newest answers are held back, the others ingested and published whole. Then day by day some of
them are ingested, a tenth as many others get another sentence, and what has changed is published.
At the end all is published whole too, and both are asked the same. An OpenSearch is started for it
from QA_OPENSEARCH_JARS (see `tests/opensearch.py`).
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opensearchpy import Urllib3HttpConnection

from qa.archive.ingest import ingest
from qa.evaluation.running import rank_topic
from qa.evaluation.topics import read_topics
from qa.index import Where, open_index
from qa.index.opensearch.alias import served_facts
from qa.index.opensearch.home import OpenSearchHome
from qa.index.opensearch.publish import publish
from qa.service.service import Service
from qa.settings import Settings
from qa.store.opensearch.connection import connect
from qa.text.analyzer import Analyzer
from tests.opensearch import cluster

REPLACED_SHARE = 10
DEPTH = 100


@dataclass
class Sent:
    """What has been sent to the engine since `since`."""

    bytes: int = 0
    since: float = 0.0

    def seconds(self) -> float:
        """How long it took; counts from here on."""
        return time.perf_counter() - self.since

    def begin(self) -> None:
        """Count from here on."""
        self.bytes, self.since = 0, time.perf_counter()


def main() -> None:
    """Print what each publish took, and what differs at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--days", type=int, default=20)
    parser.add_argument("--answers", type=int, default=100, help="new ones of a day")
    parser.add_argument("--topics", type=Path, action="append", default=[])
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--replicas", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="where data and nodes are kept, not in /tmp")
    given = parser.parse_args()
    records = [json.loads(line) for file in given.files for line in file.open(encoding="utf-8")]
    records.sort(key=lambda one: (one["date_answered"] or "", one["id"]))
    held_back = given.days * given.answers
    with (
        tempfile.TemporaryDirectory(dir=given.folder) as name,
        cluster(
            os.environ["QA_OPENSEARCH_JARS"], Path(name) / "nodes", given.nodes, heap_mb=1024
        ) as nodes,
        _counted() as sent,
    ):
        folder = Path(name)
        plain = Settings(data_dir=folder / "data", semantic=False)
        there = plain.with_changes(
            opensearch_url=",".join(node.url for node in nodes),
            opensearch_shards=given.shards,
            opensearch_replicas=given.replicas,
        )
        _ingest(folder, records[:-held_back], plain)
        _publish("whole", there, sent)
        for day in range(given.days):
            first = len(records) - held_back + day * given.answers
            changed = records[day :: max(1, first * REPLACED_SHARE // given.answers)]
            more = "<p>This figure was checked again.</p>"
            replaced = [one | {"answer_html": one["answer_html"] + more} for one in changed]
            _ingest(folder, records[first : first + given.answers] + replaced, plain)
            _publish(f"day {day + 1}", there, sent)
        whole = there.with_changes(opensearch_index=f"{there.opensearch_index}-whole")
        _publish("whole", whole, sent)
        for topics in given.topics:
            _compare(topics, there, whole)


def _ingest(folder: Path, records: list[dict[str, Any]], settings: Settings) -> None:
    file = folder / "day.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    ingest([file], settings)


def _publish(name: str, settings: Settings, sent: Sent) -> None:
    """Publish, and print what it took and what the engine keeps then."""
    index = open_index(settings)
    sent.begin()
    assert publish(settings, index)
    seconds, client = sent.seconds(), connect(settings)
    found = served_facts(client, settings.opensearch_index)
    assert found is not None
    served, facts = found
    drift = index.engine.avgdl / facts["mean_length"] - 1
    client.indices.flush(index=served)
    found = client.indices.stats(index=served, metric="docs,store,segments")["_all"]["primaries"]
    docs, segments = found["docs"], found["segments"]["count"]
    started = time.perf_counter()
    OpenSearchHome(settings).current()
    opened = time.perf_counter() - started
    print(
        f"{name:<8}{len(index):>8,} passages {seconds:>7.2f} s {sent.bytes / 1e6:>8.2f} MB sent, "
        f"{found['store']['size_in_bytes'] / 1e6:>7.1f} MB kept in {segments:>3} segments, "
        f"{docs['deleted']:>6,} deleted, mean length {drift:+.3%}, "
        f"opened in {1000 * opened:.0f} ms",
        flush=True,
    )


def _compare(topics: Path, updated: Settings, whole: Settings) -> None:
    """Print how scores and rankings differ between both."""
    services = [Service(one) for one in (updated, whole)]
    homes = [OpenSearchHome(one).current() for one in (updated, whole)]
    analyzer = Analyzer()
    same, same_ten, same_shown, most, asked = 0, 0, 0, 0.0, 0
    for topic in read_topics(topics):
        rankings = [rank_topic(topic, service, DEPTH, "answer") for service in services]
        ours, theirs = ([answer for answer, _ in one.ranking] for one in rankings)
        shown = [[one.text for one in ranked.reply.passages] for ranked in rankings]
        asked, same, same_ten = (
            asked + 1,
            same + (ours == theirs),
            same_ten + (ours[:10] == theirs[:10]),
        )
        same_shown += shown[0] == shown[1]
        weights = {term: homes[1].idf(term) or 0.0 for term in analyzer.terms(topic.text)}
        scores = [
            {hit.passage: hit.score for hit in home.search(weights, Where(), DEPTH)}
            for home in homes
        ]
        for passage in scores[0].keys() & scores[1].keys():
            most = max(most, abs(scores[0][passage] / scores[1][passage] - 1))
    print(
        f"{topics}: {asked} topics, {same} with the same first {DEPTH}, {same_ten} with the same "
        f"first ten, {same_shown} with the same reply; a BM25 score differs by at most {most:.3%}"
    )


@contextmanager
def _counted() -> Iterator[Sent]:
    """Count the bytes of the requests to the engine."""
    sent, perform = Sent(), Urllib3HttpConnection.perform_request

    def counted(self: Any, method: str, url: str, *given: Any, **named: Any) -> Any:
        body = named.get("body") or (given[1] if len(given) > 1 else b"") or b""
        sent.bytes += len(body if isinstance(body, bytes) else body.encode())
        return perform(self, method, url, *given, **named)

    Urllib3HttpConnection.perform_request = counted
    try:
        yield sent
    finally:
        Urllib3HttpConnection.perform_request = perform


if __name__ == "__main__":
    main()
