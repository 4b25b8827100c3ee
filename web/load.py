"""Load: what the metrics count, in figures for the operator's page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from prometheus_client import CollectorRegistry

SHARES = (0.5, 0.95, 0.99)
"""Of the responses to an endpoint, the time that so many took at most."""


@dataclass(frozen=True, slots=True)
class EndpointLoad:
    """The responses of an endpoint, how many failed on our side, and times in milliseconds.

    A time is the upper bound of the bucket that a share of the responses reach, or None above the
    largest.
    """

    endpoint: str
    responses: int
    failed: int
    times: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What all processes have counted since the service started."""

    endpoints: tuple[EndpointLoad, ...]
    answered: int
    declined: int
    asked_again: int
    then_answered: int


def load(registry: CollectorRegistry) -> Load:
    """The figures of a registry, the endpoints with most responses first."""
    values: defaultdict[str, dict[tuple[str, ...], float]] = defaultdict(dict)
    for family in registry.collect():
        for one in family.samples:
            values[one.name][tuple(one.labels[name] for name in sorted(one.labels))] = one.value
    responses: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for (endpoint, status), count in values["qa_requests_total"].items():
        responses[endpoint][0] += int(count)
        responses[endpoint][1] += int(count) if status == "5xx" else 0
    buckets: defaultdict[str, dict[float, float]] = defaultdict(dict)
    for (endpoint, bound), count in values["qa_request_seconds_bucket"].items():
        buckets[endpoint][float(bound)] = count
    found = [
        EndpointLoad(
            endpoint, all_, failed, tuple(_time(buckets[endpoint], share) for share in SHARES)
        )
        for endpoint, (all_, failed) in responses.items()
    ]
    replies, again = values["qa_replies_total"], values["qa_asked_again_total"]
    return Load(
        tuple(sorted(found, key=lambda one: (-one.responses, one.endpoint))),
        int(replies.get(("answered",), 0)),
        int(replies.get(("declined",), 0)),
        int(sum(again.values())),
        int(again.get(("answered",), 0)),
    )


def _time(buckets: dict[float, float], share: float) -> float | None:
    """In milliseconds, the bound of the first bucket that has this share of all."""
    bounds = sorted(buckets)
    if not bounds:
        return None
    reached = next((bound for bound in bounds if buckets[bound] >= share * buckets[bounds[-1]]), 0)
    return None if reached == float("inf") else reached * 1000
