"""Runs: a test set in, a run out, by the code of `qa run`."""

from __future__ import annotations

from werkzeug.wrappers import Response

from qa.errors import BadRequest, Rejected
from qa.model import json_types
from web.api.endpoint import PREFIX, call
from web.api.requests import RunAsked
from web.browser import service

TREC = "text/plain"


@call(
    "POST",
    f"{PREFIX}/runs",
    scope="evaluate",
    asked=RunAsked,
    shows={200: (json_types.Run, TREC)},
)
def run(asked: RunAsked) -> Response | json_types.Run:
    """Put a test set of up to 1,000 topics to the service; the run comes in the response.

    It is what `qa run` writes: every topic is ranked, whether or not its reply declines.
    """
    # Here, since no other call needs any of it.
    from qa.evaluation.running import ranked
    from qa.evaluation.runs import run_lines
    from qa.evaluation.topics import Topic

    topics = [Topic(one.topic_id, one.text, tuple(one.history)) for one in asked.topics]
    if len({one.topic_id for one in topics}) < len(topics):
        raise BadRequest("topics", "A topic_id stands twice in topics.", "Give each another.")
    lines: list[str] = []
    made = None
    for number, topic in enumerate(topics):
        try:
            made = ranked(topic, service(), asked.hits, asked.unit)
        except BadRequest as error:
            raise BadRequest(f"topics.{number}", f"topics.{number}: {error}") from error
        lines += run_lines(topic.topic_id, made.ranking, made.tag)
    if made is None:
        raise Rejected("There are no topics.", "Give one.")
    if asked.form == "trec":
        return Response("".join(lines), mimetype=TREC)
    split = (line.split() for line in lines)
    return {
        "tag": made.tag,
        "index_version": made.reply.index_version,
        "unit": asked.unit,
        "hits": [
            {"topic_id": topic, "id": name, "rank": int(rank), "score": float(score)}
            for topic, _, name, rank, score, _ in split
        ],
    }
