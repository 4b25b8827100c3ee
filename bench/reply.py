"""What a reply takes of the processor, part by part: `python -m bench.reply DATA_DIR`.

In one process and thread, without a server: the whole request, from the WSGI environment to the
bytes, beside one that sends a stored reply; then the parts of it by themselves, round after round.
A part takes what the parts before it make; the whole reply is all of them, with quoting.
Milliseconds a question, the median round's.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from urllib.parse import quote

from flask import Response
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench.corpus import made_questions, sampled
from bench.stated import stated
from qa.archive.update import bring_up_to_date
from qa.model import Request
from qa.search.ranking.confidence import confidence
from qa.search.ranking.fusion import rank
from qa.search.readings import query_of
from qa.search.reply import reply
from qa.search.snapshot import SnapshotManager
from web import create_app

WORDS = 12
ASKED = 200
"""Questions of a round; each round has its own."""
ROUNDS = 7
DEPTH = 60
"""The depth to which a reply of five passages ranks."""


def main() -> None:
    """Time the parts, and print them."""
    settings, source = stated(__doc__)
    questions = made_questions(sampled(source), WORDS, ASKED * (ROUNDS + 1))
    bring_up_to_date(settings)
    app, snapshots = create_app(settings), SnapshotManager(settings)

    def request(path: str) -> bytes:
        body, status, _ = run_wsgi_app(app, EnvironBuilder(path).get_environ())
        if status != "200 OK":
            raise RuntimeError(status)
        return b"".join(body)

    def asking(question: str) -> bytes:
        return request(f"/api/v1/passages?q={quote(question)}")

    stored: list[bytes] = []

    def sent() -> Response:
        return Response(stored[0], mimetype="application/json")

    app.add_url_rule("/stored", view_func=sent)
    stored.append(asking(questions[0]))
    took: dict[str, list[float]] = {}

    def timed(name: str, do: Callable[..., object], over: list[tuple[object, ...]]) -> list[object]:
        started = time.process_time()
        made = [do(*one) for one in over]
        took.setdefault(name, []).append((time.process_time() - started) / len(over) * 1000)
        return made

    for number in range(ROUNDS + 1):
        some = questions[number * ASKED : (number + 1) * ASKED]
        timed("request of a stored reply", request, [("/stored",)] * ASKED)
        timed("request of passages", asking, [(one,) for one in some])
        with snapshots.open() as snapshot:
            timed("store and index opened", _open, [(snapshots,)] * ASKED)
            requests = [(Request(one), snapshot) for one in some]
            queries = timed("question understood", query_of, requests)
            rankings = timed("ranked", rank, [(one, snapshot, DEPTH) for one in queries])
            timed("confidence", confidence, [(one, snapshot) for one in rankings])
            replies = timed("the whole reply", reply, requests)
        with app.app_context():
            timed(
                "written as JSON", lambda one: app.json.response(one.as_json()),
                [(one,) for one in replies],
            )  # fmt: skip
    for name, rounds in took.items():
        print(f"{name:<34}{statistics.median(rounds[1:]):.3f}")


def _open(snapshots: SnapshotManager) -> None:
    with snapshots.open():
        pass


if __name__ == "__main__":
    main()
