"""Questions as people ask them: `python -m bench.asking COLLECTION=DATA_DIR ... [--misses FILE]`.

COLLECTION is a folder with topics.jsonl and qrels.txt, DATA_DIR a store of its answers. One table
for each collection, words only and with vectors:

- nDCG@10 of the topics alone, and each after one unrelated turn, which is another topic;
- nDCG@10 of the follow-ups after their own turns, of their turns joined, and of their whole need;
- for each kind of wrapper, the topics that are read, answered, and have a first hit as when bare;
- "newest first": the share of its first 25 with every content word of the question.

FILE has what is not read as bare: kind, topic, the terms of both, the text.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.wrappers import WRAPPERS
from qa.evaluation.measures import measure_run
from qa.evaluation.qrels import Qrels, read_qrels
from qa.evaluation.running import newest_first
from qa.evaluation.runs import Run
from qa.evaluation.topics import Topic, read_topics
from qa.model import Query, Reply, Request
from qa.search.readings import query_of
from qa.search.snapshot import SnapshotManager
from qa.service.service import Service, use_compiled
from qa.settings import Settings

DEPTH = 10
SHORT = 4
"""Terms, at most, of a question that names a subject and no more."""


@dataclass(frozen=True)
class Wrapped:
    """One wrapped topic: what was typed, and what of it is as when bare."""

    kind: str
    template: int
    topic: Topic
    text: str
    read: tuple[str, ...]
    bare: tuple[str, ...]
    same_query: bool
    same_outcome: bool
    same_first: bool


@dataclass(frozen=True)
class Dated:
    """A topic in date order: the share of the first 25 with every content word, None where it is
    declined; whether any answer matches, else the order is that of relevance; its terms."""

    share: float | None
    matches: bool
    terms: int


def unrelated(topics: Sequence[Topic]) -> Iterator[Topic]:
    """Each topic after one that is half the collection away."""
    for at, topic in enumerate(topics):
        other = topics[(at + len(topics) // 2) % len(topics)]
        yield replace(topic, history=(other.text,))


def ndcg(topics: Iterable[Topic], service: Service, qrels: Qrels) -> float:
    """The mean nDCG@10 over the answerable ones of these topics."""
    scores: dict[str, dict[str, float]] = {}
    for topic in topics:
        reply = service.reply(Request(topic.text, history=tuple(topic.history)))
        scores[topic.topic_id] = dict(service.ranking(reply.query, DEPTH, "answer"))
    grade = qrels.answer_grade()
    of_these = Qrels(qrels.path, {name: qrels.grades[name] for name in scores})
    [found] = measure_run(Run(Path("asked"), scores), of_these, ["nDCG@10"], grade)
    return found.mean


def wrapped(
    topics: Sequence[Topic], service: Service, snapshots: SnapshotManager
) -> Iterator[Wrapped]:
    """Every topic in every wrapper; a reply is made only where the query is not as when bare."""
    for topic in topics:
        bare = service.reply(Request(topic.text))
        for kind, templates in WRAPPERS.items():
            for number, template in enumerate(templates, start=1):
                text = template.format(topic.text)
                with snapshots.open() as snapshot:
                    query = query_of(Request(text), snapshot)
                same = _searched(query) == _searched(bare.query)
                reply = bare if same else service.reply(Request(text))
                yield Wrapped(
                    kind,
                    number,
                    topic,
                    text,
                    query.terms,
                    bare.query.terms,
                    same,
                    reply.answerable == bare.answerable,
                    _first(reply) == _first(bare),
                )


def _searched(query: Query) -> Query:
    """What of a query decides the reply."""
    return replace(query, words={}, interpretations=(), rewritten=query.rewritten.rstrip(" ?."))


def _first(reply: Reply) -> str | None:
    first = next(iter((*reply.passages, *reply.near_misses)), None)
    return first.passage.passage_id if first else None


def needs(path: Path, topics: Sequence[Topic]) -> list[Topic]:
    """The topics asked as their whole need, where the collection states it."""
    stated = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        stated[row["_id"]] = row.get("metadata", {}).get("need")
    return [
        replace(one, text=stated[one.topic_id], history=())
        for one in topics
        if stated.get(one.topic_id)
    ]


def measure(folder: Path, settings: Settings) -> Iterator[Wrapped]:
    """Print the table of a collection; yields what is not read as when bare."""
    service = Service(settings)
    topics = read_topics(folder / "topics.jsonl")
    alone = [one for one in topics if not one.history]
    print(f"{folder.name}, {'with vectors' if settings.semantic else 'words only'}")
    for name, some in conversations(folder, topics):
        found = ndcg(some, service, read_qrels(folder / "qrels.txt"))
        print(f"  {name:<28}{len(some):>5} topics   nDCG@10 {found:.3f}")
    dated = [_in_date_order(one, service) for one in topics]
    for name, shares in (
        ("newest first", [one.share for one in dated]),
        ("where any answer matches", [one.share for one in dated if one.matches]),
        (f"of up to {SHORT} terms", [one.share for one in dated if one.terms <= SHORT]),
    ):
        parts = [one for one in shares if one is not None]
        print(f"  {name:<28}{len(parts):>5} answered P@25 {sum(parts) / max(1, len(parts)):.3f}")
    rows = list(wrapped(alone, service, SnapshotManager(settings)))
    print(f"  {'wrapper':<12}{'asked':>7}{'read as bare':>14}{'answered':>10}{'first hit':>11}")
    for kind in WRAPPERS:
        same = [
            (one.same_query, one.same_outcome, one.same_first) for one in rows if one.kind == kind
        ]
        read, answered, first = (sum(part) / len(same) for part in zip(*same, strict=True))
        print(f"  {kind:<12}{len(same):>7}{read:>14.1%}{answered:>10.1%}{first:>11.1%}")
    yield from (one for one in rows if not one.same_query)


def _in_date_order(topic: Topic, service: Service) -> Dated:
    request = Request(topic.text, history=tuple(topic.history))
    given, holding = newest_first(topic, service)
    return Dated(
        share=holding / given if given else None,
        matches=bool(service.feed(request, 1)),
        terms=len(service.reply(request).query.terms),
    )


def conversations(folder: Path, topics: Sequence[Topic]) -> Iterator[tuple[str, list[Topic]]]:
    """The topics in the forms that are compared, each with its name."""
    alone = [one for one in topics if not one.history]
    following = [one for one in topics if one.history]
    joined = [" ".join((*one.history, one.text)) for one in following]
    yield "alone", alone
    yield "after an unrelated turn", list(unrelated(alone))
    if following:
        yield "follow-ups", following
        yield (
            "their turns joined",
            [
                replace(one, text=text, history=())
                for one, text in zip(following, joined, strict=True)
            ],
        )
        if whole := needs(folder / "topics.jsonl", following):
            yield "their whole need", whole


def said(one: Wrapped) -> str:
    """The line of a miss: wrapper, topic, what changed, the terms more and fewer, the text."""
    more = [term for term in one.read if term not in one.bare]
    fewer = [term for term in one.bare if term not in one.read]
    changed = f"answered {one.same_outcome}, first hit {one.same_first}"
    wrapper = f"{one.kind} {one.template}"
    parts = wrapper, one.topic.topic_id, changed, f"+{more} -{fewer}", repr(one.text)
    return "\t".join(parts) + "\n"


def main() -> None:
    """Measure the collections named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", nargs="+", metavar="COLLECTION=DATA_DIR")
    parser.add_argument("--misses", type=Path, help="file of what is not read as when bare")
    given = parser.parse_args()
    use_compiled()
    lines: list[str] = []
    for folder, _, store in (one.partition("=") for one in given.pairs):
        for semantic in (False, True):
            settings = Settings(data_dir=Path(store), semantic=semantic)
            lines += map(said, measure(Path(folder), settings))
    if given.misses:
        given.misses.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
