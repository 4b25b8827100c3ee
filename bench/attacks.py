"""Hostile connections: `python -m bench.attacks http://127.0.0.1:8000 [--connections 500]`.

Holds connections of one kind after the other open against a running service, and asks for its
health and a question meanwhile. Prints the longest that each took, in seconds, or how it failed.
"""

from __future__ import annotations

import argparse
import json
import resource
import socket
import time
from collections import defaultdict
from contextlib import ExitStack
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

TIMEOUT = 10
_POST = (
    b"POST /api/v1/searches HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n"
)
_MANY = json.dumps({"questions": ["prison leavers"] * 400, "hits": 20}).encode()

KINDS = {
    "slow head": (b"GET / HTTP/1.1\r\nHost: loc", b"a"),
    "slow body": (_POST % 100_000 + b"{", b" "),
    "silent": (b"", b""),
    "endless line": (b"GET /?q=", b"a" * 4_000),
    "unread reply": (_POST % len(_MANY) + _MANY, b""),
}
"""What each kind of connection sends first, and then again and again."""


def main() -> None:
    """Hold connections of each kind, and print how long other requests took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=8)
    stated = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    url = urlsplit(stated.address)
    for kind, (first, then) in KINDS.items():
        with ExitStack() as opened:
            held = [
                opened.enter_context(socket.create_connection((url.hostname, url.port), TIMEOUT))
                for _ in range(stated.connections)
            ]
            _send(held, first)
            took = _probed(stated.address, held, then, stated.seconds)
        shown = ", ".join(f"{path} {max(took[path]):.2f} s ({len(took[path])})" for path in took)
        print(f"{kind:<14}{stated.connections:>5} connections: {shown}", flush=True)


def _probed(
    address: str, held: list[socket.socket], then: bytes, seconds: float
) -> dict[str, list[float]]:
    """The seconds that a check and questions took, again and again for a stretch of time."""
    took: dict[str, list[float]] = defaultdict(list)
    until, number = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        _send(held, then)
        number += 1
        for name, path in (
            ("health", "/healthz"),
            ("question", f"/api/v1/passages?q=prison+leavers+{number}"),
        ):
            started = time.monotonic()
            try:
                with urlopen(address + path, timeout=TIMEOUT) as response:
                    response.read()
            except (URLError, TimeoutError):
                took[f"{name} FAILED"].append(time.monotonic() - started)
            took[name].append(time.monotonic() - started)
        time.sleep(0.3)
    return took


def _send(held: list[socket.socket], piece: bytes) -> None:
    for connection in held:
        try:
            connection.sendall(piece)
        except OSError:  # The service has ended it.
            continue


if __name__ == "__main__":
    main()
