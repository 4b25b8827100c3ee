"""The fetch plan of a sync: units of work, each committed once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from qa.archive.sources import question_json
from qa.archive.sync.body_ids import resolve_body_ids
from qa.archive.sync.client import ApiClient
from qa.archive.sync.day_lists import DayLists, window_filter
from qa.archive.sync.window import days_due, month_end, months
from qa.errors import BadRequest
from qa.settings import Settings
from qa.store.archive import reading, sync_state, versions
from qa.store.archive.sync_state import ALL_BODIES


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """The questions that a sync fetches: the bodies, the first day and the last.

    `bodies` are Parliament's ids, or ALL_BODIES alone. `due` maps each day to be fetched, oldest
    first, to the bodies that it is fetched for.
    """

    bodies: tuple[int, ...]
    since: date
    until: date
    due: dict[date, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A unit of work: `find` returns the ids of its questions from the API's lists.

    `day` and `bodies` are set for a day, which is recorded as fetched when all of it is stored.
    """

    name: str
    find: Callable[[], set[int]]
    day: date | None = None
    bodies: tuple[int, ...] = ()


def plan_sync(
    settings: Settings, bodies: Sequence[str], since: date | None, until: date
) -> SyncPlan:
    """The plan for some bodies, by id or name (none: all), and a window of days.

    Without `since` the window begins with the first day ever planned. Raises BadRequest where a
    body is unknown, the window ends before it begins or after today, or no `since` is given on a
    first run.
    """
    if until > date.today():
        raise BadRequest(
            "until",
            f"The window ends on {until}, which is in the future.",
            "Give --until today or an earlier day.",
        )
    days: dict[int, dict[str, str | None]] = {}
    if settings.store_path.exists():
        with reading(settings.store_path) as db:
            seen = sync_state.body_names(db)
            ids = resolve_body_ids(bodies, seen) or [ALL_BODIES]
            days = {body: sync_state.days(db, body) for body in ids}
    else:
        ids = resolve_body_ids(bodies, ()) or [ALL_BODIES]
    first = {body: since or _first_day(days.get(body)) for body in ids}
    if max(first.values()) > until:
        raise BadRequest(
            "since",
            f"The window begins on {max(first.values())} and ends on {until}.",
            "Give --until a day that is not before --since.",
        )
    bodies_of: dict[date, list[int]] = {}
    for body, begin in first.items():
        for day in days_due(days.get(body, {}), begin, until):
            bodies_of.setdefault(day, []).append(body)
    due = {day: tuple(bodies_of[day]) for day in sorted(bodies_of)}
    return SyncPlan(tuple(ids), min(first.values()), until, due)


def work_items(settings: Settings, plan: SyncPlan, client: ApiClient) -> list[WorkItem]:
    """The days that are due; then corrections, and the questions that were still open."""
    items = [
        WorkItem(day.isoformat(), partial(lists.of, day), day, bodies)
        for days, bodies in _runs_of_days(plan.due)
        for lists in [DayLists(client, days, bodies)]
        for day in days
    ]
    for first, last in months(plan.since, plan.until):
        find = partial(_corrected, settings, client, plan.bodies, first, last)
        items.append(WorkItem(f"corrections of {first:%B %Y}", find))
    holding, unanswered = _open_questions(settings, plan.bodies)
    if holding:
        items.append(WorkItem("holding answers", lambda: holding))
    for month, ids in unanswered.items():
        find = partial(_no_longer_unanswered, client, plan.bodies, month, ids)
        items.append(WorkItem(f"questions open since {month:%B %Y}", find))
    return items


def _runs_of_days(
    due: Mapping[date, tuple[int, ...]],
) -> list[tuple[list[date], tuple[int, ...]]]:
    """The days that are due, where they follow each other in one month for the same bodies."""
    runs: list[tuple[list[date], tuple[int, ...]]] = []
    for day, bodies in due.items():
        before = day - timedelta(days=1)
        if (
            runs
            and runs[-1][1] == bodies
            and runs[-1][0][-1] == before
            and before.month == day.month
        ):
            runs[-1][0].append(day)
        else:
            runs.append(([day], bodies))
    return runs


def _corrected(
    settings: Settings, client: ApiClient, bodies: Iterable[int], first: date, last: date
) -> set[int]:
    """The questions corrected in a window, without the corrections that are stored already."""
    rows = client.questions(window_filter("corrected", first, last, bodies))
    if not (rows and settings.store_path.exists()):
        return {row.id for row in rows}
    with reading(settings.store_path) as db:
        stored = {
            row.id: versions.latest(db, f"{row.date_tabled}/{row.uin}", question_json.DETAIL)
            for row in rows
        }
    return {
        row.id
        for row in rows
        if not (
            (version := stored[row.id])
            and row.date_corrected
            and question_json.date_corrected(version.published) == row.date_corrected
        )
    }


def _open_questions(
    settings: Settings, bodies: Sequence[int]
) -> tuple[set[int], dict[date, set[int]]]:
    """Ids of the questions open before this run: with a holding answer; others by month tabled."""
    holding: set[int] = set()
    unanswered: dict[date, set[int]] = {}
    if settings.store_path.exists():
        with reading(settings.store_path) as db:
            for question in sync_state.open_questions(db, bodies):
                month = date.fromisoformat(question.date_tabled).replace(day=1)
                ids = holding if question.holding else unanswered.setdefault(month, set())
                ids.add(question.id)
    return holding, unanswered


def _no_longer_unanswered(
    client: ApiClient, bodies: Iterable[int], month: date, ids: set[int]
) -> set[int]:
    """Which of the questions tabled in a month the API no longer lists as unanswered."""
    tabled = window_filter("tabled", month, month_end(month), bodies)
    rows = client.questions([("answered", "Unanswered"), *tabled])
    return ids - {row.id for row in rows if row.unanswered}


def _first_day(days: dict[str, str | None] | None) -> date:
    if not days:
        raise BadRequest(
            "since",
            "No earlier sync is recorded to continue from.",
            "Give --since, the first day to fetch, such as --since 2021-01-01.",
        )
    return date.fromisoformat(min(days))
