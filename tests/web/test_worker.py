"""The edge: hostile connections are held while checks and questions are answered."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from qa.settings import Settings
from web import create_app, worker
from web.api import batch
from web.errors import HEALTH
from web.worker import BODY_SECONDS, HEAD_SECONDS, IDLE_SECONDS, LONG

CONNECTIONS = 500 if os.environ.get("QA_PROVE") else 8
PATIENCE = 30
"""Seconds for what came at once or never: before, none of these came while one kind was held."""
QUESTION = "/api/v1/passages?q=prison+leavers"
FORM = (
    b"POST /api/v1/searches HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n"
)
MANY = json.dumps({"questions": ["prison leavers"] * 50, "hits": 20}).encode()

KINDS = {
    "a head that does not end": (b"GET / HTTP/1.1\r\nHost: loc", b"a"),
    "a line that does not end": (b"GET /?q=", b"a" * 8_000),
    "a body that does not end": (FORM % 1_000_000 + b"{", b" "),
    "nothing": (b"", b""),
    "replies that nobody reads": (FORM % len(MANY) + MANY, b""),
}


@pytest.fixture
def address(gunicorn: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("QA_SEMANTIC", "no")
    return gunicorn()


@pytest.fixture
def connect(address: str) -> Iterator[Callable[[], socket.socket]]:
    url = urlsplit(address)
    with ExitStack() as opened:
        yield lambda: opened.enter_context(
            socket.create_connection((url.hostname, url.port), PATIENCE)
        )


def answered(address: str, path: str) -> bool:
    with urlopen(address + path, timeout=PATIENCE) as response:
        return response.status == 200 and bool(response.read())


@pytest.mark.parametrize("kind", KINDS)
def test_checks_and_questions_are_answered_while_connections_are_held(
    address: str, connect: Callable[[], socket.socket], kind: str
) -> None:
    begins, goes_on = KINDS[kind]
    held = [connect() for _ in range(CONNECTIONS)]
    for connection in held:
        connection.sendall(begins)
    for _ in range(3):
        for connection in held:
            try:
                connection.sendall(goes_on)
            except ConnectionError:
                assert kind == "a line that does not end"  # It is refused once it is too long.
        assert answered(address, "/healthz")
        assert answered(address, QUESTION)


def test_a_line_that_does_not_end_is_refused(connect: Callable[[], socket.socket]) -> None:
    connection = connect()
    connection.sendall(b"GET /?q=" + b"a" * 200_000)
    assert connection.recv(100).startswith(b"HTTP/1.0 431 ")


def test_a_batch_ends_when_its_client_has_left(
    gunicorn: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process has one thread for batches: the second waits for the first, which has minutes
    of work."""
    monkeypatch.setenv("QA_SEMANTIC", "no")
    monkeypatch.setenv("QA_WORKERS", "1")
    url = urlsplit(address := gunicorn())
    body = json.dumps({"questions": ["prisn leevers employmnt " * 200] * 1_000}).encode()
    with socket.create_connection((url.hostname, url.port), PATIENCE) as connection:
        connection.sendall(FORM % len(body) + body)
        assert answered(address, QUESTION)
    asked = Request(
        f"{address}/api/v1/searches",
        json.dumps({"questions": ["prison leavers"]}).encode(),
        {"Content-Type": "application/json"},
    )
    with urlopen(asked, timeout=PATIENCE) as response:
        assert len(json.load(response)["replies"]) == 1


@pytest.mark.parametrize(
    ("state", "seconds"),
    [
        ({"request": SimpleNamespace(headers_finished=False), "began": 100.0}, HEAD_SECONDS),
        ({"request": SimpleNamespace(headers_finished=True), "began": 100.0}, BODY_SECONDS),
        ({"request": None, "requests": [], "last_activity": 100.0}, IDLE_SECONDS),
    ],
)
def test_a_connection_is_late_after_its_deadline(state: dict[str, object], seconds: int) -> None:
    channel = worker._Channel.__new__(worker._Channel)
    vars(channel).update(state)
    assert not channel.is_late(100.0 + seconds)
    assert channel.is_late(100.5 + seconds)


def test_a_connection_whose_request_is_worked_on_is_never_late() -> None:
    channel = worker._Channel.__new__(worker._Channel)
    vars(channel).update({"request": None, "requests": [object()], "last_activity": 0.0})
    assert not channel.is_late(1e9)


def task(path: str, service: Callable[[], object]) -> SimpleNamespace:
    """A connection with a request for a path, whose work is one call."""
    request = SimpleNamespace(path=path, error=None)
    return SimpleNamespace(requests=[request], service=service)


@pytest.mark.parametrize("path", [*LONG, *batch.PATHS, *HEALTH])
def test_no_question_waits_for_what_may_take_long(path: str) -> None:
    threads, let_go, answered = worker._Dispatcher(), Event(), Event()
    threads.set_thread_count(1)
    threads.add_task(task(path, let_go.wait))
    threads.add_task(task("/search", answered.set))
    assert answered.wait(PATIENCE)
    let_go.set()


def test_each_beginning_is_that_of_a_page_or_call(own_data: Path) -> None:
    settings = Settings(
        data_dir=own_data,
        access="oidc",
        hosts="answers.dept.example",
        oidc_issuer="https://login.dept.example",
        oidc_client_id="answers",
        oidc_client_secret_file=__file__,
    )
    routes = [str(rule) for rule in create_app(settings).url_map.iter_rules()]
    assert [one for one in LONG if not any(route.startswith(one) for route in routes)] == []
