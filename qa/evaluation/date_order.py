"""Precision in date order: whether what "newest first" gives holds what was asked."""

from __future__ import annotations

from dataclasses import dataclass

from qa.evaluation.runs import RunMetadata

NEWEST = 25
"""The passages in date order that are looked at."""


@dataclass(frozen=True, slots=True)
class DatePrecision:
    """The mean, over the `topics` that are answered in date order, of the share of the first 25
    passages whose answers hold all content words of the question."""

    topics: int
    mean: float


def measure_date_order(metadata: RunMetadata) -> DatePrecision | None:
    """The precision of a run in date order; None where its sidecar does not state it."""
    stated = [one.newest for one in metadata.topics.values() if one.newest is not None]
    shares = [holding / entries for entries, holding in stated if entries]
    if not stated:
        return None
    return DatePrecision(len(shares), sum(shares) / len(shares) if shares else 0.0)
