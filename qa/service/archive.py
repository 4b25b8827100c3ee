"""What changes the archive: ingest, sync, the index and its embeddings; and the check of it all."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date

from qa.archive.ingest import ingest, ingest_shipped
from qa.archive.integrity import verify_integrity
from qa.archive.report import IngestReport, Report, SyncReport
from qa.archive.update import (
    bring_up_to_date,
    embed_in_turns,
    embedding_state,
    has_model,
    rebuild,
)
from qa.model import Progress
from qa.settings import Settings

__all__ = [
    "IngestReport",
    "Report",
    "SyncReport",
    "bring_up_to_date",
    "embed_in_turns",
    "embedding_state",
    "has_model",
    "ingest",
    "ingest_shipped",
    "preview_sync",
    "rebuild",
    "sync",
    "verify_integrity",
]


def sync(
    settings: Settings,
    bodies: Sequence[str],
    since: date | None,
    until: date,
    *,
    api_url: str | None = None,
    rate: float,
    progress: Progress | None = None,
) -> SyncReport:
    """Fetch and store what Parliament's API has for a window of days; then update the index.

    `bodies` are ids or names, none for all; `rate` is the most requests a second. Raises BadRequest
    for an unknown body, an empty window, or no `since` on a first run.
    """
    from qa.archive.sync import API_URL, ApiClient, plan_sync, synchronise  # loads the HTTP client

    plan = plan_sync(settings, bodies, since, until)
    with closing(ApiClient(api_url or API_URL, rate)) as client:
        return synchronise(settings, plan, client, progress)


def preview_sync(
    settings: Settings,
    bodies: Sequence[str],
    since: date | None,
    until: date,
    *,
    api_url: str | None = None,
    rate: float,
    progress: Progress | None = None,
) -> list[tuple[str, int]]:
    """What `sync` would fetch: the name of each unit of work and its number of questions."""
    from qa.archive.sync import API_URL, ApiClient, plan_sync, preview  # loads the HTTP client

    plan = plan_sync(settings, bodies, since, until)
    with closing(ApiClient(api_url or API_URL, rate)) as client:
        return list(preview(settings, plan, client, progress))
