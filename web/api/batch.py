"""Batches: calls of many questions, each charged, within a deadline, for a client that waits."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

from flask import g, request
from werkzeug import exceptions

from web import access

BATCH_SECONDS = 60
"""From the start of a batch to its last question."""

PATHS = ("/api/v1/searches", "/api/v1/runs")
"""The paths that take a batch."""

Item = TypeVar("Item")


def each_in_time(items: Sequence[Item]) -> Iterator[tuple[int, Item]]:
    """The items of a batch with their places from 0, each charged to the key as one request.

    Aborts before any work with 429 where the key's rate has no room for all, between two items with
    503 past the deadline, and where the client has left.
    """
    access.charge(len(items) - 1)
    has_left = request.environ.get("waitress.client_disconnected", bool)
    for place, item in enumerate(items):
        if has_left():
            raise exceptions.ClientDisconnected
        if time.perf_counter() - g.started > BATCH_SECONDS:
            raise exceptions.ServiceUnavailable(
                f"{place:,} of {len(items):,} took {BATCH_SECONDS} s, the longest that a call may "
                f"take. Send at most {max(1, place // 2):,} in one call."
            )
        yield place, item
