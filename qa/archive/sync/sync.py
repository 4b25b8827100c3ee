"""Sync: the store kept current with Parliament's API, a slice a transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from qa import store
from qa.archive import merge_sources, sources
from qa.archive.sources import Refusal, api_json
from qa.archive.sync.client import Client, Detail
from qa.archive.sync.plan import Slice, Wanted, slices
from qa.archive.sync.report import Report
from qa.archive.sync.transport import AT_ONCE
from qa.archive.update import bring_up_to_date
from qa.errors import ApiDown, ApiError, ApiGone, Rejected
from qa.model import Progress
from qa.settings import Settings
from qa.store.archive.sync_state import OpenQuestion
from qa.text.markup import plain_text

_BATCH = 50  # questions held in memory before they are stored


def synchronise(
    settings: Settings, what: Wanted, client: Client, progress: Progress | None = None
) -> Report:
    """Fetch what is wanted and store it, then update the index.

    A day is noted as fetched in the transaction that stores the last of it: killed at any moment,
    the next run goes on where this one was. What the API does not give is reported, and its day
    stays due.
    """
    with store.archive.writing(settings.store_path, create=True) as db:
        for day, bodies in what.due.items():
            store.archive.sync_state.want(db, bodies, day.isoformat())
    run = _Run(settings, client)
    pieces = slices(settings, what, client)
    missed: list[Slice] = []
    try:
        for done, piece in enumerate(pieces):
            if progress:
                run.progress = partial(_part, progress, done, len(pieces))
                run.progress(0, 1)
            try:
                run.fetch(piece)
            except ApiDown:
                raise
            except ApiError as error:
                missed.append(piece)
                run.report.missed.append(f"{piece.name}: {error}")
    except ApiDown as error:
        run.report.missed.append(f"{piece.name} and all that was to follow: {error}")
    else:
        run.progress(1, 1)
        with store.archive.writing(settings.store_path) as db:
            store.archive.sync_state.passed(db, "sync")
            if all(piece.day for piece in missed):
                store.archive.sync_state.passed(db, "corrections")
    bring_up_to_date(settings, progress)
    return run.report


def preview(
    settings: Settings, what: Wanted, client: Client, progress: Progress | None = None
) -> Iterator[tuple[str, int]]:
    """What a run would fetch, by the lists alone: each slice, and how many more questions."""
    seen: set[int] = set()
    pieces = slices(settings, what, client)
    for done, piece in enumerate(pieces, start=1):
        found = piece.find() - seen
        seen |= found
        if progress:
            progress("Reading lists", done, len(pieces))
        yield piece.name, len(found)


class _Run:
    """One run: whether each question it has fetched is stored, so that none is fetched twice."""

    def __init__(self, settings: Settings, client: Client) -> None:
        self._settings, self._client = settings, client
        self._stored: dict[int, bool] = {}
        self.report = Report()
        self.progress: Callable[[int, int], None] = lambda done, total: None

    def fetch(self, piece: Slice) -> None:
        """Fetch and store a slice; raises ApiError where some of it is not given."""
        found = piece.find()
        ids = sorted(found - self._stored.keys())
        failed: dict[int, ApiError] = {}
        for start in range(0, len(ids) or 1, _BATCH):
            details, errors = self._details(ids, start)
            failed |= errors
            if not (details or errors or piece.day):
                return
            with store.archive.writing(self._settings.store_path) as db:
                if sum(self._enter(db, detail) for detail in details):
                    store.archive.versions.advance(db)
                for id in (id for id, error in errors.items() if isinstance(error, ApiGone)):
                    store.archive.sync_state.close(db, id)  # If it comes back, it comes with a day.
                last = start + _BATCH >= len(ids)
                if piece.day and last and all(self._stored.get(id) for id in found):
                    store.archive.sync_state.fetched(db, piece.bodies, piece.day.isoformat())
            for error in errors.values():
                if isinstance(error, ApiDown):
                    raise error
        if failed:
            first = next(iter(failed.values()))
            raise ApiError(f"{len(failed):,} of {len(ids):,} questions; the first: {first}")

    def _details(self, ids: Sequence[int], start: int) -> tuple[list[Detail], dict[int, ApiError]]:
        """The details of a batch, and an error for each id that is not given."""
        details: list[Detail] = []
        errors: dict[int, ApiError] = {}
        batch = ids[start : start + _BATCH]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for number, got in enumerate(pool.map(self._detail, batch)):
                if isinstance(got, ApiError):
                    errors[batch[number]] = got
                else:
                    details.append(got)
                self.progress(start + number + 1, len(ids))
        return details, errors

    def _detail(self, id: int) -> Detail | ApiError:
        try:
            return self._client.question(id)
        except ApiError as error:
            return error

    def _enter(self, db: store.Database, detail: Detail) -> bool:
        """Enter one question in the register; whether that changed the store."""
        try:
            record = sources.reread(api_json.DETAIL, detail.published)
            text = plain_text(record.answer, record.markup)
        except Rejected as error:
            self._stored[detail.id] = False
            self.report.refuse(Refusal(f"question {detail.id}", str(error)))
            return False
        entered = merge_sources.enter(db, record, text)
        self._stored[detail.id] = True
        self.report.count(entered, record.status)
        if record.answering_body:
            store.archive.sync_state.note_body(db, detail.body, record.answering_body)
        if record.status in ("holding", "unanswered"):
            held = record.status == "holding"
            question = OpenQuestion(detail.id, detail.body, record.date_tabled or "", held)
            store.archive.sync_state.keep_open(db, question)
        else:
            store.archive.sync_state.close(db, detail.id)
        return entered != "unchanged"


def _part(progress: Progress, pieces: int, of: int, done: int, total: int) -> None:
    """Show how far the slices are, with the share of the one under way, in thousandths."""
    progress("Fetching questions", 1000 * pieces + 1000 * done // total, 1000 * of)
