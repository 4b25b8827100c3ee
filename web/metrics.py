"""Metrics: requests, latencies and replies of all processes together, for Prometheus."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import cast

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from qa.model import Reply
from qa.model.coverage import Coverage

MEDIA_TYPE = "text/plain"
BUCKET_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
REPLY_KINDS = ("answered", "declined")
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


class Metrics:
    """The counters of one app."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "qa_requests_total",
            "Responses, by endpoint and class of status.",
            ("endpoint", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "qa_request_seconds",
            "Time that responses took.",
            ("endpoint",),
            buckets=BUCKET_SECONDS,
            registry=self.registry,
        )
        self.replies = Counter(
            "qa_replies_total", "Replies, by kind.", ("kind",), registry=self.registry
        )
        self.asked_again = Counter(
            "qa_asked_again_total",
            "Declined questions that were asked again in other words, by the reply to those.",
            ("kind",),
            registry=self.registry,
        )
        for kind in REPLY_KINDS:
            self.replies.labels(kind)
            self.asked_again.labels(kind)

    def count_response(self, endpoint: str | None, status: int, seconds: float) -> None:
        """Count one response; an address that matches no endpoint counts under `none`."""
        self.requests.labels(endpoint or "none", f"{status // 100}xx").inc()
        self.seconds.labels(endpoint or "none").observe(seconds)


class _CoverageCollector(Collector):
    """Gauges of what is covered; `index_made_at` is in seconds since the epoch."""

    def __init__(self, coverage: Coverage, index_made_at: float | None) -> None:
        self._coverage, self._index_made_at = coverage, index_made_at

    def collect(self) -> Iterator[Metric]:
        """The gauges."""
        covered = self._coverage
        yield GaugeMetricFamily("qa_answers", "Answers in the store.", covered.answers)
        yield GaugeMetricFamily("qa_passages", "Passages in the index.", covered.passages)
        if covered.vectors is not None:
            yield GaugeMetricFamily(
                "qa_embedded_passages", "Passages with an embedding.", covered.vectors
            )
        yield GaugeMetricFamily(
            "qa_index_current", "Whether the index has every change.", covered.index_current
        )
        if self._index_made_at is not None:
            age = time.time() - self._index_made_at
            yield GaugeMetricFamily("qa_index_age_seconds", "Age of the index.", age)
        if covered.newest_answer:
            day = datetime.combine(
                date.fromisoformat(covered.newest_answer), datetime.min.time(), UTC
            )
            yield GaugeMetricFamily(
                "qa_newest_answer_seconds", "Day of the newest answer.", day.timestamp()
            )
        if covered.last_sync:
            ended = datetime.fromisoformat(covered.last_sync).timestamp()
            yield GaugeMetricFamily("qa_last_sync_seconds", "End of the last whole sync.", ended)
        yield GaugeMetricFamily(
            "qa_last_sync_failed", "Whether the last sync failed.", bool(covered.last_sync_failure)
        )
        if covered.index_version:
            version = {"version": covered.index_version}
            yield InfoMetricFamily("qa_index", "Version of the index.", version)


def exposition(coverage: Coverage | None, index_made_at: float | None) -> bytes:
    """All metrics in Prometheus's text format; without gauges where nothing can be read."""
    counters = counted()
    gauges = CollectorRegistry()
    if coverage:
        gauges.register(_CoverageCollector(coverage, index_made_at))
    return generate_latest(counters) + generate_latest(gauges)


def counted() -> CollectorRegistry:
    """The counters of all processes together."""
    if _FOLDER not in os.environ:
        return _metrics().registry
    counters = CollectorRegistry()
    MultiProcessCollector(counters)  # type: ignore[no-untyped-call]
    return counters


def share_between_processes() -> None:
    """Count all processes that fork from this one together; call it before the app is made."""
    os.environ[_FOLDER] = tempfile.mkdtemp(prefix="qa-metrics-")
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]


def delete_shared() -> None:
    """Delete what the processes shared."""
    shutil.rmtree(os.environ.get(_FOLDER, ""), ignore_errors=True)


def count_reply(reply: Reply) -> None:
    """Count a reply of this app."""
    _metrics().replies.labels("answered" if reply.answerable else "declined").inc()


def count_turn(answered: bool, again: bool) -> None:
    """Count a turn of a conversation; `again` where it asks again what was declined before it."""
    kind = "answered" if answered else "declined"
    _metrics().replies.labels(kind).inc()
    if again:
        _metrics().asked_again.labels(kind).inc()


def _metrics() -> Metrics:
    return cast(Metrics, current_app.extensions["metrics"])


def _start() -> None:
    g.started = time.perf_counter()


def _count(response: Response) -> Response:
    seconds = time.perf_counter() - g.started
    _metrics().count_response(request.endpoint, response.status_code, seconds)
    return response


def init_app(app: Flask) -> None:
    """Count what this app serves."""
    app.extensions["metrics"] = Metrics()
    app.before_request(_start)
    app.after_request(_count)
