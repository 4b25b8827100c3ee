"""Batches: within a deadline, for a client that waits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, g
from werkzeug.exceptions import ClientDisconnected, ServiceUnavailable

from web.api.batch import BATCH_SECONDS, each_in_time


@pytest.fixture
def clock(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """A request of an app; the list's item is the time, in seconds since its start."""
    now = [0.0]
    monkeypatch.setattr("web.api.batch.time.perf_counter", lambda: now[0])
    with app.test_request_context("/api/v1/searches"):
        g.started = 0.0
        yield now


def test_every_item_is_given_with_its_place(clock: list[float]) -> None:
    assert list(each_in_time(["a", "b"])) == [(0, "a"), (1, "b")]


def test_past_its_deadline_a_batch_says_how_many_to_send(clock: list[float]) -> None:
    batch = each_in_time(range(1_000))
    for _ in range(300):
        next(batch)
    clock[0] = BATCH_SECONDS + 0.1
    with pytest.raises(ServiceUnavailable, match=r"300 of 1,000 .* Send at most 150 "):
        next(batch)


def test_a_batch_whose_client_has_left_ends(app: Flask) -> None:
    left = {"waitress.client_disconnected": lambda: True}
    with app.test_request_context("/api/v1/searches", environ_overrides=left):
        g.started = 0.0
        with pytest.raises(ClientDisconnected):
            next(each_in_time(["a"]))
