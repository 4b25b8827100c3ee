"""A load of questions, pages and turns upon a service, and what it saw: for tests of faults.

Every reply is compared with that of the data folder, and every turn that was acknowledged is looked
for at the end.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any
from urllib.parse import quote

from qa.model import Request
from qa.service.service import Service

Json = dict[str, Any]
PATIENCE = 300
"""Seconds that are waited for what must come: a busy machine is no fault."""
SLOW = 60
"""Seconds that a client waits for a response: more than any may take."""
THINKING = 0.1
"""Seconds that a client waits before it asks again, so that a node can start beside the load."""
IN_A_ROW = 5
"""Right replies of each client after which the service has recovered."""


def gist(reply: Json) -> str:
    """A digest of all that a reply says, but for scores: those agree to five digits only."""
    said = {name: reply[name] for name in ("question", "answerable", "reason", "unmatched")}
    said |= {
        name: [{key: one[key] for key in one if key != "score"} for one in reply[name]]
        for name in ("passages", "near_misses")
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Expected:
    """What the data folder says to each question: alone, and to the next one after it."""

    version: str
    alone: Mapping[str, str]
    after: Mapping[str, str]
    answers: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, service: Service, questions: Sequence[str]) -> Expected:
        """The replies of a service to some questions."""
        alone, after, answers, version = {}, {}, {}, ""
        for question, follows in zip(questions, [*questions[1:], questions[0]], strict=True):
            reply = service.reply(Request(question)).as_json()
            alone[question], version = gist(reply), reply["index_version"]
            answers[question] = frozenset(one["answer_id"] for one in reply["passages"])
            then = service.reply(Request(follows, history=(question,))).as_json()
            after[question] = gist(then)
        return cls(version, alone, after, answers)


@dataclass(frozen=True)
class Seen:
    """One response: when it came, in seconds since the load began, and whether it was right."""

    client: int
    kind: str
    at: float
    took: float
    status: int
    said: str = ""

    @property
    def right(self) -> bool:
        """Whether it is a reply; what a reply says is compared apart."""
        return self.status in (200, 201)


class _Connection(http.client.HTTPSConnection):
    """A connection over TLS to a port of this machine, under the name of the site."""

    def __init__(self, name: str, port: int, authority: str) -> None:
        super().__init__(name, port, timeout=SLOW)
        self._tls = ssl.create_default_context(cafile=authority)

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), SLOW)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


class Client:
    """A connection that is kept open, and opened again where it was lost."""

    def __init__(self, port: int, name: str, authority: str) -> None:
        self._connection = _Connection(name, port, authority)

    def send(self, method: str, path: str, body: Json | None = None) -> tuple[int, str]:
        """The status and the text of a response; status 0 where none came."""
        headers, data = {"Host": self._connection.host}, None
        if body is not None:
            data = json.dumps(body)
            headers["Content-Type"] = "application/json"
        try:
            self._connection.request(method, path, data, headers)
            response = self._connection.getresponse()
            return response.status, response.read().decode()
        except (http.client.HTTPException, OSError) as error:
            self._connection.close()
            return 0, repr(error)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@dataclass
class Load:
    """Clients that ask the API, look at pages and hold conversations, until they are stopped."""

    connect: Callable[[], Client]
    questions: Sequence[str]
    readers: int = 2
    lookers: int = 1
    writers: int = 2
    seen: list[Seen] = field(default_factory=list)
    acknowledged: dict[str, list[str]] = field(default_factory=dict)
    """The questions of each conversation that the service said it has kept."""

    def start(self) -> None:
        """Let every client begin."""
        self._began, self._done, self._lock = time.monotonic(), threading.Event(), threading.Lock()
        kinds = [self._read] * self.readers + [self._look] * self.lookers
        kinds += [self._write] * self.writers
        self.clients = range(len(kinds))
        self._threads = [
            threading.Thread(target=self._go, args=(kind, number), daemon=True)
            for number, kind in enumerate(kinds)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Return when every client has ended."""
        self._done.set()
        for thread in self._threads:
            thread.join()

    def now(self) -> float:
        """Seconds since the load began."""
        return time.monotonic() - self._began

    def await_right(self, times: int = IN_A_ROW) -> None:
        """Return once each client has had so many right replies in a row from now on."""
        since = self.now()
        self.wait(
            lambda: all(
                len(last) >= times and all(one.right for one in last[-times:])
                for last in ([x for x in self.seen if x.client == n and x.at - x.took > since]
                             for n in self.clients)
            )
        )  # fmt: skip

    def await_more(self, times: int = IN_A_ROW) -> None:
        """Return once each client has had so many more responses, right or not."""
        since = self.now()
        self.wait(
            lambda: all(
                sum(one.client == number and one.at > since for one in self.seen) >= times
                for number in self.clients
            )
        )

    def wait(self, condition: Callable[[], bool]) -> None:
        """Return once a condition holds."""
        pause, until = threading.Event(), time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < until, [(x.status, x.said[:200]) for x in self.seen[-9:]]
            pause.wait(0.05)

    def _go(self, act: Callable[[Client, int, str, str], None], number: int) -> None:
        with closing(self.connect()) as client:
            for turn in count(number * 7):
                if self._done.wait(THINKING):
                    return
                first, second = (self.questions[n % len(self.questions)] for n in (turn, turn + 1))
                act(client, number, first, second)

    def _read(self, client: Client, number: int, question: str, _: str) -> None:
        self._sent(client, number, "question", "GET", f"/api/v1/passages?q={quote(question)}")

    def _look(self, client: Client, number: int, question: str, _: str) -> None:
        self._sent(client, number, f"page {question}", "GET", f"/search?q={quote(question)}")

    def _write(self, client: Client, number: int, question: str, follows: str) -> None:
        """Hold a conversation of two turns, as far as it is acknowledged."""
        begun = self._sent(client, number, "act", "POST", "/api/v1/conversations", {})
        if not begun:
            return
        path = f"/api/v1/conversations/{begun['conversation_id']}"
        self.acknowledged[path] = []
        for asked, kind in ((question, "first turn"), (follows, f"turn after {question}")):
            turn = self._sent(client, number, kind, "POST", f"{path}/turns", {"question": asked})
            if not turn:
                return
            self.acknowledged[path].append(asked)

    def _sent(
        self, client: Client, number: int, kind: str, method: str, path: str, body: Any = None
    ) -> Json | None:
        """What a call returned, where it succeeded; what it said is kept as a digest."""
        before = self.now()
        status, text = client.send(method, path, body)
        seen = Seen(number, kind, self.now(), self.now() - before, status, text)
        found: Json | None = None
        if seen.right and not kind.startswith("page"):
            found = json.loads(text)
            reply = found.get("reply", found)
            if kind != "act":
                said = f"{reply['index_version']} {gist(reply)} {reply['question']}"
                seen = replace(seen, said=said)
        elif seen.right:
            seen = replace(seen, said=" ".join(set(re.findall('href="/answers/([^"?#]+)', text))))
        with self._lock:
            self.seen.append(seen)
        return found


def wrong(seen: Sequence[Seen], known: Sequence[Expected]) -> list[Seen]:
    """The replies that are not, word for word, those of one of the revisions of the data folder."""
    return [one for one in seen if one.right and not any(_agrees(one, each) for each in known)]


def _agrees(one: Seen, expected: Expected) -> bool:
    if one.kind == "act":
        return True
    if one.kind.startswith("page "):
        return expected.answers[one.kind.removeprefix("page ")] <= set(one.said.split())
    version, said, question = one.said.split(" ", 2)
    before = one.kind.removeprefix("turn after ")
    wanted = expected.alone[question] if before == one.kind else expected.after[before]
    return (version, said) == (expected.version, wanted)


def lost(acknowledged: Mapping[str, Sequence[str]], client: Client) -> list[str]:
    """The conversations in which a turn that was acknowledged is not there, or there twice."""
    found = []
    for path, questions in acknowledged.items():
        status, text = client.send("GET", path)
        turns = json.loads(text).get("turns", []) if status == 200 else []
        kept = [turn["question"] for turn in turns]
        numbers = [turn["number"] for turn in turns] == list(range(1, len(turns) + 1))
        # One that was saved, but whose client was not told so, can follow.
        if status != 200 or not numbers or kept[: len(questions)] != list(questions):
            found.append(f"{path}: {questions} were acknowledged, {kept} are kept")
    return found


@dataclass(frozen=True)
class Report:
    """What a fault did, in requests and seconds."""

    requests: int
    refused: int
    broken: Counter[int]
    gap: float
    slowest: float
    recovered: float
    """From the fault to the last failure: from then on every reply is right."""

    @classmethod
    def of(cls, seen: Sequence[Seen], fault: float, until: float) -> Report:
        """The figures of the responses that came after a fault; 503 with its cure is a refusal."""
        after = [one for one in seen if fault <= one.at <= until]
        failed = [one for one in after if not one.right]
        refused = [one for one in failed if one.status == 503 and "Nothing is lost" in one.said]
        refused += [one for one in failed if one.status == 503 and "Answers can be" in one.said]
        times = [fault, *(one.at for one in sorted(after, key=lambda x: x.at) if one.right)]
        return cls(
            len(after),
            len(refused),
            Counter(one.status for one in failed if one not in refused),
            max(b - a for a, b in zip(times, [*times[1:], times[-1]], strict=True)),
            max((one.took for one in after), default=0.0),
            max((one.at - fault for one in failed), default=0.0),
        )

    def __str__(self) -> str:
        broken = ", ".join(f"{n} × {status or 'no response'}" for status, n in self.broken.items())
        return (
            f"{self.requests} requests, {self.refused} × 503 with cure, {broken or 'no other'} "
            f"failed; {self.gap:.1f} s without a right reply, the slowest {self.slowest:.1f} s, "
            f"the last failure after {self.recovered:.1f} s"
        )
