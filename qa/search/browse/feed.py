"""Feed: the matching answers that are newest, or were corrected last."""

from __future__ import annotations

from dataclasses import replace

from qa.index import MatchSet, Where
from qa.model import Answer, Query, Quotation, Span
from qa.model.browse import FeedEntry
from qa.search.quotations import read_passages
from qa.search.snapshot import Snapshot

MAX_CORRECTED = 200
"""The newest corrected answers whose date of correction is looked up."""


def latest(query: Query, matches: MatchSet, limit: int, snapshot: Snapshot) -> list[FeedEntry]:
    """The matching answers last given or corrected first; of one date in the order of ties."""
    found = matches.narrow(Where(query.filters, query.allowed_answers))
    corrected = Where(replace(query.filters, status=("corrected",)))
    newest = (*found.by_date(limit), *found.narrow(corrected).by_date(MAX_CORRECTED))
    hits = {hit.passage: hit for hit in newest}
    ordered = sorted(hits.values(), key=lambda hit: hit.doc)
    entries = [
        FeedEntry(Quotation(0, 0.0, passage, answer, Span(0, 0)), _updated(answer, snapshot))
        for passage, answer in read_passages(ordered, snapshot)
    ]
    return sorted(entries, key=lambda entry: entry.updated, reverse=True)[:limit]


def _updated(answer: Answer, snapshot: Snapshot) -> str:
    """The date on which an answer was given or corrected: as a source states it, else when a source
    that had not said so before was first seen to say so."""
    given = answer.date_answered or answer.date_tabled or ""
    if answer.status != "corrected":
        return given
    if stated := snapshot.answers.context(answer).date_corrected:
        return stated
    versions = snapshot.answers.history(answer)
    if versions[0]["status"] == "corrected":
        return given
    return next((one["seen_at"][:10] for one in versions if one["status"] == "corrected"), given)
