"""Runs: the run of a test set, made by the code of `qa run`."""

from __future__ import annotations

from werkzeug.wrappers import Response

from qa.errors import BadRequest, Rejected
from qa.model import json_types
from web.api.batch import each_in_time
from web.api.endpoint import PREFIX, endpoint
from web.api.requests import RunRequest
from web.browser import service

TREC = "text/plain"


@endpoint(
    "POST",
    f"{PREFIX}/runs",
    scope="evaluate",
    takes=RunRequest,
    returns={200: (json_types.Run, TREC)},
)
def run(given: RunRequest) -> Response | json_types.Run:
    """Run a test set of up to 1,000 topics; the response is the run.

    It is the run that `qa run` writes: every topic is ranked, even if its reply declines.
    """
    # Imported here, since no other endpoint needs it.
    from qa.evaluation.running import rank_topic
    from qa.evaluation.runs import run_lines
    from qa.evaluation.topics import Topic

    topics = [Topic(one.topic_id, one.text, tuple(one.history)) for one in given.topics]
    if len({one.topic_id for one in topics}) < len(topics):
        raise BadRequest("topics", "A topic_id occurs twice in topics.", "Give each topic its own.")
    lines: list[str] = []
    made = None
    for number, topic in each_in_time(topics):
        try:
            made = rank_topic(topic, service(), given.hits, given.unit)
        except BadRequest as error:
            raise BadRequest(f"topics.{number}", f"topics.{number}: {error}") from error
        lines += run_lines(topic.topic_id, made.ranking, made.tag)
    if made is None:
        raise Rejected("There are no topics.", "Give one.")
    if given.form == "trec":
        return Response("".join(lines), mimetype=TREC)
    split = (line.split() for line in lines)
    return {
        "tag": made.tag,
        "index_version": made.reply.index_version,
        "unit": given.unit,
        "hits": [
            {"topic_id": topic, "id": name, "rank": int(rank), "score": float(score)}
            for topic, _, name, rank, score, _ in split
        ],
    }
