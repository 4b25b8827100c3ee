"""What a conversation costs in both homes of what people made: `python -m bench.records`.

PostgreSQL is started for it where `tests/postgres.py` finds one, with its commits on the disk.
Milliseconds are the least of several rounds, of the processor of this process and in all.
"""

from __future__ import annotations

import os
import platform
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from qa.settings import Settings
from qa.store.service import ServiceStore, service_store
from tests.postgres import Cluster, on_the_machine

ME = "page:me"
REPLY = {
    "question": "How many buoys?",
    "query": {"disabled": []},
    "answerable": True,
    "passages": [{"passage_id": f"2021-09-03/41780#{n}", "text": "word " * 300} for n in range(5)],
    "near_misses": [],
}
TURNS, ROUNDS, TIMES, SECONDS = 5, 8, 100, 3


def begin(store: ServiceStore, turns: int) -> str:
    """Begin a conversation of so many turns, in one unit of work."""
    with store.writing() as records:
        key = records.conversations.begin(ME, listed=True)
        for number in range(turns):
            records.conversations.add_turn(key, f"question {number}", REPLY, None, ME)
    return key


def least(act: Callable[[], object]) -> str:
    """The milliseconds of an act, of the processor and in all."""
    rounds = []
    for _ in range(ROUNDS):
        used, began = time.process_time(), time.perf_counter()
        for _ in range(TIMES):
            act()
        rounds.append((time.process_time() - used, time.perf_counter() - began))
    used, took = (min(column) / TIMES * 1000 for column in zip(*rounds, strict=True))
    return f"{used:8.2f} {took:8.2f}"


def throughput(store: ServiceStore, threads: int) -> float:
    """Units of work a second that so many threads write."""
    written, until = [0] * threads, time.monotonic() + SECONDS

    def write(number: int) -> None:
        while time.monotonic() < until:
            begin(store, 1)
            written[number] += 1

    running = [threading.Thread(target=write, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return sum(written) / SECONDS


def measure(name: str, store: ServiceStore) -> None:
    """Print the figures of a store."""
    key = begin(store, TURNS)

    def read() -> None:
        with store.reading() as records:
            records.conversations.turns(key, ME)

    print(f"{name:<12} read  {least(read)} ms")
    print(f"{name:<12} write {least(lambda: begin(store, 1))} ms")
    for threads in (1, 8):
        print(f"{name:<12} {threads} writers {throughput(store, threads):6.0f} a second")


def main() -> None:
    """Measure both homes."""
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}; processor, in all")
    with tempfile.TemporaryDirectory() as folder:
        measure("service.db", service_store(Settings(data_dir=Path(folder))))
    programs = on_the_machine()
    if programs is None:
        print("No PostgreSQL server was found.")
        return
    cluster = Cluster(Path(programs), ())
    try:
        cluster.start()
        store = service_store(Settings(database_url=cluster.empty_schema()))
        measure("PostgreSQL", store)
        store.close()
    finally:
        cluster.remove()


if __name__ == "__main__":
    main()
