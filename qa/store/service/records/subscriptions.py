"""The feeds and e-mail addresses of watches, in SQL."""

from __future__ import annotations

from typing import Any

from qa.model.tokens import derived_token, digest, new_token, short_key
from qa.model.watches import WatchMail
from qa.store.service.interface import ASK_AGAIN
from qa.store.service.records.base import Expiry, Records
from qa.store.service.records.watches import parts_of

_COLUMNS = "m.owner, m.address, m.confirmed, m.store || '.' || m.number"


class StoredSubscriptions(Records):
    """`SubscriptionRecords` in SQL."""

    expiries = (
        Expiry("watch_feeds", "looked_at"),
        Expiry("watch_mails", "looked_at"),
        Expiry("watch_mail_tokens", "made_at"),
        Expiry("watch_asked", "asked_at", ASK_AGAIN),
    )

    def open_feed(self, owner: str, secret: str) -> None:
        """Make the feed of an owner, unless there is one."""
        # One that nobody has looked at for the retention period is replaced, not opened again.
        self._db.execute(
            "DELETE FROM watch_feeds WHERE owner = ? AND looked_at < ?", [owner, self._oldest]
        )
        salt = short_key()
        self._db.execute(
            "INSERT INTO watch_feeds (owner, salt, token_digest, looked_at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (owner) DO NOTHING",
            [owner, salt, digest(derived_token(secret, salt)), self._now],
        )

    def feed(self, owner: str, secret: str) -> str | None:
        """The token of an owner's feed; None where there is none."""
        row = self._db.execute(
            "SELECT salt, token_digest FROM watch_feeds WHERE owner = ? AND looked_at >= ?",
            [owner, self._oldest],
        ).fetchone()
        if row is None:
            return None
        token = derived_token(secret, row[0])
        return token if digest(token) == row[1] else None

    def end_feed(self, owner: str) -> None:
        """End the feed of an owner."""
        self._db.execute("DELETE FROM watch_feeds WHERE owner = ?", [owner])

    def feed_owner(self, token: str) -> str | None:
        """The owner of a feed, by its token."""
        row = self._db.execute(
            "SELECT owner FROM watch_feeds WHERE token_digest = ? AND looked_at >= ?",
            [digest(token), self._oldest],
        ).fetchone()
        return str(row[0]) if row else None

    def set_mail(self, owner: str, address: str, sent: str) -> None:
        """Set the address of an owner, not confirmed yet, in place of any other."""
        self.end_mail(owner)
        self._db.execute(
            "INSERT INTO watch_mails (owner, address, address_digest, confirmed, store, number, "
            "looked_at) VALUES (?, ?, ?, FALSE, ?, ?, ?)",
            [owner, address, digest(address.casefold()), *parts_of(sent), self._now],
        )

    def mail(self, owner: str) -> WatchMail | None:
        """The e-mail of an owner."""
        return next(iter(self._mails("m.owner = ?", owner)), None)

    def end_mail(self, owner: str) -> None:
        """Delete the address of an owner, with every token that was sent to it."""
        self._db.execute("DELETE FROM watch_mails WHERE owner = ?", [owner])

    def confirmed_mails(self) -> list[WatchMail]:
        """The confirmed addresses whose owners have a watch."""
        return self._mails(
            "m.confirmed AND EXISTS (SELECT 1 FROM watches w WHERE w.owner = m.owner "
            "AND w.discarded_at IS NULL AND w.looked_at >= ?)",
            self._oldest,
        )

    def mails_to_ask(self) -> list[WatchMail]:
        """The addresses to be asked whether they may be used, each once."""
        recent = (self._moment - ASK_AGAIN).isoformat(timespec="seconds")
        found = self._mails(
            "NOT m.confirmed AND m.asked_at IS NULL AND NOT EXISTS (SELECT 1 FROM watch_asked a "
            "WHERE a.address_digest = m.address_digest AND a.asked_at >= ?)",
            recent,
        )
        return list({one.address.casefold(): one for one in reversed(found)}.values())[::-1]

    def asked(self, owner: str) -> None:
        """Say that the address of an owner was asked."""
        self._db.execute("UPDATE watch_mails SET asked_at = ? WHERE owner = ?", [self._now, owner])
        self._db.execute(
            "INSERT INTO watch_asked SELECT address_digest, ? FROM watch_mails WHERE owner = ? "
            "ON CONFLICT (address_digest) DO UPDATE SET asked_at = excluded.asked_at",
            [self._now, owner],
        )

    def new_mail_token(self, owner: str) -> str | None:
        """A token for one message to the address of an owner."""
        token = new_token()
        made = self._db.execute(
            "INSERT INTO watch_mail_tokens (token_digest, owner, made_at) "
            "SELECT ?, owner, ? FROM watch_mails WHERE owner = ? AND looked_at >= ?",
            [digest(token), self._now, owner, self._oldest],
        )
        return token if made.rowcount else None

    def mail_of_token(self, token: str) -> WatchMail | None:
        """The e-mail whose message had this token."""
        found = self._mails(
            "m.owner = (SELECT owner FROM watch_mail_tokens WHERE token_digest = ? "
            "AND made_at >= ?)",
            digest(token),
            self._oldest,
        )
        return next(iter(found), None)

    def confirm_mail(self, owner: str) -> None:
        """Confirm the address of an owner."""
        self._db.execute("UPDATE watch_mails SET confirmed = TRUE WHERE owner = ?", [owner])

    def mail_sent(self, owner: str, sent: str) -> None:
        """Say up to which change a message has reported the watches of an owner."""
        self._db.execute(
            "UPDATE watch_mails SET store = ?, number = ? WHERE owner = ?", [*parts_of(sent), owner]
        )

    def _mails(self, which: str, *values: Any) -> list[WatchMail]:
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM watch_mails m WHERE {which} AND m.looked_at >= ? "
            "ORDER BY m.owner",
            [*values, self._oldest],
        )
        return [
            WatchMail(owner, address, bool(confirmed), sent)
            for owner, address, confirmed, sent in rows
        ]
