"""People and programs at once: `python -m bench.mixed_load ADDRESS --store DATA_DIR`.

Clients go through a visit after the other: the page, a question and a follow-up in a conversation,
a search, an answer, a passage put into a pack, the pack as Word, and three requests of the API; the
questions are made from the texts of a store, each another. Prints how long each kind took, and
every response with an error. With `--process PID`, the arbiter of the service, it prints each
minute the memory and the open files of all its processes, and the size of each database.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from threading import Event, Lock, Thread
from urllib.parse import quote, urlencode, urlsplit

import numpy as np

from bench.corpus import made_questions, sampled
from web.citation import digest

WORDS = 8
ENOUGH = 100_000
_CONVERSATION = re.compile(r"/conversations/([\w-]+)")


class Load:
    """What all clients saw: the seconds of each kind of request, and the statuses."""

    def __init__(self, questions: Iterator[str]) -> None:
        self.seconds: defaultdict[str, list[float]] = defaultdict(list)
        self.failed: Counter[tuple[str, int]] = Counter()
        self._questions, self._lock = questions, Lock()

    def question(self) -> str:
        """A question that nobody asked before."""
        with self._lock:
            return next(self._questions)


class Visitor:
    """One client with a connection that is kept open, and its cookies."""

    def __init__(self, address: str, load: Load) -> None:
        url = urlsplit(address)
        self._connection = http.client.HTTPConnection(url.hostname or "", url.port)
        self._cookies: dict[str, str] = {}
        self._load = load

    def visit(self) -> None:
        """One visit."""
        send = self._send
        send("page", "GET", "/")
        body, _ = send("passages", "GET", f"/api/v1/passages?q={quote(self._load.question())}")
        passages = json.loads(body).get("passages", [])
        _, there = send("question", "POST", "/", question=self._load.question())
        if found := _CONVERSATION.search(there):
            key = found.group(1)
            send("conversation", "GET", f"/conversations/{key}")
            send("follow-up", "POST", "/", question="and in Wales?", conversation=key)
        send("search", "GET", f"/search?q={quote(self._load.question())}")
        for passage in passages[:1]:
            send("answer", "GET", f"/answers/{passage['answer_id']}")
            named = {"passage_id": passage["passage_id"], "is": digest(passage["text"])}
            send("into the pack", "POST", "/pack", **named)
            send("pack as Word", "GET", "/pack.docx")
        for _ in range(2):
            send("passages", "GET", f"/api/v1/passages?q={quote(self._load.question())}")

    def _send(self, kind: str, method: str, path: str, **form: str) -> tuple[bytes, str]:
        """The body and the redirect of a response."""
        headers = {"Cookie": "; ".join(f"{name}={one}" for name, one in self._cookies.items())}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        try:
            self._connection.request(method, path, urlencode(form) or None, headers)
            response = self._connection.getresponse()
            body = response.read()
        except (http.client.HTTPException, ConnectionError):  # A kept connection was closed.
            self._connection.close()
            return b"{}", ""
        self._load.seconds[kind].append(time.perf_counter() - began)
        if response.status >= 400:
            self._load.failed[kind, response.status] += 1
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, rest = cookie.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        return body, response.headers.get("Location") or ""


def main() -> None:
    """Let the clients visit for a while, and print what they saw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--store", type=Path, required=True, help="to take questions from")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=0, help="seconds between two visits")
    parser.add_argument("--process", type=int, help="the arbiter, whose processes are watched")
    stated = parser.parse_args()
    questions = dict.fromkeys(made_questions(sampled(stated.store), WORDS, ENOUGH))
    load, ended = Load(iter(questions)), Event()

    def client() -> None:
        visitor = Visitor(stated.address, load)
        while not ended.wait(stated.pause):
            visitor.visit()

    threads = [Thread(target=client, daemon=True) for _ in range(stated.clients)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + stated.seconds
    while (left := until - time.monotonic()) > 0:
        if stated.process:
            _print_sizes(stated.process, stated.store)
        time.sleep(min(left, 60))
    ended.set()
    for thread in threads:
        thread.join()
    if stated.process:
        _print_sizes(stated.process, stated.store)
    _print(load)


def _print(load: Load) -> None:
    for kind, took in {**load.seconds, "all": list(chain(*load.seconds.values()))}.items():
        p50, p99, most = (1000 * np.percentile(took, (50, 99, 100))).tolist()
        print(f"{kind:<14}{len(took):>7}  p50 {p50:.0f}, p99 {p99:.0f}, most {most:.0f} ms")
    print("errors:", dict(load.failed) or "none", f"load {os.getloadavg()[0]:.1f}")


def _print_sizes(process: int, folder: Path) -> None:
    """Memory and open files of a process and its children, and the size of each database."""
    memory = files = 0
    for one in _tree(process):
        status = Path(f"/proc/{one}/status").read_text()
        memory += sum(map(int, re.findall(r"^(?:RssAnon|RssShmem):\s+(\d+)", status, re.M)))
        files += len(list(Path(f"/proc/{one}/fd").iterdir()))
    sizes = {one.name: one.stat().st_size // 1024 for one in sorted(folder.glob("*.db*"))}
    print(
        f"{time.strftime('%H:%M')} {memory // 1024} MB, {files} files open, kB: {sizes}", flush=True
    )


def _tree(process: int) -> Iterator[int]:
    """A process and its children."""
    yield process
    for one in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        yield from _tree(int(one))


if __name__ == "__main__":
    main()
