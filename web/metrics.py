"""Figures: requests, latencies and replies of all processes together, as Prometheus reads them."""

from __future__ import annotations

import ctypes
import multiprocessing
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from flask import Flask, Response, current_app, g, request

from qa import index
from qa.model import Reply
from qa.model.coverage import Coverage

MEDIA_TYPE = "text/plain"

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
_KINDS = ("answered", "declined")
_WIDTH = len(_CLASSES) + len(_BUCKETS) + 1
_PATIENCE = 0.1  # seconds; a process killed while it counted must not stop the others


class Figures:
    """Counters in memory that the processes of one server share, since they fork after this.

    For each endpoint: responses by class of status, then by the bucket of their latency (none
    beyond the last), then the sum of the latencies; after all of them, replies by kind.
    """

    def __init__(self, endpoints: list[str]) -> None:
        self.endpoints = [*endpoints, "none"]
        self._at = {name: place * _WIDTH for place, name in enumerate(self.endpoints)}
        self._replies = len(self.endpoints) * _WIDTH
        forking = multiprocessing.get_context("fork")
        self._cells = forking.RawArray(ctypes.c_double, self._replies + len(_KINDS))
        self._lock = forking.Lock()

    def add(self, *counts: tuple[int, float]) -> None:
        """Add to cells, all at once."""
        held = self._lock.acquire(timeout=_PATIENCE)
        try:
            for cell, amount in counts:
                self._cells[cell] += amount
        finally:
            if held:
                self._lock.release()

    def served(self, endpoint: str | None, status: int, seconds: float) -> None:
        """Count one response."""
        at = self._at.get(endpoint or "none", self._at["none"])
        counts = [(at + min(max(status // 100, 1), 5) - 1, 1.0), (at + _WIDTH - 1, seconds)]
        bucket = next((n for n, bound in enumerate(_BUCKETS) if seconds <= bound), None)
        if bucket is not None:
            counts.append((at + len(_CLASSES) + bucket, 1.0))
        self.add(*counts)

    def replied(self, kind: str) -> None:
        """Count one reply."""
        self.add((self._replies + _KINDS.index(kind), 1.0))

    def lines(self) -> Iterator[str]:
        """What was counted, in Prometheus's text form."""
        cells = list(self._cells)
        yield "# HELP qa_requests_total Responses, by endpoint and class of status.\n"
        yield "# TYPE qa_requests_total counter\n"
        for name, at in self._at.items():
            for place, kind in enumerate(_CLASSES):
                if cells[at + place]:
                    labels = f'{{endpoint="{name}",status="{kind}"}}'
                    yield f"qa_requests_total{labels} {cells[at + place]:.0f}\n"
        yield "# HELP qa_request_seconds Time that responses took.\n"
        yield "# TYPE qa_request_seconds histogram\n"
        for name, at in self._at.items():
            total = sum(cells[at : at + len(_CLASSES)])
            if not total:
                continue
            below = 0.0
            for place, bound in enumerate(_BUCKETS):
                below += cells[at + len(_CLASSES) + place]
                yield f'qa_request_seconds_bucket{{endpoint="{name}",le="{bound}"}} {below:.0f}\n'
            yield f'qa_request_seconds_bucket{{endpoint="{name}",le="+Inf"}} {total:.0f}\n'
            yield f'qa_request_seconds_sum{{endpoint="{name}"}} {cells[at + _WIDTH - 1]:.6f}\n'
            yield f'qa_request_seconds_count{{endpoint="{name}"}} {total:.0f}\n'
        yield "# HELP qa_replies_total Replies, by kind.\n# TYPE qa_replies_total counter\n"
        for place, kind in enumerate(_KINDS):
            yield f'qa_replies_total{{kind="{kind}"}} {cells[self._replies + place]:.0f}\n'


def shown() -> list[str]:
    """The figures of this app."""
    return list(_figures().lines())


def shown_coverage(covered: Coverage, index_dir: Path, now: float) -> list[str]:
    """What is covered, as figures; `now` in seconds of the epoch."""
    gauges: list[tuple[str, str, float]] = [
        ("qa_answers", "Answers in the store.", covered.answers),
        ("qa_passages", "Passages in the index.", covered.passages),
        ("qa_index_current", "Whether the index has caught up.", covered.index_current),
    ]
    seen = index.fingerprint(index_dir)
    if seen is not None:
        # The middle of a fingerprint is when the index was swapped in, in ns.
        gauges.append(("qa_index_age_seconds", "Age of the index.", now - seen[1] / 1e9))
    if covered.newest_answer:
        day = datetime.combine(date.fromisoformat(covered.newest_answer), datetime.min.time(), UTC)
        gauges.append(("qa_newest_answer_seconds", "Day of the newest answer.", day.timestamp()))
    lines = [
        f"# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value:.0f}\n"
        for name, help, value in gauges
    ]
    if covered.index_version:
        lines.append("# HELP qa_index_info Version of the index.\n# TYPE qa_index_info gauge\n")
        lines.append(f'qa_index_info{{version="{covered.index_version}"}} 1\n')
    return lines


def count_reply(reply: Reply) -> None:
    """Count a reply of this app."""
    count_kind("answered" if reply.answerable else "declined")


def count_kind(kind: str) -> None:
    """Count a reply of this app by its kind: `answered` or `declined`."""
    _figures().replied(kind)


def _figures() -> Figures:
    return cast(Figures, current_app.extensions["figures"])


def _started() -> None:
    g.started = time.perf_counter()


def _served(response: Response) -> Response:
    _figures().served(request.endpoint, response.status_code, time.perf_counter() - g.started)
    return response


def init_app(app: Flask) -> None:
    """Count what this app serves; called by the application factory, once every call is known."""
    rules: Any = app.url_map.iter_rules()
    app.extensions["figures"] = Figures(sorted({rule.endpoint for rule in rules}))
    app.before_request(_started)
    app.after_request(_served)
