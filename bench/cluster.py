"""A cluster beside the data folder: `python -m bench.cluster DATA_DIR --store DATA_DIR`.

Nodes of OpenSearch are started on this machine, and the folder is indexed and published to them;
then `qa serve` over the folder and `qa serve` over the cluster are put under load in turns, each
question another and none asked before. A day of new answers is published, and a node is killed
under load. DATA_DIR gets a new index and those answers: give a copy. Processor and memory are those
of all processes of a server; the engine's are those of all nodes. All share one machine, so times
of the cluster are longer than where each node has its own. Words alone rank, but with `--semantic`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import numpy as np

from bench.corpus import made_passages, made_questions, sampled
from bench.made_store import record
from bench.service import CLIENTS, processor_seconds, round_of
from qa.archive.ingest import ingest
from qa.archive.update import rebuild
from qa.errors import QaError
from qa.index import open_home, open_index
from qa.index.opensearch.publish import publish
from qa.model import Request
from qa.service.service import Service
from qa.settings import Settings
from tests.opensearch import Node, cluster

WORDS = 12
ENOUGH = 200_000
"""Questions that are made: more than are asked."""
DAY = 100
"""The new answers of a day."""
SAMPLE = 50
"""Questions whose calls to the engine are counted."""
UNDER_LOAD = 8
"""Clients that ask while a node is killed."""
STEADY_SECONDS = 5
START_SECONDS = 600
Result = TypeVar("Result")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--store", type=Path, help="data folder to take questions from")
    parser.add_argument("--jars", default=os.environ.get("QA_OPENSEARCH_JARS", ""))
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--shards", type=int, default=3)
    parser.add_argument("--heap", type=int, default=1024, help="MB of each node")
    parser.add_argument("--clients", type=int, nargs="+", default=CLIENTS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10, help="length of a round")
    parser.add_argument("--threads", type=int, default=8, help="of a process over the cluster")
    parser.add_argument("--semantic", action="store_true", help="rank by vectors too")
    stated = parser.parse_args()
    if not stated.jars:
        parser.error("There is no OpenSearch: `.venv/bin/python -m tests.opensearch install .venv`")
    _say("machine", f"{os.cpu_count()} cores, {_memory_gb():.0f} GB, {platform.machine()}")
    local = Settings(data_dir=stated.data_dir, semantic=stated.semantic)
    _timed("index built", lambda: rebuild(local))
    _say("answers.db, index on disk", f"{_mb(local.store_path)}, {_mb(local.index_dir)} MB")
    questions = made_questions(sampled(stated.store), WORDS, ENOUGH)
    with ExitStack() as stack:
        nodes = _started(stack, stated)
        there = local.with_changes(
            opensearch_url=",".join(node.url for node in nodes),
            opensearch_shards=stated.shards,
            opensearch_replicas=min(1, stated.nodes - 1),
        )
        _timed("published", lambda: publish(there, open_index(there)))
        _say("whole, with its copies, after", f"{_await_green(nodes, stated.nodes):.1f} s more")
        _sizes(nodes, there)
        asked = iter(dict.fromkeys(questions))
        _calls(there, asked)
        homes = [
            Home("embedded", stack.enter_context(_serving(local, 1)), []),
            Home("cluster", stack.enter_context(_serving(there, stated.threads)), nodes),
        ]
        for clients in stated.clients:
            _measure(homes, asked, clients, stated.rounds, stated.seconds)
        for home in homes:
            _say(f"{home.name}: memory of its processes", f"{home.memory_mb()} MB")
        _day(local, there, stated.store)
        if stated.nodes > 1:
            _lose(nodes, homes[1], asked)
    _say("load of the machine at the end", f"{os.getloadavg()[0]:.1f}")


def _started(stack: ExitStack, stated: argparse.Namespace) -> list[Node]:
    """The nodes, which keep their data beside the folder until the end."""
    data = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=stated.data_dir.parent)))
    running = cluster(stated.jars, data, stated.nodes, heap_mb=stated.heap, options=())
    nodes = stack.enter_context(running)
    version = _get(nodes[0], "")["version"]
    _say("nodes", f"{stated.nodes} of OpenSearch {version['number']}, {stated.heap} MB heap each")
    return nodes


@dataclass(frozen=True)
class Home:
    """A service that is measured: its process, its port, and the nodes behind it."""

    name: str
    server: tuple[int, int]
    nodes: Sequence[Node]

    def worked(self) -> float:
        """Seconds of the processor that its own processes have taken."""
        return processor_seconds(self.server[0])

    def engine_worked(self) -> float:
        """Seconds of the processor that the nodes have taken."""
        return sum(processor_seconds(node.process.pid) for node in self.nodes)

    def memory_mb(self) -> int:
        """Memory that its processes have, each for itself; mapped files are not part of it."""
        children = Path(f"/proc/{self.server[0]}/task/{self.server[0]}/children").read_text()
        found = (Path(f"/proc/{one}/status").read_text() for one in children.split())
        return sum(int(kb) for one in found for kb in re.findall(r"RssAnon:\s+(\d+)", one)) // 1024


@contextmanager
def _serving(settings: Settings, threads: int) -> Iterator[tuple[int, int]]:
    """The process and the port of a `qa serve`."""
    environment = os.environ | {
        "QA_DATA_DIR": str(settings.data_dir),
        "QA_SEMANTIC": "yes" if settings.semantic else "no",
        "QA_THREADS": str(threads),
        "QA_OPENSEARCH_URL": settings.opensearch_url,
    }
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[2].rstrip(".")
            yield process.pid, int(address.rsplit(":", 1)[1])
        finally:
            process.terminate()


def _measure(
    homes: Sequence[Home], questions: Iterator[str], clients: int, rounds: int, seconds: float
) -> None:
    """Print what some clients saw of each home; the homes take turns."""
    paths = (f"/api/v1/passages?q={quote(question)}" for question in questions)
    took: dict[str, list[float]] = {home.name: [] for home in homes}
    rates: dict[str, list[float]] = {home.name: [] for home in homes}
    spent: dict[str, list[tuple[float, float]]] = {home.name: [] for home in homes}
    for number in range(rounds + 1):
        for home in homes:
            before = home.worked(), home.engine_worked()
            times = round_of(home.server[1], paths, clients, seconds)
            if number:  # The first round only warms up.
                rates[home.name].append(len(times) / seconds)
                took[home.name] += times
                after = home.worked(), home.engine_worked()
                used = ((b - a) / len(times) * 1000 for a, b in zip(before, after, strict=True))
                spent[home.name].append((next(used), next(used)))
    for home in homes:
        p50, p95, p99 = (np.percentile(took[home.name], (50, 95, 99)) * 1000).tolist()
        web, engine = np.median(spent[home.name], axis=0).tolist()
        rate = float(np.median(rates[home.name]))
        _say(
            f"{clients} clients, {home.name}",
            f"{rate:.1f} a second; p50 {p50:.0f}, p95 {p95:.0f}, p99 {p99:.0f} ms; "
            f"processor {web:.0f} ms web, {engine:.0f} ms engine",
        )


def _sizes(nodes: Sequence[Node], there: Settings) -> None:
    """Print what the index takes in the nodes."""
    found = _get(nodes[0], f"{there.opensearch_index}/_stats/store,docs")["_all"]
    one, all_copies = (found[part]["store"]["size_in_bytes"] for part in ("primaries", "total"))
    passages = len(open_home(there).current())
    _say(
        "in the engine: one copy, all copies",
        f"{one / 1e6:.0f}, {all_copies / 1e6:.0f} MB; {one / passages:.0f} bytes a passage",
    )
    heaps = _get(nodes[0], "_nodes/stats/jvm")["nodes"].values()
    used = (one["jvm"]["mem"]["heap_used_in_bytes"] // 2**20 for one in heaps)
    _say("heap in use, with what waits to be collected", f"{', '.join(map(str, used))} MB")


def _calls(there: Settings, questions: Iterator[str]) -> None:
    """Print what a question asks of the engine, and how much it reads."""
    service = Service(there)
    service.reply(Request(next(questions)))
    home = service._snapshots._home  # type: ignore[attr-defined]
    transport = home._client[1].transport
    asks, calls, read = transport.perform_request, 0, 0

    def counted(*arguments: Any, **named: Any) -> Any:
        nonlocal calls, read
        found = asks(*arguments, **named)
        calls, read = calls + 1, read + len(json.dumps(found))
        return found

    transport.perform_request = counted
    for _ in range(SAMPLE):
        service.reply(Request(next(questions)))
    transport.perform_request = asks
    _say("a question", f"{calls / SAMPLE:.1f} calls, {read / SAMPLE / 1000:.0f} kB read")


def _day(local: Settings, there: Settings, store: Path | None) -> None:
    """Publish a day of new answers."""
    texts = list(made_passages(sampled(store), 2 * DAY))[DAY:]
    # Their UINs are such as no other answer has.
    new = [record(10**8 + n, 10**8 + DAY, f"To ask about {n}.", one) for n, one in enumerate(texts)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "day.jsonl"
        file.write_text("".join(f"{one.published}\n" for one in new), encoding="utf-8")
        _timed(f"{DAY} new answers taken in, index updated", lambda: ingest([file], local))
    _timed(f"{DAY} new answers published", lambda: publish(there, open_index(there)))


def _lose(nodes: Sequence[Node], home: Home, questions: Iterator[str]) -> None:
    """Kill a node under load; print what failed, and when all was whole again."""
    done, failed, right, longest = Event(), 0, 0, 0.0

    def ask() -> None:
        nonlocal failed, right, longest
        while not done.is_set():
            began = time.monotonic()
            path = f"/api/v1/passages?q={quote(next(questions))}"
            try:
                with urlopen(f"http://127.0.0.1:{home.server[1]}{path}", timeout=60) as response:
                    response.read()
                right += 1
            except OSError:
                failed += 1
            longest = max(longest, time.monotonic() - began)

    lost, left = nodes[-1], nodes[:-1]
    threads = [Thread(target=ask) for _ in range(UNDER_LOAD)]
    _await_green(nodes, len(nodes))
    for thread in threads:
        thread.start()
    try:
        time.sleep(STEADY_SECONDS)
        lost.kill()
        alone = _await_green(left, len(left))
        before = failed
        lost.start()
        lost.await_ready()
        again = _await_green(left, len(nodes))
    finally:
        done.set()
        for thread in threads:
            thread.join()
    _say("a node killed: whole on the others after", f"{alone:.1f} s; {before} questions failed")
    _say(
        "started again: whole on all after",
        f"{again:.1f} s; {failed - before} failed, {right} right, the slowest {longest:.1f} s",
    )


def _await_green(nodes: Sequence[Node], count: int) -> float:
    """The seconds until so many nodes have every copy of every shard."""
    began = time.monotonic()
    query = f"wait_for_status=green&wait_for_nodes={count}&wait_for_no_relocating_shards=true"
    while _get(nodes[0], f"_cluster/health?{query}&timeout=60s")["timed_out"]:
        if time.monotonic() - began > START_SECONDS:
            raise TimeoutError("The cluster does not become green.")
    return time.monotonic() - began


def _get(node: Node, path: str) -> Any:
    """What a node says; where a wait has timed out, that."""
    try:
        with urlopen(f"{node.url}/{path}") as response:
            return json.load(response)
    except HTTPError as error:
        with error:
            return json.load(error)


def _timed(name: str, act: Callable[[], Result]) -> Result:
    began, used = time.monotonic(), time.process_time()
    try:
        return act()
    except QaError as error:
        sys.exit(str(error))
    finally:
        took, worked_here = time.monotonic() - began, time.process_time() - used
        _say(name, f"{took:.1f} s, {worked_here:.1f} s of this process's processor")


def _mb(path: Path) -> int:
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return sum(one.stat().st_size for one in files) // 10**6


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _say(name: str, value: object) -> None:
    print(f"{name:<46}{value}", flush=True)


if __name__ == "__main__":
    main()
