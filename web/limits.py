"""Limits: how much a person, or an address, may ask in a minute without a key."""

from __future__ import annotations

import fcntl
import ipaddress
import mmap
import secrets
import struct
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from typing import cast

from flask import Flask, current_app, g, request
from werkzeug import exceptions

from qa.errors import ServiceStoreError
from qa.service.rates import SharedRates, shared_rates
from qa.settings import Settings
from web import errors

WINDOW_SECONDS = 60
ROWS, PLACES = 4, 2**14
_PLACE = struct.Struct("<II")
NETWORK_BITS = 64
"""Of an IPv6 address: one person has a whole network of them."""
SUGGESTIONS = "suggest"
"""The blueprint whose requests follow each key that is pressed."""


class Counts:
    """How much each name has asked in this minute, in all processes that fork from this one.

    A table of fixed size in shared memory: each name has a place in each of four rows, and its
    count is the least of them, so that two names are counted together only where they share all
    four. Which places a name has is drawn at each start. After a restart all counts begin again.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # open as long as it counts
        weakref.finalize(self, self._file.close)
        self._file.truncate(ROWS * PLACES * _PLACE.size)
        self._table = mmap.mmap(self._file.fileno(), 0)
        self._key, self._thread = secrets.token_bytes(16), threading.Lock()

    def add(self, name: str, number: int, now: float) -> int:
        """Count more of a name; what it has asked in the minute of `now`."""
        minute = int(now // WINDOW_SECONDS)
        drawn = blake2b(name.encode(), digest_size=4 * ROWS, key=self._key).digest()
        least = None
        with self._alone():
            for row, start in enumerate(struct.unpack(f"<{ROWS}I", drawn)):
                at = (row * PLACES + start % PLACES) * _PLACE.size
                counted_in, counted = _PLACE.unpack_from(self._table, at)
                counted = min((counted if counted_in == minute else 0) + number, 2**32 - 1)
                _PLACE.pack_into(self._table, at, minute, counted)
                least = counted if least is None else min(least, counted)
        return least or 0

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Without another thread or process; the system frees the lock of one that is killed."""
        with self._thread:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)


def charge(questions: int) -> None:
    """Count questions, or acts, of the one who sends this request; abort with 429 beyond the rate.

    Not counted: who has a key, which has a rate of its own, and who is at this machine where no
    other machine is served.
    """
    settings: Settings = current_app.config["SETTINGS"]
    name = limited_as() if settings.rate and "use" not in g else None
    if name is None or questions < 1:
        return
    now = time.time()
    if _asked(name, questions, now) > settings.rate:
        seconds = int(WINDOW_SECONDS - now % WINDOW_SECONDS) or 1
        raise exceptions.TooManyRequests(
            f"You can ask {settings.rate:,} questions a minute here, and you have asked more; "
            f"saving something counts as one. Ask again in {seconds} s.",
            retry_after=seconds,
        )


def _asked(name: str, questions: int, now: float) -> int:
    """What a name has asked in this minute: on all machines that share a database, or on this one
    while the database is away."""
    shared = cast("SharedRates | None", current_app.extensions["shared_rates"])
    if shared:
        with suppress(ServiceStoreError):
            return shared.add(name, questions, int(now // WINDOW_SECONDS))
    return cast(Counts, current_app.extensions["limits"]).add(name, questions, now)


def limited_as() -> str | None:
    """By which name this request is counted, a person's or an address; None where it is not.

    Behind a proxy the connection is the proxy's, and the last address that it states is counted.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if settings.access in ("", "keys"):
        return None
    if person := g.get("person"):
        return f"person {person.id}"
    if settings.access == "proxy":
        return network(request.headers.get("X-Forwarded-For", "").rpartition(",")[2])
    return network(request.remote_addr or "")


def network(address: str) -> str | None:
    """What is counted together with an address: itself, or the network of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address.strip().strip("[]"))
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, NETWORK_BITS), strict=False))
    return str(found)


def _count_page() -> None:
    """Count the request of a page; that of the API is counted once it is known to have no key."""
    if not errors.of_api():
        count_request()


def count_request() -> None:
    """Count a request that asks something (`q`) or changes something; abort as `charge` does."""
    changes = request.method not in ("GET", "HEAD", "OPTIONS")
    if request.blueprint != SUGGESTIONS and (changes or "q" in request.args):
        charge(1)


def init_app(app: Flask) -> None:
    """Count the requests of an app; called before its processes fork."""
    app.extensions["limits"] = Counts()
    app.extensions["shared_rates"] = shared_rates(app.config["SETTINGS"])
    app.before_request(_count_page)
