"""Hostile requests: the service keeps running, reveals nothing and replies quickly."""

from __future__ import annotations

import json
import os
import random
import socket
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import quote, urlsplit

import pytest

from web.api.endpoint import ENDPOINTS

REQUESTS = 100_000 if os.environ.get("QA_PROVE") else 1_000
SECONDS_EACH = 10.0
"""How long one reply may take, on a machine that does other things too."""

INSIDE = (
    b"Traceback",
    b'File "',
    b".py",
    b"sqlite",
    b"SELECT ",
    b"/tmp/",
    b"werkzeug",
    b"pydantic",
)

TEXTS = [
    "",
    " ",
    "prison leavers",
    "\x00",
    "\ud800",
    "a" * 6000,
    "é" * 4999,
    "\u202e\u0000\u200b",
    "' OR 1=1; DROP TABLE answers --",
    "../../../../etc/passwd",
    "..%2f..%2f",
    "<script>alert(1)</script>",
    "{{7*7}}{% raw %}",
    "${jndi:ldap://127.0.0.1/a}",
    "%s%s%n%x",
    "2021-09-03/41780#1",
    '"' * 500,
    "(" * 3000,
    "*" * 4000,
    "01/01/0001",
    "9" * 400,
    "-1",
    "NaN",
    "1e309",
    "true",
    "null",
    "[]",
    "\r\nSet-Cookie: a=b",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿" * 200,
    "İ" * 2000,
    "said in late 99999 or on 31 February 2017",
    "question 41780 HL" + "9" * 50,
    " ".join(f"word{n}" for n in range(700)),
]
NAMES = ["q", "hits", "from", "to", "body", "house", "status", "kind", "cursor", "changed_since"]
NAMES += ["page", "sort", "disabled", "minister", "member"]
NAMES += ["conversation", "once", "action", "name", "link", "turn", "edit"]
NAMES += ["is", "card", "back", "deletion", "note-1", "was-1", "done", "undo", "item"]
NAMES += ["question", "questions", "topics", "unit", "form", "passage_id", "judgment", "x", ""]
METHODS = ["GET", "GET", "GET", "GET", "POST", "POST", "POST", "DELETE", "HEAD", "PUT", "OPTIONS"]
METHODS += ["TRACE", "PATCH", "BREW"]
PATHS = [one.path for one in ENDPOINTS] + [
    "/",
    "/answers/<date>/<uin>",
    "/search",
    "/search.atom",
    "/forget",
    "/conversations",
    "/conversations/<x>",
    "/conversations/<x>/share",
    "/conversations/undo",
    "/pack",
    "/pack/uncollect",
    "/pack/change",
    "/shared/<x>",
    "/static/<x>",
    "/api",
]

Choice = random.Random


def value(chance: Choice, depth: int = 0) -> object:
    """Anything that JSON can say."""
    kind = chance.randrange(8 if depth < 3 else 5)
    if kind == 0:
        return chance.choice([None, True, False, 0, -1, 1.5, 10**30, 1e308])
    if kind < 5:
        return chance.choice(TEXTS)
    if kind == 5:
        return [value(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {chance.choice(NAMES): value(chance, depth + 1) for _ in range(chance.randrange(4))}


def said(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def body(chance: Choice) -> bytes:
    """What may come with a request: JSON of any kind, broken JSON, forms, bytes."""
    kind = chance.randrange(10)
    if kind < 5:
        return json.dumps({chance.choice(NAMES): value(chance) for _ in range(4)}).encode()
    if kind == 5:
        return json.dumps(value(chance)).encode()
    if kind == 6:
        return b'{"a":' * 20_000
    if kind == 7:
        return json.dumps({"questions": [chance.choice(TEXTS)] * 3, "hits": 20}).encode()[:-1]
    if kind == 8:
        return chance.randbytes(300)
    return f"question={said(chance.choice(TEXTS))}".encode()


def request(chance: Choice, host: str) -> bytes:
    """One request, mostly in the form of HTTP, else not quite."""
    path = chance.choice(PATHS)
    for part in ("<date>", "<uin>", "<conversation_id>", "<x>"):
        known = {"<date>": "2021-09-03", "<uin>": "41780"}.get(part, "x")
        path = path.replace(part, chance.choice([known, said(chance.choice(TEXTS)[:300])]))
    asked = "&".join(
        f"{said(chance.choice(NAMES))}={said(chance.choice(TEXTS))}"
        for _ in range(chance.choice([0, 1, 1, 2, 3]))
    )
    if chance.random() < 0.05:
        asked = chance.choice(["%", "%ff=%fe", "q=%ed%a0%80", "&&&===", "q=" + "%00" * 90, "q=a;b"])
    sent = body(chance) if chance.random() < 0.5 else b""
    headers = {
        "Host": host if chance.random() < 0.97 else chance.choice(["", "a b", "[", "x" * 300]),
        "Content-Length": str(len(sent)) if chance.random() < 0.98 else "5",
        "Connection": "close",
    }
    extra = {
        "Content-Type": ["application/json", "text/plain", "application/json; charset=utf-7", "a"],
        "Authorization": ["Bearer x", "Basic eDp5", "Bearer", "Digest a=b"],
        "If-None-Match": ["*", '"x"', "W/", '"' * 50],
        "Accept-Encoding": ["gzip", "gzip;q=0", "br, *;q=0", "gzip;q=x", ","],
        "X-Request-Id": ["abc", "a b", "x" * 500, "<b>", "%0d%0aa:b"],
        "Cookie": ["conversation=x", "conversation=" + "a" * 3000, ";;;=", "conversation=%00"],
        "Accept": ["text/vnd.qa.turn+html", "*/*", ";", "text/html;q=9"],
        "Range": ["bytes=0-1", "bytes=-", "x"],
        "Origin": ["null", "http://[", "https://other.example"],
    }
    for name, values in extra.items():
        if chance.random() < (0.8 if name == "Content-Type" and sent else 0.2):
            headers[name] = chance.choice(values)
    head = f"{chance.choice(METHODS)} {path}{'?' if asked else ''}{asked} HTTP/1.1\r\n"
    head += "".join(f"{name}: {told}\r\n" for name, told in headers.items())
    return head.encode("latin-1", "replace") + b"\r\n" + sent


def exchanged(address: tuple[str, int], sent: bytes) -> bytes:
    """Whatever is said to it, all of it."""
    received = b""
    with socket.create_connection(address, SECONDS_EACH) as connection:
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        except TimeoutError:
            raise
        except OSError:
            pass  # It has heard enough; what it said may still be there.
        with suppress(ConnectionError):
            while part := connection.recv(65536):
                received += part
    return received


@pytest.fixture
def served(gunicorn: Callable[..., str]) -> str:
    return gunicorn()


def test_no_hostile_request_breaks_the_service(served: str) -> None:
    url = urlsplit(served)
    address = (url.hostname or "", url.port or 0)
    statuses: Counter[int] = Counter()
    for number in range(REQUESTS):
        sent = request(random.Random(number), url.netloc)
        began = time.monotonic()
        got = exchanged(address, sent)
        assert time.monotonic() - began < SECONDS_EACH, (number, sent[:500])
        if not got:
            continue
        status = int(got.split(b" ", 2)[1])
        statuses[status] += 1
        assert status < 500, (number, sent[:500], got[:500])
        if status >= 400:
            assert not [one for one in INSIDE if one in got], (number, sent[:500], got[:900])
    assert statuses[200] > REQUESTS / 50
    assert statuses[400] > REQUESTS / 50
    assert sum(statuses.values()) > REQUESTS * 0.9
