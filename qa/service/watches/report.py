"""Reports: what has happened since an owner looked, for each of the owner's watches."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from qa.errors import BadRequest
from qa.model import STATUSES, Query, Request
from qa.model.watches import (
    HAPPENED,
    ChangedAnswer,
    Collection,
    Happened,
    HappenedCounts,
    Watch,
    WatchEntry,
    WatchesRecord,
    WatchRecord,
    no_counts,
)
from qa.search.browse.watched import (
    Changes,
    of_everything,
    of_question,
    of_search,
    superseding,
)
from qa.search.readings import query_of
from qa.search.snapshot import Snapshot
from qa.service.watches.saved_search import SavedSearch

MAX_ENTRIES = 50
"""The entries of one watch that are listed; the counts are of all."""
REMEMBERED = 512
"""The findings that are kept for the next page."""
REMEMBERED_CHANGES = 8
"""The lists of changed answers that are kept, each after another change."""

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Found:
    """An answer that something happened to, and the watched answer that it supersedes, if any."""

    change: ChangedAnswer
    happened: Happened
    about: str | None = None


@dataclass(frozen=True, slots=True)
class WatchReport:
    """What happened to the answers of one watch since its owner looked.

    `begins_again` where the store was replaced: then all that matches is listed. `problem` says why
    nothing can be reported.
    """

    watch: Watch
    counts: HappenedCounts
    entries: tuple[WatchEntry, ...] = ()
    begins_again: bool = False
    problem: str | None = None

    @property
    def total(self) -> int:
        """The number of answers that something happened to."""
        return sum(self.counts[one] for one in HAPPENED)

    @property
    def search(self) -> SavedSearch | None:
        """The saved search or question of the watch; None where it is of another kind."""
        searched = self.watch.kind in ("search", "question")
        return SavedSearch.read(self.watch.what) if searched else None

    def as_json(self) -> WatchRecord:
        """The report in its public JSON form; the digest of a pack is not shown."""
        one, search = self.watch, self.search
        answer_id = one.what if one.kind == "answer" else None
        return {
            "watch_id": one.key,
            "kind": one.kind,
            "name": one.name,
            "what": search.as_json() if search else answer_id,
            "created_at": one.created_at,
            "counts": self.counts,
            "begins_again": self.begins_again,
            "problem": self.problem,
            "entries": [entry.as_json() for entry in self.entries],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The reports of an owner's watches, complete up to the change `seen`.

    `counts` are of answers, each once; `touched` has for each collection that holds some of them,
    or an answer that they supersede, how many.
    """

    seen: str
    counts: HappenedCounts
    watches: tuple[WatchReport, ...]
    touched: tuple[tuple[Collection, int], ...] = ()

    @property
    def total(self) -> int:
        """The number of answers that something happened to."""
        return sum(self.counts[one] for one in HAPPENED)

    def as_json(self) -> WatchesRecord:
        """The report in its public JSON form."""
        return {
            "seen": self.seen,
            "counts": self.counts,
            "watches": [one.as_json() for one in self.watches],
        }


class Remembered(Generic[Key, Value]):
    """The last values that were worked out, at most so many."""

    def __init__(self, most: int) -> None:
        self._most, self._values = most, OrderedDict[Key, Value]()

    def get(self, key: Key) -> Value | None:
        """The value of a key; None where it is not remembered."""
        return self._values.get(key)

    def keep(self, key: Key, value: Value) -> Value:
        """Remember a value, and return it."""
        self._values[key] = value
        while len(self._values) > self._most:
            self._values.popitem(last=False)
        return value


@dataclass(frozen=True, slots=True)
class Reporter:
    """Makes reports over one snapshot; what it finds is remembered for the next one.

    `pack_ids` are the ids of the answers in each watched pack, by the digest of its token.
    """

    snapshot: Snapshot
    changes: Remembered[tuple[str, int], Changes]
    found: Remembered[tuple[object, ...], tuple[Found, ...]]
    pack_ids: dict[str, list[str]] = field(default_factory=dict)

    @property
    def seen(self) -> str:
        """The store, and the number of the last change that the index has."""
        revision = self.snapshot.index.revision
        return f"{revision.partition('.')[0]}.{self._until}"

    @property
    def _until(self) -> int:
        return self.snapshot.answers.last_change(self.snapshot.index.revision)

    def report(
        self,
        watches: Sequence[Watch],
        collections: Sequence[Collection] = (),
        entries: int = MAX_ENTRIES,
        after: str | None = None,
    ) -> Report:
        """What happened since each watch was looked at, at most so many entries of each.

        `after` is a change that nothing is reported up to, though it was not looked at.
        """
        seen = self.seen
        found = [(watch, *self._of(watch, seen, after)) for watch in watches]
        shown = {one.change.answer_id for _, all, *_ in found for one in all[:entries]}
        answers = self.snapshot.answers.answers(shown)
        reports = []
        every: dict[str, Happened] = {}
        about: dict[str, set[str]] = {}
        for watch, all, again, problem in found:
            counts = no_counts()
            for one in all:
                counts[one.happened] += 1
                every.setdefault(one.change.answer_id, one.happened)
                named = about.setdefault(one.change.answer_id, {one.change.answer_id})
                named.update({one.about} if one.about else ())
            listed = tuple(
                WatchEntry(
                    answers[one.change.answer_id],
                    one.happened,
                    one.change,
                    one.about,
                    _touched((one.change.answer_id, one.about), collections),
                )
                for one in all[:entries]
                if one.change.answer_id in answers
            )
            reports.append(WatchReport(watch, counts, listed, again, problem))
        total = no_counts()
        for happened in every.values():
            total[happened] += 1
        touched = (
            (each, sum(not ids.isdisjoint(each.answer_ids) for ids in about.values()))
            for each in collections
        )
        return Report(seen, total, tuple(reports), tuple(one for one in touched if one[1]))

    def _of(
        self, watch: Watch, seen: str, after: str | None
    ) -> tuple[tuple[Found, ...], bool, str | None]:
        """What happened to the answers of a watch, whether it begins again, and its problem."""
        number, again = _since(watch.seen, seen)
        if after is not None:
            number = max(number, _since(after, seen)[0])
        packed = tuple(self.pack_ids.get(watch.what, ())) if watch.kind == "pack" else ()
        if watch.kind == "pack" and watch.what not in self.pack_ids:
            return (), again, "This pack was deleted or has expired."
        key = (self.snapshot.version, seen, number, watch.kind, watch.what, packed)
        found = self.found.get(key)
        if found is None:
            changes = self._changes(seen, number)
            try:
                found = self._look(watch, changes, packed) if changes.all else ()
            except BadRequest as error:  # A filter that no answer of this store can match.
                return (), again, str(error)
            self.found.keep(key, found)
        return found, again, None

    def _look(self, watch: Watch, changes: Changes, packed: Sequence[str]) -> tuple[Found, ...]:
        if watch.kind == "answer":
            return self._of_answers([watch.what], changes)
        if watch.kind == "pack":
            return self._of_answers(packed, changes)
        request = SavedSearch.read(watch.what).request
        asked = query_of if request.question else _of_filters
        query = asked(request, self.snapshot)
        look = of_question if watch.kind == "question" else of_search
        if query.is_listing or not request.question:
            look = of_everything
        found = look(query, changes, self.snapshot)
        return tuple(Found(change, happened) for change, happened in found)

    def _of_answers(self, ids: Iterable[str], changes: Changes) -> tuple[Found, ...]:
        """What happened to some answers, and the later answers to the same questions."""
        answers = list(self.snapshot.answers.find_all(ids).values())
        named = {one.answer_id for one in answers}
        found = {
            one.answer_id: Found(one, happened)
            for one in changes.all
            if one.answer_id in named and (happened := _own(one))
        }
        later = changes.now_answered()
        for answer in answers:
            for change in superseding(answer, later, self.snapshot):
                found.setdefault(change.answer_id, Found(change, "superseded", answer.answer_id))
        return tuple(sorted(found.values(), key=lambda one: -one.change.number))

    def _changes(self, seen: str, after: int) -> Changes:
        known = self.changes.get((seen, after))
        if known is None:
            until = int(seen.partition(".")[2])
            all = self.snapshot.answers.changed(after, until) if after < until else ()
            known = self.changes.keep((seen, after), Changes(tuple(all)))
        return known


def _since(watched: str, seen: str) -> tuple[int, bool]:
    """The change after which a watch reports, and whether it begins again, at the very first: the
    store is another one, or an older copy."""
    store, _, number = seen.partition(".")
    of, _, after = watched.partition(".")
    again = of != store or int(after) > int(number)
    return (0, True) if again else (int(after), False)


def _own(change: ChangedAnswer) -> Happened | None:
    """What happened to a watched answer itself; that it is new is nothing to report."""
    if change.was is None:
        return change.status if change.status in ("corrected", "withdrawn") else None
    happened = change.happened(STATUSES)
    return None if happened == "new" else happened


def _of_filters(request: Request, snapshot: Snapshot) -> Query:
    """The query of filters alone; raises BadRequest for one that no answer can match."""
    # The word is read for the filters' sake alone: names become the answers that they leave.
    return replace(query_of(replace(request, question="answers"), snapshot), terms=())


def _touched(
    ids: Iterable[str | None], collections: Sequence[Collection]
) -> tuple[Collection, ...]:
    named = {one for one in ids if one}
    return tuple(one for one in collections if named & one.answer_ids)
