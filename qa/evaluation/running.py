"""Running: a test set put to the service, topic by topic, as a person would."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from qa.errors import BadRequest, Rejected
from qa.evaluation.runs import RunFacts, TopicFacts, run_lines, write_run
from qa.evaluation.topics import Topic
from qa.index import use_compiled
from qa.model import Progress, Reply, Request, Unit
from qa.service.service import Service

PACKAGE = "written-answers-qa"
MOST_HITS = 10_000


@dataclass(frozen=True, slots=True)
class Ranked:
    """One topic's reply, its ranking, and the tag of the run that this is of."""

    reply: Reply
    ranking: list[tuple[str, float]]
    tag: str


def ranked(topic: Topic, service: Service, hits: int, unit: Unit) -> Ranked:
    """Put one topic to the service; it is ranked whether or not its reply declines."""
    reply = service.reply(Request(topic.text, history=tuple(topic.history), explain=True))
    tag = f"{PACKAGE}-{version(PACKAGE)}-{reply.index_version}"
    return Ranked(reply, service.ranking(reply.query, hits, unit), tag)


def run_topics(
    topics: Sequence[Topic],
    service: Service,
    output: Path,
    *,
    replies: Path | None = None,
    hits: int = 100,
    unit: Unit = "answer",
    progress: Progress | None = None,
) -> RunFacts:
    """Put topics to the service and write the run, its facts beside it, and the replies.

    Every topic is ranked to `hits` lines whether or not its reply declines. Raises Rejected for
    silver topics on an index that was built with source questions: they would find themselves.
    """
    if not 1 <= hits <= MOST_HITS:
        raise BadRequest("hits", f"hits is {hits}.", f"Give a number from 1 to {MOST_HITS:,}.")
    made = service.making()
    if made.context and any(topic.silver for topic in topics):
        raise Rejected(
            "These topics are the answers' own source questions, and the index holds those.",
            "Set QA_INDEX_CONTEXT=no, run `qa index`, and run the topics again.",
        )
    use_compiled()
    lines: list[str] = []
    said: list[str] = []
    facts: dict[str, TopicFacts] = {}
    index_version = service.coverage().index_version or ""
    for done, topic in enumerate(topics, start=1):
        one = ranked(topic, service, hits, unit)
        reply = one.reply
        lines += run_lines(topic.topic_id, one.ranking, one.tag)
        shares = {word: round(share, 4) for word, share in service.explained_words(reply).items()}
        confidence = round(reply.confidence, 6)
        facts[topic.topic_id] = TopicFacts(topic.text, confidence, reply.answerable, shares)
        if replies:
            row = {"topic_id": topic.topic_id} | reply.as_json(explained=False)
            said.append(json.dumps(row, ensure_ascii=False) + "\n")
        if progress:
            progress("Running topics", done, len(topics))
    run = RunFacts(version(PACKAGE), index_version, unit, hits, asdict(made), facts)
    write_run(output, lines, run)
    if replies:
        replies.write_text("".join(said), encoding="utf-8")
    return run
