"""A test set run: the service is asked each topic as a person would ask it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from qa.errors import BadRequest, Rejected
from qa.evaluation.date_order import NEWEST
from qa.evaluation.runs import RunMetadata, TopicMetadata, run_lines, write_run
from qa.evaluation.topics import Topic
from qa.model import Progress, Reply, Request, Unit
from qa.service.service import Service, use_compiled

PACKAGE = "written-answers-qa"
MAX_RUN_HITS = 10_000


@dataclass(frozen=True, slots=True)
class RankedTopic:
    """The reply to one topic, its ranking, and the tag of the run."""

    reply: Reply
    ranking: list[tuple[str, float]]
    tag: str


def rank_topic(topic: Topic, service: Service, hits: int, unit: Unit) -> RankedTopic:
    """Ask one topic; it is ranked even if its reply declines."""
    reply = service.reply(Request(topic.text, history=tuple(topic.history), explain=True))
    tag = f"{PACKAGE}-{version(PACKAGE)}-{reply.index_version}"
    return RankedTopic(reply, service.ranking(reply.query, hits, unit), tag)


def shown_ids(reply: Reply) -> list[str]:
    """The ids of the passages that a reply shows, and of the answers with the same text."""
    same = [name for one in reply.passages if one.same for name in one.same.answer_ids]
    return [*(one.passage.passage_id for one in reply.passages), *same]


def newest_first(topic: Topic, service: Service) -> tuple[int, int]:
    """How many of the first passages in date order there are, and of how many the answer holds
    every content word of the topic."""
    request = Request(topic.text, history=tuple(topic.history), sort="newest", hits=NEWEST)
    reply = service.reply(request)
    if reply.query.sort == "relevance":  # No answer matches, so none is in date order.
        return 0, 0
    return len(reply.passages), service.holding(reply)


def run_topics(
    topics: Sequence[Topic],
    service: Service,
    output: Path,
    *,
    replies: Path | None = None,
    hits: int = 100,
    unit: Unit = "answer",
    threshold: float | None = None,
    progress: Progress | None = None,
) -> RunMetadata:
    """Ask each topic; write the run, its sidecar, and the replies as JSON lines.

    Every topic is ranked to `hits` lines, even if its reply declines. The sidecar records the
    `threshold` of the service's settings. A topic that cannot be asked
    is in `refused`, with its reason; the others are run. Raises Rejected for silver
    topics on an index that contains source questions, where they would find themselves; BadRequest
    for `hits` out of bounds.
    """
    if not 1 <= hits <= MAX_RUN_HITS:
        raise BadRequest("hits", f"hits is {hits}.", f"Give a number from 1 to {MAX_RUN_HITS:,}.")
    made = service.index_config()
    if made.context and any(topic.silver for topic in topics):
        raise Rejected(
            "These topics are the answers' source questions, which the index contains.",
            "Set QA_INDEX_CONTEXT=no, run `qa index`, and run the topics again.",
        )
    use_compiled()
    lines: list[str] = []
    reply_lines: list[str] = []
    metadata: dict[str, TopicMetadata] = {}
    index_version = service.coverage().index_version or ""
    refused: dict[str, str] = {}
    for done, topic in enumerate(topics, start=1):
        try:
            one = rank_topic(topic, service, hits, unit)
        except BadRequest as error:
            refused[topic.topic_id] = str(error)
            continue
        reply = one.reply
        lines += run_lines(topic.topic_id, one.ranking, one.tag)
        shares = {word: round(share, 4) for word, share in service.explained_words(reply).items()}
        confidence = round(reply.confidence, 6)
        metadata[topic.topic_id] = TopicMetadata(
            topic.text,
            confidence,
            reply.answerable,
            shares,
            shown_ids(reply),
            newest_first(topic, service),
        )
        if replies:
            row = {"topic_id": topic.topic_id} | reply.as_json(explained=False)
            reply_lines.append(json.dumps(row, ensure_ascii=False) + "\n")
        if progress:
            progress("Running topics", done, len(topics))
    run = RunMetadata(
        version(PACKAGE), index_version, unit, hits, asdict(made), metadata, refused, threshold
    )
    write_run(output, lines, run)
    if replies:
        replies.write_text("".join(reply_lines), encoding="utf-8")
    return run
