"""The HTTP transport: rate, retries, redirects, and bounds of time and memory."""

import json
import os
import socket
import threading
import tracemalloc
import zlib
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import pytest
import stamina
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.sync import ApiClient, plan_sync, synchronise
from qa.archive.sync.rate_limit import RateLimiter
from qa.archive.sync.transport import _redirect_target, _retry_after, _say_wait
from qa.errors import MAX_CHARS, ApiDown, BadRequest, QaError, printable
from tests.fake_parliament import FakeParliament
from tests.syncing import FAST, SINCE, UNTIL, crowded, kept, named, sync


@pytest.mark.parametrize("wait", ["121", "1e9", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_an_api_that_asks_for_a_long_pause_is_left_alone(settings, wait):
    with FakeParliament(named(), lambda number, path: "429 with Retry-After") as fake:
        fake.retry_after = wait
        report = sync(settings, fake)
    assert len(fake.requests) == 1
    assert "asks for a pause" in report.missed[0]


def test_a_long_wait_is_said_with_its_reason(settings, caplog, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(
        "qa.archive.sync.transport.RateLimiter", lambda rate: RateLimiter(rate, clock, clock.sleep)
    )
    with FakeParliament(
        {}, lambda number, path: "429 with Retry-After" if number < 2 else None
    ) as fake:
        fake.retry_after = "60"
        sync(settings, fake, until=SINCE)
    assert [record.message for record in caplog.records] == [
        "Waiting 60 seconds: the API answers 429 and asks for this pause."
    ] * 2


def test_a_long_pause_before_another_attempt_is_said_with_its_reason(caplog):
    _say_wait(8.0, "the API answers 500\x1b[2J")
    _say_wait(0.5, "soon over")
    assert [record.message for record in caplog.records] == [
        "Waiting 8 seconds: the API answers 500\\x1b[2J."
    ]


HOSTILE = "a\x1b[31mred\x1b]0;title\x07\r\nNot fetched: all is well \u202e\x9b2J\0" + "x" * 9_999


def test_what_the_api_says_of_an_error_cannot_write_on_a_terminal(settings):
    class Reply(BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps({"title": HOSTILE, "detail": HOSTILE}).encode()
            self.send_response(400)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Reply) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        with closing(ApiClient(f"http://127.0.0.1:{server.server_port}/api", FAST)) as client:
            report = synchronise(settings, plan_sync(settings, [], SINCE, UNTIL), client)
        server.shutdown()
        thread.join()
    [missed] = report.missed
    assert missed.isprintable()
    assert "gives 400: a\\x1b[31mred" in missed
    assert len(missed) < 1_000


@pytest.mark.parametrize("there", [f"https://example.org/{HOSTILE}", "http://[\x1b[2J", HOSTILE])
def test_where_a_redirect_leads_cannot_write_on_a_terminal(there):
    response = httpx2.Response(
        301,
        headers={"Location": there.encode("utf-8")},
        request=httpx2.Request("GET", "http://a/b"),
    )
    with pytest.raises((ApiDown, httpx2.HTTPError, httpx2.InvalidURL)) as refused:
        _redirect_target(response)
    if isinstance(refused.value, ApiDown):
        assert str(refused.value).isprintable()
        assert len(str(refused.value)) < 1_000


@given(st.text(), st.text())
def test_every_error_is_on_one_line_and_printable(message, cure):
    error = QaError(message * 99, cure)
    assert str(error).isprintable()
    assert len(error.message) <= 10 * MAX_CHARS
    assert printable("It cost £5 million, “own”. 😀") == "It cost £5 million, “own”. 😀"


class Clock:
    """A clock that advances only by sleeping."""

    def __init__(self):
        self.now, self.slept = 100.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.mark.parametrize(("stated", "seconds"), [("10:00:30", 30), ("09:59:30", 0)])
def test_a_retry_after_may_be_a_date(monkeypatch, stated, seconds):
    monkeypatch.setattr("qa.archive.sync.transport.time.time", lambda: 1_704_448_800.0)
    assert _retry_after(f"Fri, 05 Jan 2024 {stated} GMT") == seconds


@pytest.mark.parametrize(("stated", "least"), [("7", 7), ("0", 0), ("soon", 0), ("-5", 0)])
def test_no_request_is_sent_before_the_time_that_retry_after_names(
    settings, monkeypatch, stated, least
):
    clock = Clock()
    monkeypatch.setattr(
        "qa.archive.sync.transport.RateLimiter", lambda rate: RateLimiter(rate, clock, clock.sleep)
    )
    moments = []

    def fault(number, path):
        moments.append(clock.now)
        return "429 with Retry-After" if number == 0 else None

    with FakeParliament({}, fault) as fake:
        fake.retry_after = stated
        sync(settings, fake, until=SINCE)
    assert moments[1] - moments[0] == pytest.approx(max(least, 1.05 / FAST), abs=1e-6)


def test_no_second_has_more_requests_than_the_rate():
    clock = Clock()
    pace = RateLimiter(2, clock, clock.sleep)
    went = []
    for _ in range(20):
        pace.wait()
        went.append(clock.now)
    assert all(later - earlier > 1 for earlier, later in zip(went, went[2:], strict=False))
    pace.stop()
    with pytest.raises(ApiDown):
        pace.wait()


@pytest.mark.parametrize(
    ("url", "rate", "parameter"),
    [
        ("ftp://example.org", 2, "api-url"),
        ("questions.example", 2, "api-url"),
        ("", 2, "api-url"),
        ("http://", 2, "api-url"),
        ("https://example.org/api?key=1", 2, "api-url"),
        ("https://example.org/api", 11, "rate"),
        ("https://example.org/api", 0, "rate"),
        ("https://example.org/api", -1, "rate"),
        ("https://example.org/api", float("nan"), "rate"),
        ("http://127.0.0.1/api", float("inf"), "rate"),
    ],
)
def test_an_invalid_address_or_rate_is_an_error(url, rate, parameter):
    with pytest.raises(BadRequest) as refused:
        ApiClient(url, rate)
    assert refused.value.parameter == parameter


def test_redirects_from_the_old_address_are_followed(settings, undisturbed):
    with FakeParliament(crowded()) as fake:
        fake.url = fake.old_url
        assert sync(settings, fake).missed == []
    assert kept(settings) == undisturbed


@pytest.mark.parametrize("scheme", ["http", "https", "file", "gopher"])
def test_a_redirect_to_another_site_is_not_followed(settings, scheme):
    with FakeParliament(named()) as other, FakeParliament(named()) as fake:
        fake.fault = lambda number, path: "301"
        fake.moved_to = other.url.replace("http", scheme, 1)
        report = sync(settings, fake)
        assert (len(fake.requests), len(other.requests)) == (1, 0)
    assert "another site" in report.missed[0]
    assert other.origin.removeprefix("http") in report.missed[0]


def test_a_redirect_in_a_circle_is_given_up(settings):
    stamina.set_testing(True, attempts=2)
    with FakeParliament(named(), lambda number, path: "301") as fake:
        report = sync(settings, fake)
    assert "redirects 5 times in a row" in report.missed[0]
    assert len(fake.requests) == 2 * 5


@pytest.mark.parametrize(
    ("here", "there", "same"),
    [
        ("https://a-api.parliament.uk/api", "https://b-api.parliament.uk/api", True),
        ("https://parliament.uk/a", "https://www.parliament.uk/a", True),
        ("https://example.org/a", "/b", True),
        ("https://a.parliament.uk/api", "http://a.parliament.uk/api", False),
        ("https://a.parliament.uk/api", "https://a.parliament.uk:8443/api", False),
        ("https://a.parliament.uk/api", "https://a.parliament.uk.example.org/api", False),
        ("https://a.parliament.uk/api", "https://notparliament.uk/api", False),
        ("https://a.parliament.uk/api", "//example.org/api", False),
        ("http://127.0.0.1:9000/api", "http://127.0.0.1:9001/api", False),
        ("http://127.0.0.1:9000/api", "http://localhost:9000/api", False),
    ],
)
def test_which_hosts_are_one_site(here, there, same):
    response = httpx2.Response(
        301, headers={"Location": there}, request=httpx2.Request("GET", here)
    )
    if same:
        assert _redirect_target(response) == httpx2.URL(here).join(there)
    else:
        with pytest.raises(ApiDown):
            _redirect_target(response)


def test_an_address_without_a_server_is_reported_quickly(settings):
    stamina.set_testing(True, attempts=100, cap=True)
    with closing(ApiClient("http://127.0.0.1:1/api", FAST)) as client:
        report = synchronise(settings, plan_sync(settings, [], SINCE, UNTIL), client)
    assert len(report.missed) == 1
    assert "--api-url" in report.missed[0]


def packed(size):
    """Compressed zeros, a thousandth of their real size."""
    packer = zlib.compressobj(9)
    pieces = [packer.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)]
    return b"".join([*pieces, packer.flush()])


PACKED = packed(1_000_000_000 if os.environ.get("QA_PROVE") else 300_000_000)


class Endless:
    """A server whose reply begins well and never ends: `piece` is repeated."""

    def __init__(self, piece, every, kind):
        self.piece, self.every, self.closed = piece, every, threading.Event()
        self.head = (
            f"HTTP/1.1 200 OK\r\nContent-Encoding: {kind}\r\nContent-Length: 1000000000\r\n\r\n"
        )
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/api"
        self.thread = threading.Thread(target=self.serve)

    def serve(self):
        while not self.closed.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(65536)
                    connection.sendall(self.head.encode())
                    while not self.closed.wait(self.every):
                        connection.sendall(self.piece)
                except OSError:
                    continue

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.closed.set()
        self.listener.shutdown(2)
        self.listener.close()
        self.thread.join()


@pytest.mark.parametrize(
    ("piece", "every", "kind", "reason"),
    [
        (b"x" * 1_000_000, 0, "identity", "longer than 8,388,608 bytes"),
        (b"x", 0.02, "identity", "in time"),
        (PACKED, 0, "deflate", "longer than 8,388,608 bytes"),
    ],
    ids=["fast", "slow", "packed"],
)
def test_an_endless_body_is_given_up_in_little_memory(settings, piece, every, kind, reason):
    stamina.set_testing(True, attempts=2)
    with Endless(piece, every, kind) as server:
        tracemalloc.start()
        report = sync(settings, server, until=SINCE, timeout=1)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert reason in report.missed[0]
    assert peak < 150_000_000


def test_a_reply_that_does_not_come_is_given_up(settings):
    stamina.set_testing(True, attempts=2)
    with FakeParliament({}, lambda number, path: "slow") as fake:
        fake.slow_seconds = 30
        report = sync(settings, fake, until=SINCE, timeout=0.1)
        fake.closed.set()
    assert "could not be fetched" in report.missed[0]
