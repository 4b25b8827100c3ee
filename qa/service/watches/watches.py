"""The watches of each owner: added, listed with what happened, looked at, removed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qa.errors import BadRequest, NotFound, QaError
from qa.model import Request
from qa.model.citation import title_of
from qa.model.conversations import Turn
from qa.model.tokens import digest
from qa.model.watches import Collection, Watch, WatchKind
from qa.search.browse.watched import Changes
from qa.search.snapshot import Snapshot
from qa.service.conversations import CONTEXT_TURNS
from qa.service.service import Service
from qa.service.undo import too_late
from qa.service.watches.report import (
    MAX_ENTRIES,
    REMEMBERED,
    REMEMBERED_CHANGES,
    Found,
    Remembered,
    Report,
    Reporter,
    WatchReport,
)
from qa.service.watches.saved_search import SavedSearch, stated_filters
from qa.settings import Settings
from qa.store.service import service_store

MAX_WATCHES = 100
"""The watches of one owner."""
TERMINAL = "terminal"
"""The owner of what is watched by the command line, and by an assistant on this machine."""
NAME_CHARS = 200
"""Of the name of a watch; a longer question is cut."""

_SEEN = re.compile(r"[0-9a-f]{1,32}\.[0-9]{1,18}")


class Watches:
    """The watches of one data folder. Each belongs to an owner: a browser, a key, the terminal."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self._service = service
        self._settings = settings
        self._store = service_store(settings)
        self._changes: Remembered[tuple[str, int], Changes] = Remembered(REMEMBERED_CHANGES)
        self._found: Remembered[tuple[object, ...], tuple[Found, ...]] = Remembered(REMEMBERED)

    def add_search(self, owner: str, request: Request, *, whole: bool = True) -> str:
        """Watch a search, or with `whole` false a question; return the watch's key.

        An answer matches a search where it holds all words; a question also where the reply would
        give it as an answer. Raises BadRequest where it cannot match or there is no room.
        """
        kind: WatchKind = "search" if whole else "question"
        with self._service.snapshot() as snapshot:
            search = SavedSearch(request).checked(kind, snapshot)
            seen = self._reporter(snapshot).seen
        name = search.request.question or "All answers within the filters"
        return self._add(owner, kind, search.as_text(), name, seen)

    def add_turn(self, owner: str, turns: Sequence[Turn], number: int) -> str:
        """Watch the question of a turn, as it was understood; raises NotFound without the turn."""
        turn = next((one for one in turns if one.number == number), None)
        if turn is None:
            raise NotFound(f"There is no turn {number}.", "Name a turn of the conversation.")
        query = turn.reply["query"]
        earlier = tuple(one.question for one in turns if one.number < number)[-CONTEXT_TURNS:]
        return self.add_search(
            owner,
            Request(
                turn.question,
                stated_filters(query),
                earlier if "history" in query["interpretations"] else (),
                disabled=tuple(query["disabled"]),
            ),
            whole=False,
        )

    def add_answer(self, owner: str, reference: str) -> str:
        """Watch an answer, by anything that names it; raises NotFound without one."""
        answer = self._service.named(reference)
        name = title_of(answer.facts())
        return self._add(owner, "answer", answer.answer_id, name, self.seen())

    def add_pack(self, owner: str, pack_token: str) -> str:
        """Watch the answers of an evidence pack; raises NotFound where it has none."""
        what = digest(pack_token)
        with self._store.reading() as records:
            if not pack_token or not records.packs.answer_ids(what):
                raise NotFound("The pack is empty.", "Collect passages, then watch it.")
        return self._add(owner, "pack", what, "Your evidence pack", self.seen())

    def of(self, owner: str) -> list[Watch]:
        """The watches of an owner, the last added first, without what happened."""
        with self._store.reading() as records:
            return records.watches.of(owner)

    def report(
        self,
        owner: str,
        collections: tuple[Collection, ...] = (),
        entries: int = MAX_ENTRIES,
        after: str | None = None,
    ) -> Report:
        """What happened since the owner looked, at most so many entries of each watch.

        `after` is a change up to which nothing is reported.
        """
        with self._store.reading() as records:
            watches = records.watches.of(owner)
            packs = {
                one.what: ids
                for one in watches
                if one.kind == "pack" and (ids := records.packs.answer_ids(one.what))
            }
        with self._service.snapshot() as snapshot:
            return self._reporter(snapshot, packs).report(watches, collections, entries, after)

    def one(
        self, owner: str, key: str, collections: tuple[Collection, ...], entries: int
    ) -> tuple[WatchReport, str]:
        """The report of one watch, and the change up to which it is complete; raises NotFound."""
        found = self.report(owner, collections, entries)
        for one in found.watches:
            if one.watch.key == key:
                return one, found.seen
        raise _no_watch(key)

    def headline(self, owner: str, collections: tuple[Collection, ...] = ()) -> Report | None:
        """What happened, as counts alone, for the first page; None where the owner has no watch, or
        the answers cannot be read."""
        try:
            if not self.of(owner):
                return None
            return self.report(owner, collections, entries=0)
        except QaError:
            return None

    def seen(self) -> str:
        """The store, and the number of the last change that the index has."""
        with self._service.snapshot() as snapshot:
            return self._reporter(snapshot).seen

    def see(self, owner: str, seen: str, key: str | None = None) -> int:
        """Say that the owner has looked up to what a report showed; the number of watches changed.

        Raises BadRequest where `seen` is of no report of this store, NotFound without the watch.
        """
        now = self.seen()
        if not _SEEN.fullmatch(seen) or seen.partition(".")[0] != now.partition(".")[0]:
            raise BadRequest("seen", "seen is of no list of this store.", "Open the list again.")
        if int(seen.partition(".")[2]) > int(now.partition(".")[2]):
            raise BadRequest("seen", "seen is later than the last change.", "Open the list again.")
        with self._store.writing() as records:
            if key is not None and key not in {one.key for one in records.watches.of(owner)}:
                raise _no_watch(key)
            records.watches.look(owner)
            return records.watches.see(owner, seen, key)

    def remove(self, owner: str, key: str) -> str:
        """Remove a watch; return the name to undo it by. Raises NotFound without the watch."""
        with self._store.writing() as records:
            removal = records.watches.discard(owner, key)
        if removal is None:
            raise _no_watch(key)
        return removal

    def removed(self, owner: str, removal: str) -> str | None:
        """The name of the watch that undoing a removal would bring back."""
        with self._store.reading() as records:
            return records.watches.discarded(owner, removal)

    def restore(self, owner: str, removal: str) -> None:
        """Undo a removal; raises NotFound where its time is over."""
        with self._store.writing() as records:
            if not records.watches.restore(owner, removal):
                raise too_late()

    def look(self, owner: str) -> None:
        """Begin the retention period again; written once a day, so that reading stays quick."""
        with self._store.reading() as records:
            due = records.watches.look_is_due(owner)
        if due:
            with self._store.writing() as records:
                records.watches.look(owner)

    def open_feed(self, owner: str, secret: str) -> None:
        """Make the feed of an owner, unless there is one."""
        with self._store.writing() as records:
            records.subscriptions.open_feed(owner, secret)

    def feed(self, owner: str, secret: str) -> str | None:
        """The token of an owner's feed; None where there is none."""
        with self._store.reading() as records:
            return records.subscriptions.feed(owner, secret)

    def end_feed(self, owner: str) -> None:
        """End the feed of an owner at once."""
        with self._store.writing() as records:
            records.subscriptions.end_feed(owner)

    def feed_report(self, token: str) -> Report:
        """What the feed of this token reports, which counts as a look for the retention period
        alone; raises NotFound where there is no such feed."""
        with self._store.reading() as records:
            owner = records.subscriptions.feed_owner(token)
        if owner is None:
            raise NotFound(
                "This feed does not work: it was ended, has expired, or is incomplete.",
                "Make another on the page of your watches.",
            )
        self.look(owner)
        return self.report(owner)

    def _add(self, owner: str, kind: WatchKind, what: str, name: str, seen: str) -> str:
        short = name if len(name) <= NAME_CHARS else f"{name[: NAME_CHARS - 1]}…"
        with self._store.writing() as records:
            key = records.watches.add(owner, kind, what, short, seen, MAX_WATCHES)
        if key is None:
            raise BadRequest(
                "watch", f"There is room for {MAX_WATCHES} watches.", "Remove one that is done."
            )
        return key

    def _reporter(
        self, snapshot: Snapshot, packs: Mapping[str, list[str]] | None = None
    ) -> Reporter:
        return Reporter(snapshot, self._changes, self._found, dict(packs or {}))


def _no_watch(key: str) -> NotFound:
    return NotFound(f"There is no watch {key[:40]!r}.", "Open the list of your watches.")
