"""Slices: what a sync is to bring, cut into parts that are fetched and noted as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from qa import store
from qa.archive.sources import api_json
from qa.archive.sync.body_ids import resolved
from qa.archive.sync.window import due, months
from qa.errors import BadRequest
from qa.settings import Settings
from qa.store.archive.sync_state import EVERY_BODY

if TYPE_CHECKING:
    from qa.archive.sync.client import Client
    from qa.archive.sync.transport import Filter


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be in the store: questions of these bodies, from one day to another.

    `bodies` are ids, EVERY_BODY alone for all; `due` gives each day still to be fetched, oldest
    first, with the bodies that it is due for.
    """

    bodies: tuple[int, ...]
    since: date
    until: date
    due: dict[date, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the window that is fetched and noted as a whole.

    `find` asks the API's lists for the questions in it. `day` and `bodies` are set for a day,
    which is noted as fetched.
    """

    name: str
    find: Callable[[], set[int]]
    day: date | None = None
    bodies: tuple[int, ...] = ()


def wanted(settings: Settings, bodies: Sequence[str], since: date | None, until: date) -> Wanted:
    """What a run is to bring: bodies by id or name, a window, and the days of it still due.

    Without `since` it goes on from what was fetched before. Raises BadRequest where a body is not
    known, the window ends before it begins, or nothing was fetched before.
    """
    known: dict[int, dict[str, str | None]] = {}
    if settings.store_path.exists():
        with store.archive.reading(settings.store_path) as db:
            ids = resolved(bodies, store.archive.sync_state.seen_bodies(db)) or [EVERY_BODY]
            known = {body: store.archive.sync_state.days(db, body) for body in ids}
    else:
        ids = resolved(bodies, ()) or [EVERY_BODY]
    first = {body: since or _first_day(known.get(body)) for body in ids}
    if max(first.values()) > until:
        raise BadRequest(
            "since",
            f"The window begins on {max(first.values())} and ends on {until}.",
            "Give --until a day that is not before --since.",
        )
    bodies_of: dict[date, list[int]] = {}
    for body, begin in first.items():
        for day in due(known.get(body, {}), begin, until):
            bodies_of.setdefault(day, []).append(body)
    days = {day: tuple(bodies_of[day]) for day in sorted(bodies_of)}
    return Wanted(tuple(ids), min(first.values()), until, days)


def slices(settings: Settings, what: Wanted, client: Client) -> list[Slice]:
    """The days that are due, then what may have changed since: corrections, and what was open."""
    slices = [
        Slice(day.isoformat(), partial(_of_day, client, day, bodies), day, bodies)
        for day, bodies in what.due.items()
    ]
    for first, last in months(what.since, what.until):
        find = partial(_corrected, settings, client, what.bodies, first, last)
        slices.append(Slice(f"corrections of {first:%B %Y}", find))
    held, waiting = _open(settings, what.bodies)
    if held:
        slices.append(Slice("holding answers", lambda: held))
    for month, ids in waiting.items():
        find = partial(_no_longer_open, client, what.bodies, month, ids)
        slices.append(Slice(f"questions open since {month:%B %Y}", find))
    return slices


def _of_day(client: Client, day: date, bodies: Iterable[int]) -> set[int]:
    """What was tabled or answered on a day; corrections have a pass of their own."""
    return {
        row.id
        for event in ("tabled", "answered")
        for row in client.questions(_between(event, day, day, bodies))
    }


def _corrected(
    settings: Settings, client: Client, bodies: Iterable[int], first: date, last: date
) -> set[int]:
    """What was corrected in a month, but for the corrections that are in the store."""
    rows = client.questions(_between("corrected", first, last, bodies))
    if not (rows and settings.store_path.exists()):
        return {row.id for row in rows}
    with store.archive.reading(settings.store_path) as db:
        known = {
            row.id: store.archive.versions.latest(
                db, f"{row.date_tabled}/{row.uin}", api_json.DETAIL
            )
            for row in rows
        }
    return {
        row.id
        for row in rows
        if not (
            (kept := known[row.id])
            and row.date_corrected
            and api_json.date_corrected(kept.published) == row.date_corrected
        )
    }


def _open(settings: Settings, bodies: Sequence[int]) -> tuple[set[int], dict[date, set[int]]]:
    """The questions that were open before this run: under a holding answer, and by month tabled."""
    held: set[int] = set()
    waiting: dict[date, set[int]] = {}
    if settings.store_path.exists():
        with store.archive.reading(settings.store_path) as db:
            for question in store.archive.sync_state.open_questions(db, bodies):
                month = date.fromisoformat(question.date_tabled).replace(day=1)
                (held if question.holding else waiting.setdefault(month, set())).add(question.id)
    return held, waiting


def _no_longer_open(client: Client, bodies: Iterable[int], month: date, ids: set[int]) -> set[int]:
    """Of the questions tabled in a month, those that something has happened to."""
    first, last = next(months(month, date.max))
    asked = [("answered", "Unanswered"), *_between("tabled", first, last, bodies)]
    return ids - {row.id for row in client.questions(asked) if row.unanswered}


def _between(event: str, first: date, last: date, bodies: Iterable[int]) -> list[Filter]:
    """The filter for what happened from one day to another, both included."""
    named = [("answeringBodies", str(body)) for body in bodies if body != EVERY_BODY]
    window = [(f"{event}WhenFrom", first.isoformat()), (f"{event}WhenTo", last.isoformat())]
    return window + named


def _first_day(known: dict[str, str | None] | None) -> date:
    if not known:
        raise BadRequest(
            "since",
            "Nothing was fetched before that could be gone on from.",
            "Give --since, the first day to fetch, such as --since 2021-01-01.",
        )
    return date.fromisoformat(min(known))
