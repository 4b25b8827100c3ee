"""The worker: one server process, whose loop reads whole requests before a thread works on one.

Gunicorn starts, replaces and stops the processes. In each, Waitress reads requests and writes
responses without a thread for each connection: who sends slowly, or reads slowly, holds a buffer.
"""

from __future__ import annotations

import logging
import os
import resource
import time
from typing import Any

from gunicorn.workers.base import Worker as BaseWorker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from qa.settings import Settings
from web import BYTES_PER_CHARACTER
from web.api import batch
from web.errors import HEALTH, MAX_BODY_BYTES

HEAD_SECONDS = 10
"""From the first byte of a request to the end of its head."""
BODY_SECONDS = 60
"""From the first byte of a request to the end of its body."""
IDLE_SECONDS = 30
"""Without a byte in either direction: between requests, or of a response that nobody reads."""
CONNECTIONS = 4000
"""Open at once in one process; a new one waits until another ends."""
HEAD_BYTES = 2**16
"""Of a request line and headers, besides the question."""
UNREAD_BYTES = 2**26
"""Of a response that waits to be read; beyond a megabyte it waits in a file. No response is as
long, so none waits with a thread."""
READ_ON_STOP_SECONDS = 2
"""Without a byte of a request, or read of a response, after which a stop no longer waits for it."""
LOOP_SECONDS = 1.0
LONG = (
    *("/drafts", "/shared-drafts", "/quote-check", "/over-time", "/watches", "/operator"),
    *("/api/v1/drafts", "/api/v1/quote-checks", "/api/v1/over-time", "/api/v1/watches"),
    *("/sign-in", "/sign-out"),
)
"""Beginnings of the paths whose work may take much longer than a question: that of the desk, and
what waits for the provider that signs people in."""


class _Channel(HTTPChannel):  # type: ignore[misc]  # Waitress is untyped
    """A connection that knows when the request began that it is reading."""

    began = 0.0

    def readable(self) -> bool:
        """Whether to read on; while a batch is worked on too, so that a client's leaving is seen.

        Any other client that ends its side of a connection may still wait for the response.
        """
        works_on_batch = self.requests and self.requests[0].path in batch.PATHS
        return bool(super().readable() or (works_on_batch and len(self.requests) == 1))

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self.began = time.time()
        return bool(super().received(data))

    def is_expected(self, now: float) -> bool:
        """Whether a request has begun to come, or its connection was made for one just now."""
        begins = self.request is not None or not self.began
        return begins and now - self.last_activity < READ_ON_STOP_SECONDS

    def is_late(self, now: float) -> bool:
        """Whether the request that is being read, or the silence, has lasted too long."""
        reading = self.request
        if reading is not None:
            allowed = BODY_SECONDS if reading.headers_finished else HEAD_SECONDS
            return now - self.began > allowed
        return not self.requests and now - self.last_activity > IDLE_SECONDS


class _Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]  # Waitress is untyped
    """Threads that work on requests: one more each for health checks, for batches and for what may
    take long, so that neither checks nor questions wait for those."""

    def __init__(self) -> None:
        super().__init__()
        self.queue_logger.disabled = True  # A queue is not a fault.
        health, batches, self._long = (ThreadedTaskDispatcher() for _ in range(3))
        self._apart = dict.fromkeys(HEALTH, health) | dict.fromkeys(batch.PATHS, batches)
        for threads in (health, batches, self._long):
            threads.set_thread_count(1)

    def add_task(self, task: _Channel) -> None:
        asked = task.requests[0]
        apart = None if asked.error else self._apart.get(asked.path)
        if apart:
            apart.add_task(task)
        elif not asked.error and asked.path.startswith(LONG):
            self._long.add_task(task)
        else:
            super().add_task(task)


class _Server(TcpWSGIServer):  # type: ignore[misc]  # Waitress is untyped
    """The loop of one listening socket."""

    channel_class = _Channel

    def maintenance(self, now: float) -> None:
        """Close what is late; called each second."""
        for channel in self.active_channels.values():
            if channel.is_late(now):
                channel.will_close = True

    def stop_listening(self) -> None:
        """Accept who has connected already, and refuse all others: a proxy then asks elsewhere."""
        known = -1
        while len(self.active_channels) > known:
            known = len(self.active_channels)
            self.handle_accept()
        self.del_channel()
        self.socket.close()


class Worker(BaseWorker):  # type: ignore[misc]  # gunicorn is untyped
    """A gunicorn worker that serves with Waitress."""

    def init_process(self) -> None:
        """Allow as many open files as the system does, then serve."""
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        super().init_process()

    def run(self) -> None:
        """Serve until gunicorn says to stop, then finish what has begun.

        The first process of a server prints the addresses, once it replies there.
        """
        try:
            self.wsgi.extensions["qa"].warm_up()
        except Exception:  # Else no process would ever serve.
            logging.getLogger("qa").exception("The first page cannot be made; the rest is served.")
        threads, adjustments = _Dispatcher(), self._adjustments()
        threads.set_thread_count(self.cfg.threads)
        self._open: dict[int, Any] = {}
        self._notified = 0.0
        self._servers = [
            _Server(
                self.wsgi,
                self._open,
                _sock=one.sock,
                dispatcher=threads,
                adj=adjustments,
                bind_socket=False,
            )
            for one in self.sockets
        ]
        if self.age == 1:
            for listener in self.sockets:
                print(f"Serving at {listener}. Stop with Ctrl+C.", flush=True)
        while self.alive and self.ppid == os.getppid():
            self._turn()
        for server in self._servers:
            server.stop_listening()
        until = time.monotonic() + self.cfg.graceful_timeout
        while self._is_working() and time.monotonic() < until:
            self._turn()

    def handle_exit(self, sig: int, frame: object) -> None:
        """Stop; the loop may be waiting."""
        super().handle_exit(sig, frame)
        for server in getattr(self, "_servers", ()):
            server.pull_trigger()

    def _turn(self) -> None:
        """One turn of the loop; a request takes several. Gunicorn sees a sign of life a second."""
        now = time.monotonic()
        if now - self._notified >= LOOP_SECONDS:
            self._notified = now
            self.notify()
        wasyncore.loop(LOOP_SECONDS, use_poll=True, map=self._open, count=1)

    def _is_working(self) -> bool:
        """Whether a request is coming or worked on, or its response is still being read."""
        now = time.time()
        return any(
            channel.requests
            or channel.is_expected(now)
            or (channel.total_outbufs_len and now - channel.last_activity < READ_ON_STOP_SECONDS)
            for server in self._servers
            for channel in server.active_channels.values()
        )

    def _adjustments(self) -> Adjustments:
        settings: Settings = self.wsgi.config["SETTINGS"]
        return Adjustments(
            backlog=self.cfg.backlog,
            clear_untrusted_proxy_headers=False,
            cleanup_interval=1,
            connection_limit=CONNECTIONS,
            ident=None,
            max_request_body_size=2 * MAX_BODY_BYTES,  # The app refuses less, and says why.
            max_request_header_size=HEAD_BYTES + BYTES_PER_CHARACTER * settings.question_chars,
            outbuf_high_watermark=UNREAD_BYTES,
        )
