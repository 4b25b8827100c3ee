"""Requests a second of the API: `python -m bench.service DATA_DIR [--store DATA_DIR]`.

The production server serves the folder with two more routes: one sends an empty JSON object, one a
stored reply as long as the usual. Clients in one process each send the next request when the last
is answered, over a connection that is kept open; every question is another, and no reply is kept.
The routes take turns, round after round. Server and clients share the machine's cores; where Linux
tells it, what both take of the processor for a request is printed too: it depends least on what
else the machine does.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import socket
import statistics
import time
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import quote

import numpy as np
from flask import Response

from bench.corpus import made_questions, sampled
from qa.archive.update import bring_up_to_date
from qa.index import use_compiled
from qa.settings import Settings
from web import create_app
from web.server import serve

CLIENTS = (1, 8, 32)
WORDS = 12
ENOUGH = 100_000
"""Questions that are made: more than are asked."""


def main() -> None:
    """Start the server, put it under load, and print what it bore."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--store", type=Path, help="data folder to take questions from")
    parser.add_argument("--semantic", action="store_true", help="rank by vectors too")
    parser.add_argument("--model", default="", help="ONNX sentence model in place of ours")
    parser.add_argument("--clients", type=int, nargs="+", default=CLIENTS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2, help="length of a round")
    parser.add_argument("--output", type=Path, default=Path("build/bench"))
    stated = parser.parse_args()
    questions = list(dict.fromkeys(made_questions(sampled(stated.store), WORDS, ENOUGH)))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(
        data_dir=stated.data_dir, port=port, semantic=stated.semantic, model=stated.model
    )
    bring_up_to_date(settings)
    server = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(settings, questions[0])
    )
    server.start()
    results: dict[int, dict[str, dict[str, float]]] = {}
    try:
        _await(port)
        asked = (f"/api/v1/passages?q={quote(question)}" for question in questions[1:])
        paths = {
            "empty": repeat("/bench/empty"),
            "stored reply": repeat("/bench/stored"),
            "passages": asked,
        }
        for clients in stated.clients:
            results[clients] = _measured(
                port, paths, clients, stated.rounds, stated.seconds, server.pid or 0
            )
            _show(clients, results[clients])
    finally:
        server.terminate()
        server.join()
    print(f"load {os.getloadavg()[0]:.1f}")
    stated.output.mkdir(parents=True, exist_ok=True)
    (stated.output / "service.json").write_text(json.dumps(results, indent=1))


def _serve(settings: Settings, question: str) -> None:
    """The production server, with the two routes to compare with."""
    use_compiled()
    app = create_app(settings)
    stored = (
        create_app(settings)
        .test_client()
        .get("/api/v1/passages", query_string={"q": question})
        .data
    )

    def empty() -> Response:
        return app.json.response({})

    def reply() -> Response:
        return Response(stored, mimetype="application/json")

    app.add_url_rule("/bench/empty", view_func=empty)
    app.add_url_rule("/bench/stored", view_func=reply)
    serve(app, settings)


def _await(port: int) -> None:
    """Return once the server answers."""
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("GET", "/bench/empty")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("The server does not answer.")


def _measured(
    port: int,
    paths: dict[str, Iterator[str]],
    clients: int,
    rounds: int,
    seconds: float,
    server: int,
) -> dict[str, dict[str, float]]:
    """Requests a second (the median round's), latency and processor time of each route."""
    rates: dict[str, list[float]] = {name: [] for name in paths}
    took: dict[str, list[float]] = {name: [] for name in paths}
    worked: dict[str, list[float]] = {name: [] for name in paths}
    for number in range(rounds + 1):
        for name, ahead in paths.items():
            before = time.process_time() + processor_seconds(server)
            times = round_of(port, ahead, clients, seconds)
            if number:  # The first round only warms up.
                rates[name].append(len(times) / seconds)
                took[name] += times
                spent = time.process_time() + processor_seconds(server) - before
                worked[name].append(spent / len(times))
    return {
        name: {
            "per_second": statistics.median(rates[name]),
            "processor_ms": statistics.median(worked[name]) * 1000,
            **{f"p{at}_ms": float(np.percentile(took[name], at)) * 1000 for at in (50, 95, 99)},
        }
        for name in paths
    }


def processor_seconds(process: int) -> float:
    """Seconds of the processor that a process and its children have taken; 0 where Linux is not."""
    try:
        folder = Path(f"/proc/{process}")
        user, system = (folder / "stat").read_text().rpartition(")")[2].split()[11:13]
        children = (folder / "task" / str(process) / "children").read_text().split()
    except OSError:
        return 0.0
    own = (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return own + sum(processor_seconds(int(child)) for child in children)


def round_of(port: int, ahead: Iterator[str], clients: int, seconds: float) -> list[float]:
    """The seconds each request took that some clients sent in a stretch of time."""
    times: list[float] = []
    lock, until = Lock(), time.perf_counter() + seconds

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while (started := time.perf_counter()) < until:
            with lock:
                path = next(ahead)
            try:
                connection.request("GET", path)
                reply = connection.getresponse()
                reply.read()
            except (http.client.HTTPException, ConnectionError):  # A kept connection was closed.
                connection.close()
                continue
            if reply.status != 200:
                raise RuntimeError(f"{path}: {reply.status}")
            times.append(time.perf_counter() - started)
        connection.close()

    threads = [Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _show(clients: int, facts: dict[str, dict[str, float]]) -> None:
    print(f"{clients} clients")
    for name, one in facts.items():
        share = one["per_second"] / facts["stored reply"]["per_second"]
        print(
            f"  {name:<13}{one['per_second']:>8.0f} a second ({share:.2f})  median "
            f"{one['p50_ms']:.1f}, p95 {one['p95_ms']:.1f}, p99 {one['p99_ms']:.1f} ms; "
            f"processor {one['processor_ms']:.2f} ms"
        )


if __name__ == "__main__":
    main()
