"""The watches of the toy store in memory, and where they are reported."""

from dataclasses import dataclass, replace
from datetime import timedelta

from qa.model.tokens import derived_token, new_token, short_key
from qa.model.watches import Watch, WatchMail
from qa.store.service.interface import ASK_AGAIN, UNDO_PERIOD


@dataclass
class Kept:
    """A watch, a feed or an address, with its owner and the moment of the last look."""

    owner: str
    looked: object
    value: object
    discarded: tuple = ()


def stamp(moment):
    return moment.isoformat(timespec="seconds")


class MemoryWatches:
    def __init__(self, records):
        self.records, self.now = records, records.now
        self.rows = records.state.watches

    def _owned(self, owner):
        return [
            one for one in self.rows if one.owner == owner and one.looked >= self.records.oldest
        ]

    def _kept(self, owner):
        return [one for one in self._owned(owner) if not one.discarded]

    def add(self, owner, kind, what, name, seen, most):
        kept = self._kept(owner)
        same = [one for one in kept if (one.value.kind, one.value.what) == (kind, what)]
        if same:
            return same[0].value.key
        if len(kept) >= most:
            return None
        now = stamp(self.now)
        self.rows[:] = [
            one
            for one in self.rows
            if (one.owner, one.value.kind, one.value.what) != (owner, kind, what)
        ]
        watch = Watch(short_key(), kind, what, name, seen, now, now)
        self.rows.append(Kept(owner, self.now, watch))
        return watch.key

    def of(self, owner):
        kept = self._kept(owner)[::-1]
        return [replace(one.value, looked_at=stamp(one.looked)) for one in kept]

    def discard(self, owner, key):
        name = None
        for one in self._kept(owner):
            if one.value.key == key:
                name = short_key()
                one.discarded = (name, self.now)
        return name

    def _restorable(self, owner, name):
        return [
            one
            for one in self._owned(owner)
            if one.discarded
            and one.discarded[0] == name
            and one.discarded[1] >= self.now - UNDO_PERIOD
        ]

    def discarded(self, owner, name):
        return next((one.value.name for one in self._restorable(owner, name)), None)

    def restore(self, owner, name):
        found = self._restorable(owner, name)
        for one in found:
            one.discarded = ()
        return bool(found)

    def see(self, owner, seen, key=None):
        store, _, number = seen.partition(".")
        changed = 0
        for one in self._kept(owner):
            of, _, at = one.value.seen.partition(".")
            if key in (None, one.value.key) and (of != store or int(at) < int(number)):
                one.value, changed = replace(one.value, seen=seen), changed + 1
        return changed

    def look_is_due(self, owner):
        return any(one.looked < self.now - timedelta(days=1) for one in self._kept(owner))

    def look(self, owner):
        state = self.records.state
        for one in (*self.rows, *state.feeds, *state.mails):
            if one.owner == owner and one.looked >= self.records.oldest:
                one.looked = self.now


class MemorySubscriptions:
    def __init__(self, records):
        self.records, self.now, self.state = records, records.now, records.state

    def _fresh(self, rows):
        return [one for one in rows if one.looked >= self.records.oldest]

    def open_feed(self, owner, secret):
        if not any(one.owner == owner for one in self._fresh(self.state.feeds)):
            salt = short_key()
            self.state.feeds.append(Kept(owner, self.now, (salt, derived_token(secret, salt))))

    def feed(self, owner, secret):
        for one in self._fresh(self.state.feeds):
            salt, token = one.value
            if one.owner == owner and derived_token(secret, salt) == token:
                return token
        return None

    def end_feed(self, owner):
        self.state.feeds = [one for one in self.state.feeds if one.owner != owner]

    def feed_owner(self, token):
        found = [one.owner for one in self._fresh(self.state.feeds) if one.value[1] == token]
        return found[0] if found else None

    def set_mail(self, owner, address, sent):
        self.end_mail(owner)
        self.state.mails.append(Kept(owner, self.now, WatchMail(owner, address, False, sent)))

    def _mail(self, owner):
        return next((one for one in self._fresh(self.state.mails) if one.owner == owner), None)

    def mail(self, owner):
        found = self._mail(owner)
        return found and found.value

    def end_mail(self, owner):
        self.state.mails = [one for one in self.state.mails if one.owner != owner]
        self.state.tokens = {
            token: row for token, row in self.state.tokens.items() if row[0] != owner
        }

    def _mails(self):
        return sorted((one.value for one in self._fresh(self.state.mails)), key=lambda m: m.owner)

    def confirmed_mails(self):
        return [
            one for one in self._mails() if one.confirmed and self.records.watches.of(one.owner)
        ]

    def mails_to_ask(self):
        found = {}
        for one in self._mails():
            asked = self.state.asked.get(one.address.casefold())
            ever = self._mail(one.owner).discarded
            if not (one.confirmed or ever or (asked and asked >= self.now - ASK_AGAIN)):
                found.setdefault(one.address.casefold(), one)
        return list(found.values())

    def asked(self, owner):
        found = self._mail(owner)
        found.discarded = (self.now,)
        self.state.asked[found.value.address.casefold()] = self.now

    def new_mail_token(self, owner):
        if self._mail(owner) is None:
            return None
        token = new_token()
        self.state.tokens[token] = (owner, self.now)
        return token

    def mail_of_token(self, token):
        owner, made = self.state.tokens.get(token, (None, None))
        return self.mail(owner) if owner and made >= self.records.oldest else None

    def confirm_mail(self, owner):
        self._mail(owner).value = replace(self.mail(owner), confirmed=True)

    def mail_sent(self, owner, sent):
        self._mail(owner).value = replace(self.mail(owner), sent=sent)
