"""A toy home of `ServiceStore`, in memory: what a second home has to implement."""

import threading
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from qa.model.conversations import (
    EarlierQuestion,
    ListedConversation,
    SharedConversation,
    ShareLink,
    Turn,
)
from qa.model.keys import RATE_WINDOW_SECONDS, ApiKey, ExpiredKey, KeyUse
from qa.model.packs import PackItem
from qa.model.people import SESSION_IDLE, SESSION_LIMIT, SESSION_STEP
from qa.model.switches import Switches
from qa.model.tokens import derived_token, digest, new_token, short_key
from qa.store.service.interface import UNDO_PERIOD
from tests.conformance.memory_drafts import MemoryDrafts
from tests.conformance.memory_operation import MemoryAudit, MemoryDeclined, MemorySwitches
from tests.conformance.memory_watches import MemorySubscriptions, MemoryWatches
from tests.conformance.service_store import RETENTION_DAYS


class MemoryServiceStore:
    """A `ServiceStore` in memory: each unit of work has a copy, and a writer's replaces the last.

    Unlike a real home it keeps tokens, not their digests.
    """

    def __init__(self, clock):
        self._clock, self._lock, self._state = clock, threading.Lock(), State()

    @contextmanager
    def reading(self):
        yield MemoryRecords(deepcopy(self._state), self._clock())

    @contextmanager
    def writing(self):
        with self._lock:
            state = deepcopy(self._state)
            yield MemoryRecords(state, self._clock())
            self._state = state

    def switches(self):
        return self._state.switches

    def purge(self, before=None, *, rewrite=False):
        now = self._clock()
        oldest = now - timedelta(days=RETENTION_DAYS)
        with self._lock:
            return self._state.purge(
                *(max(one, before or one) for one in (oldest, now - UNDO_PERIOD))
            )


@dataclass
class State:
    conversations: list = field(default_factory=list)
    packs: dict = field(default_factory=dict)
    marks: list = field(default_factory=list)
    keys: dict = field(default_factory=dict)
    sessions: dict = field(default_factory=dict)
    secret: str = field(default_factory=new_token)
    items: int = 0
    drafts: list = field(default_factory=list)
    draft_items: int = 0
    watches: list = field(default_factory=list)
    feeds: list = field(default_factory=list)
    mails: list = field(default_factory=list)
    tokens: dict = field(default_factory=dict)
    asked: dict = field(default_factory=dict)
    audit: list = field(default_factory=list)
    declined: list = field(default_factory=list)
    switches: Switches = field(default_factory=Switches)

    def purge(self, oldest, restorable):
        """Delete what is older than these; its number by kind."""
        moments = {
            "conversations": lambda one: one.asked_at,
            "marks": lambda one: one[1],
            "drafts": lambda one: one.changed_at,
            "watches": lambda one: one.looked,
            "feeds": lambda one: one.looked,
            "mails": lambda one: one.looked,
        }
        deleted = {}
        for kind, moment in moments.items():
            rows = getattr(self, kind)
            kept = [
                one
                for one in rows
                if moment(one) >= oldest
                and not (getattr(one, "discarded", ()) and one.discarded[-1] < restorable)
            ]
            setattr(self, kind, kept)
            deleted[kind] = len(rows) - len(kept)
        kept = {token: one for token, one in self.packs.items() if one.touched_at >= oldest}
        deleted["packs"], self.packs = len(self.packs) - len(kept), kept
        return {kind: number for kind, number in deleted.items() if number}


@dataclass
class Conversation:
    key: str
    owner: str
    listed: bool
    asked_at: object
    name: str | None = None
    turns: list = field(default_factory=list)
    attempts: dict = field(default_factory=dict)
    links: list = field(default_factory=list)
    discarded: tuple = ()


@dataclass
class Pack:
    touched_at: object
    items: list = field(default_factory=list)
    discarded: list = field(default_factory=list)


def same(passage, other):
    return passage["passage_id"] == other["passage_id"]


def stamp(moment):
    return moment.isoformat(timespec="seconds")


def minute(window):
    moment = datetime.fromtimestamp(window * RATE_WINDOW_SECONDS, UTC)
    return moment.isoformat(timespec="minutes")


class MemoryRecords:
    def __init__(self, state, now):
        self.state, self.now, self.oldest = state, now, now - timedelta(days=RETENTION_DAYS)
        self.restorable = now - UNDO_PERIOD
        self.conversations, self.shares = MemoryConversations(self), MemoryShares(self)
        self.drafts = MemoryDrafts(self)
        self.packs, self.marks, self.keys = MemoryPacks(self), MemoryMarks(self), MemoryKeys(self)
        self.people = MemoryPeople(self)
        self.watches, self.subscriptions = MemoryWatches(self), MemorySubscriptions(self)
        self.audit, self.switches = MemoryAudit(self), MemorySwitches(self)
        self.declined = MemoryDeclined(self)

    def of(self, owner):
        return [one for one in self.owned(owner) if not one.discarded]

    def owned(self, owner):
        kept = [one for one in self.state.conversations if one.asked_at >= self.oldest]
        return [one for one in kept if owner in (None, one.owner)]

    def find(self, key, owner):
        return next((one for one in self.of(owner) if one.key == key), None)


class Part:
    def __init__(self, records):
        self.records, self.state, self.now = records, records.state, records.now


class MemoryConversations(Part):
    def begin(self, owner, *, listed=False):
        key = short_key() if listed else new_token()
        self.state.conversations.append(Conversation(key, owner, listed, self.now))
        return key

    def add_turn(self, key, question, reply, annotations, owner, attempt=None):
        if found := self.records.find(key, owner):
            turn = Turn(len(found.turns) + 1, question, reply, annotations)
            found.turns.append(turn)
            found.attempts[attempt], found.asked_at = turn, self.now
            return turn
        return None

    def replace_turn(self, key, number, question, reply, annotations, owner):
        found = self.records.find(key, owner)
        linked = max((turns for _, _, turns, _ in found.links), default=0) if found else 0
        if not found or not linked < number <= len(found.turns):
            return None
        found.turns[number - 1] = Turn(number, question, reply, annotations)
        return found.turns[number - 1]

    def turn_of_attempt(self, attempt, owner):
        made = [one for one in self.records.of(owner) if one.listed and attempt in one.attempts]
        return (made[0].key, made[0].attempts[attempt]) if made else None

    def turns(self, key, owner):
        found = self.records.find(key, owner)
        return found and found.turns

    def turn(self, key, number, owner):
        turns = self.turns(key, owner) or []
        return next((one for one in turns if one.number == number), None)

    def questions(self, key, most, owner, before=None):
        turns = (self.turns(key, owner) or [])[: before and max(before - 1, 0)]
        if self.records.find(key, owner) is None:
            return None
        return [
            EarlierQuestion(
                one.question,
                tuple(one.reply["query"]["disabled"]),
                one.reply.get("answerable", True),
            )
            for one in turns[-most:]
        ]

    def listed(self, owner):
        found = [one for one in self.records.of(owner) if one.listed and one.turns]
        return [
            ListedConversation(
                one.key, one.name, one.turns[0].question, stamp(one.asked_at), len(one.turns)
            )
            for one in sorted(found, key=lambda one: one.asked_at)[::-1]
        ]

    def rename(self, key, name, owner):
        if found := self.records.find(key, owner):
            found.name = name
        return found is not None

    def delete(self, key, owner):
        for found in [one for one in self.records.owned(owner) if one.key == key]:
            self.state.conversations.remove(found)

    def discard(self, key, owner):
        found = self.records.find(key, owner)
        return self._discard([found] if found else [])

    def discard_all(self, owner):
        return self._discard(self.records.of(owner))

    def _discard(self, found):
        name = short_key()
        for one in found:
            one.discarded = (name, self.now)
        return name if found else None

    def _restorable(self, owner, name):
        found = [one for one in self.records.owned(owner) if one.discarded]
        found = [one for one in found if one.discarded[1] >= self.records.restorable]
        return [one for one in found if name in (None, one.discarded[0])]

    def discarded(self, owner, name=None):
        return len(self._restorable(owner, name))

    def restore(self, name, owner):
        found = self._restorable(owner, name)
        for one in found:
            one.discarded = ()
        return len(found)


class MemoryShares(Part):
    def add(self, key, secret, owner):
        found = self.records.find(key, owner)
        if not found or not found.turns:
            return False
        if len(found.turns) not in [turns for _, _, turns, _ in found.links]:
            salt = short_key()
            token = derived_token(secret, salt)
            found.links.insert(0, (token, salt, len(found.turns), stamp(self.now)))
        return True

    def links(self, key, secret, owner):
        found = self.records.find(key, owner)
        links = found.links if found else []
        return [ShareLink(derived_token(secret, salt), *facts) for _, salt, *facts in links]

    def revoke(self, key, token, owner):
        if found := self.records.find(key, owner):
            found.links = [link for link in found.links if link[0] != token]

    def shared(self, token):
        for one in self.records.of(None):
            for made, _, turns, shared_at in one.links:
                if made == token:
                    return SharedConversation(shared_at, one.turns[:turns])
        return None


class MemoryPeople(Part):
    def secret(self):
        return self.state.secret

    def begin_session(self, person, name):
        token = new_token()
        self.state.sessions[token] = [person, name, self.now, self.now]
        return token

    def session(self, token):
        person, name, begun, used = self.state.sessions.get(token, ("", "", None, None))
        if not begun or self.now - used > SESSION_IDLE or self.now - begun > SESSION_LIMIT:
            return None
        return person, name, self.now - used > SESSION_STEP

    def use_session(self, token):
        self.state.sessions[token][3] = self.now

    def end_session(self, token):
        self.state.sessions.pop(token, None)


class MemoryPacks(Part):
    def begin(self, token=None):
        token = token or new_token()
        self.state.packs[token] = Pack(self.now)
        return token

    def _kept(self, token):
        pack = self.state.packs.get(token)
        return pack if pack and pack.touched_at >= self.records.oldest else None

    def _place(self, token, item):
        pack = self._kept(token)
        if pack and any(one.id == item for one in pack.items):
            pack.touched_at = self.now
            return pack.items, [one.id for one in pack.items].index(item)
        return None

    def add(self, token, passage):
        pack = self._kept(token)
        if pack and passage["passage_id"] not in [one.passage["passage_id"] for one in pack.items]:
            again = [one for _, _, _, one in pack.discarded if same(one.passage, passage)]
            pack.discarded = [row for row in pack.discarded if not same(row[3].passage, passage)]
            self.state.items += 1
            new = PackItem(self.state.items, passage, "")
            pack.items.append(replace(again[0], passage=passage) if again else new)
        return pack is not None

    def items(self, token):
        pack = self._kept(token)
        return list(pack.items) if pack else []

    def answer_ids(self, token_digest):
        for token in self.state.packs:
            if digest(token) == token_digest:
                return list(dict.fromkeys(one.passage["answer_id"] for one in self.items(token)))
        return []

    def set_note(self, token, item, note):
        if place := self._place(token, item):
            items, at = place
            items[at] = replace(items[at], note=note)
        return place is not None

    def move(self, token, item, direction):
        if place := self._place(token, item):
            items, at = place
            items.insert(max(at + (-1 if direction == "up" else 1), 0), items.pop(at))
        return place is not None

    def passage_ids(self, token):
        return [one.passage["passage_id"] for one in self.items(token)]

    def discard(self, token, item):
        place = self._place(token, item)
        return self._discard(token, [place[1]]) if place else None

    def discard_all(self, token):
        pack = self._kept(token)
        return self._discard(token, range(len(pack.items))) if pack and pack.items else None

    def _discard(self, token, places):
        pack, name = self._kept(token), short_key()
        pack.discarded += [(name, self.now, at, pack.items[at]) for at in places]
        pack.items = [one for at, one in enumerate(pack.items) if at not in places]
        return name

    def _restorable(self, token, name):
        pack = self._kept(token)
        rows = pack.discarded if pack else []
        return [row for row in rows if row[0] == name and row[1] >= self.records.restorable]

    def discarded(self, token, name):
        return len(self._restorable(token, name))

    def restore(self, token, name):
        found = self._restorable(token, name)
        for row in found:
            pack = self._kept(token)
            pack.discarded.remove(row)
            pack.items.insert(row[2], row[3])
        return [row[3].id for row in found]


class MemoryMarks(Part):
    def add(self, mark):
        self.state.marks.append((mark, self.now))

    def all(self):
        return [mark for mark, moment in self.state.marks if moment >= self.records.oldest]


class MemoryKeys(Part):
    def create(self, name, scopes, rate, last_day=None):
        if name in self.state.keys:
            return None
        token = f"qa_{new_token()}"
        key = ApiKey(name, scopes, rate, stamp(self.now), None, last_day)
        self.state.keys[name] = [key, token, None, 0]
        return token

    def all(self):
        return [
            replace(key, last_used_at=window and minute(window))
            for key, _, window, _ in self.state.keys.values()
        ]

    def revoke(self, name):
        row = self.state.keys.get(name)
        if row is None or row[0].revoked_at:
            return False
        row[0] = replace(row[0], revoked_at=stamp(self.now))
        return True

    def use(self, token, questions):
        second = self.now.timestamp()
        window = int(second // RATE_WINDOW_SECONDS)
        for row in self.state.keys.values():
            if row[1] == token and not row[0].revoked_at:
                if row[0].last_day and row[0].last_day < self.now.date().isoformat():
                    return ExpiredKey(row[0].name, row[0].last_day)
                row[3] = questions + (row[3] if row[2] == window else 0)
                row[2], key = window, row[0]
                reset = int((window + 1) * RATE_WINDOW_SECONDS - second) or 1
                return KeyUse(key.name, key.name, key.scopes, key.rate, key.rate - row[3], reset)
        return None
