"""Sync: fetch what is due from Parliament's API and store it, one unit of work at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

from qa.archive import merge_sources, sources
from qa.archive.prepare import complete_old_versions
from qa.archive.report import SyncReport
from qa.archive.sources import Rejection, question_json
from qa.archive.sync.client import ApiClient, QuestionDetail
from qa.archive.sync.plan import SyncPlan, WorkItem, work_items
from qa.archive.sync.transport import MAX_CONNECTIONS
from qa.archive.update import bring_up_to_date
from qa.errors import ApiDown, ApiError, ApiGone, QaError, Rejected, StoreError, printable
from qa.index import publish_sync
from qa.model import Progress
from qa.settings import Settings
from qa.store import Database
from qa.store.archive import revision, sync_state, writing
from qa.store.archive.sync_state import OpenQuestion
from qa.text.markup import plain_text

_BATCH_QUESTIONS = 50  # held in memory before they are stored


def synchronise(
    settings: Settings, plan: SyncPlan, client: ApiClient, progress: Progress | None = None
) -> SyncReport:
    """Fetch and store what is planned, then update the index.

    A day is recorded as fetched in the transaction that stores its last question, so a run that is
    killed continues where it was. What the API does not give is reported, and its day stays due.
    How the run ended is recorded too, since nobody reads the output of a timer.
    """
    try:
        report = _fetch_all(settings, plan, client, progress)
        bring_up_to_date(settings, progress)
    except QaError:
        with suppress(StoreError):
            _record_end(settings, "The store or the index cannot be written. Its log says why.")
        raise
    _record_end(settings, _failure(report))
    publish_sync(settings)
    return report


def _fetch_all(
    settings: Settings, plan: SyncPlan, client: ApiClient, progress: Progress | None
) -> SyncReport:
    """Fetch and store what is planned."""
    with writing(settings.store_path, create=True) as db:
        for day, bodies in plan.due.items():
            sync_state.mark_pending(db, bodies, day.isoformat())
    run = _Run(settings, client)
    items = work_items(settings, plan, client)
    missed: list[WorkItem] = []
    try:
        for done, item in enumerate(items):
            if progress:
                run.progress = partial(_show_progress, progress, done, len(items))
                run.progress(0, 1)
            try:
                run.fetch(item)
            except ApiDown:
                raise
            except ApiError as error:
                missed.append(item)
                run.report.missed.append(f"{item.name}: {error}")
    except ApiDown as error:
        run.report.missed.append(f"{item.name} and all that was to follow: {error}")
    else:
        run.progress(1, 1)
        with writing(settings.store_path) as db:
            sync_state.record_completed_run(db, "sync")
            if all(item.day for item in missed):
                sync_state.record_completed_run(db, "corrections")
    return run.report


def _failure(report: SyncReport) -> str | None:
    """Why a run did not bring in all that it looked for; None where it did."""
    missing = [f"Not fetched: {line}" for line in report.missed]
    missing += [f"Rejected: {one.where}: {one.reason}" for one in report.rejected]
    if not missing:
        return None
    more = f" And {len(missing) - 1:,} more." if missing[1:] else ""
    return printable(missing[0]) + more


def _record_end(settings: Settings, failure: str | None) -> None:
    with writing(settings.store_path) as db:
        sync_state.record_failure(db, failure)


def preview(
    settings: Settings, plan: SyncPlan, client: ApiClient, progress: Progress | None = None
) -> Iterator[tuple[str, int]]:
    """The name of each unit of work and how many more questions it would fetch, by the lists."""
    seen: set[int] = set()
    items = work_items(settings, plan, client)
    for done, item in enumerate(items, start=1):
        found = item.find() - seen
        seen |= found
        if progress:
            progress("Reading lists", done, len(items))
        yield item.name, len(found)


class _Run:
    """One run; it fetches each question once, however many units of work it belongs to."""

    def __init__(self, settings: Settings, client: ApiClient) -> None:
        self._settings, self._client = settings, client
        self._stored: dict[int, bool] = {}  # by id of a fetched question; False: rejected
        self.report = SyncReport()
        self.progress: Callable[[int, int], None] = lambda done, total: None

    def fetch(self, item: WorkItem) -> None:
        """Fetch and store a unit of work; raises ApiError where the API does not give all of it."""
        found = item.find()
        ids = sorted(found - self._stored.keys())
        failed: dict[int, ApiError] = {}
        for start in range(0, len(ids) or 1, _BATCH_QUESTIONS):
            details, errors = self._details(ids, start)
            failed |= errors
            if not (details or errors or item.day):
                return
            with writing(self._settings.store_path) as db:
                complete_old_versions(db)
                changed = [self._store(db, detail) for detail in details]
                if any(changed):
                    revision.advance(db)
                for id, error in errors.items():
                    if isinstance(error, ApiGone):
                        # If the question comes back, the list of a day shows it.
                        sync_state.remove_open_question(db, id)
                last = start + _BATCH_QUESTIONS >= len(ids)
                if item.day and last and all(self._stored.get(id) for id in found):
                    sync_state.mark_fetched(db, item.bodies, item.day.isoformat())
            for error in errors.values():
                if isinstance(error, ApiDown):
                    raise error
        if failed:
            first = next(iter(failed.values()))
            raise ApiError(f"{len(failed):,} of {len(ids):,} questions; the first: {first}")

    def _details(
        self, ids: Sequence[int], start: int
    ) -> tuple[list[QuestionDetail], dict[int, ApiError]]:
        """The questions of a batch, and an error for each id that the API does not give."""
        details: list[QuestionDetail] = []
        errors: dict[int, ApiError] = {}
        batch = ids[start : start + _BATCH_QUESTIONS]
        with ThreadPoolExecutor(MAX_CONNECTIONS) as pool:
            for number, got in enumerate(pool.map(self._detail, batch)):
                if isinstance(got, ApiError):
                    errors[batch[number]] = got
                else:
                    details.append(got)
                self.progress(start + number + 1, len(ids))
        return details, errors

    def _detail(self, id: int) -> QuestionDetail | ApiError:
        try:
            return self._client.question(id)
        except ApiError as error:
            return error

    def _store(self, db: Database, detail: QuestionDetail) -> bool:
        """Store one question, or reject it; say whether that changed the store."""
        try:
            record = sources.reread(question_json.DETAIL, detail.published)
            text = plain_text(record.answer, record.markup)
        except Rejected as error:
            self._stored[detail.id] = False
            self.report.reject(Rejection(f"question {detail.id}", str(error)))
            return False
        outcome = merge_sources.upsert(db, record, text)
        self._stored[detail.id] = True
        self.report.count(outcome, record.status)
        if record.answering_body:
            sync_state.save_body_name(db, detail.body, record.answering_body)
        if record.status in ("holding", "unanswered"):
            holding = record.status == "holding"
            question = OpenQuestion(detail.id, detail.body, record.date_tabled or "", holding)
            sync_state.save_open_question(db, question)
        else:
            sync_state.remove_open_question(db, detail.id)
        return outcome != "unchanged"


def _show_progress(progress: Progress, items: int, of: int, done: int, total: int) -> None:
    """Show how many units of work are done, with the share of the current one, in thousandths."""
    progress("Fetching questions", 1000 * items + 1000 * done // total, 1000 * of)
