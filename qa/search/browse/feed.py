"""Feed: the matching answers that are newest, or were corrected last, for whoever follows."""

from __future__ import annotations

import numpy as np

from qa.model import STATUSES, Answer, Query
from qa.model.browse import FeedEntry
from qa.search.browse.matches import matching
from qa.search.retrieve import quoted
from qa.search.snapshot import Holdings
from qa.store.archive.history import context, history

CORRECTED = 200
"""Of how many of the newest corrected answers the day of the correction is looked up."""


def latest(query: Query, holdings: Holdings, most: int) -> list[FeedEntry]:
    """The matching answers, at most `most`: last given or corrected first, ties as in the index."""
    index = holdings.index
    answers, places = matching(query, holdings)
    corrected = index.answers.facts["status"][answers] == STATUSES.index("corrected")
    # Both are newest first: whatever else is given later than any of these is one of them.
    kept = np.union1d(np.flatnonzero(~corrected)[:most], np.flatnonzero(corrected)[:CORRECTED])
    found = quoted(query, holdings, places[kept], np.zeros(len(kept)).tolist())
    entries = [FeedEntry(one, _updated(one.answer, holdings)) for one in found]
    return sorted(entries, key=lambda entry: entry.updated, reverse=True)[:most]


def _updated(answer: Answer, holdings: Holdings) -> str:
    """When an answer was given, or corrected: on the day that a source states, else when a source
    that had not said so before was seen to say so."""
    given = answer.date_answered or answer.date_tabled or ""
    if answer.status != "corrected":
        return given
    if stated := context(holdings.db, answer).date_corrected:
        return stated
    seen = history(holdings.db, answer)
    if seen[0]["status"] == "corrected":
        return given
    return next((one["seen_at"][:10] for one in seen if one["status"] == "corrected"), given)
