"""Records of watches, and of the feed and the e-mail that report them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from qa.model.watches import Watch, WatchKind, WatchMail


class WatchRecords(Protocol):
    """Watches. Each belongs to one owner; no other owner's call finds it.

    An owner's watches are kept until the owner has not looked for the retention period. `seen`, as
    everywhere, is a store and a change number, as `<store>.<number>`.
    """

    def add(
        self, owner: str, kind: WatchKind, what: str, name: str, seen: str, most: int
    ) -> str | None:
        """Watch something from a change on, and return the watch's key; the key of the watch that
        there is, unchanged, where the owner watches it. None where the owner has `most` already.
        """

    def of(self, owner: str) -> list[Watch]:
        """The watches of an owner, the last added first."""

    def discard(self, owner: str, key: str) -> str | None:
        """Remove a watch; return the name to undo it by, or None where the owner has none such."""

    def discarded(self, owner: str, name: str) -> str | None:
        """The name of the watch that can be restored by this name; None where there is none."""

    def restore(self, owner: str, name: str) -> bool:
        """Restore what was discarded by this name; False where there is nothing."""

    def see(self, owner: str, seen: str, key: str | None = None) -> int:
        """Say that the owner has looked up to a change, of one watch or of all; the number of
        watches that this changed. Within a store it never goes back."""

    def look_is_due(self, owner: str) -> bool:
        """Whether the owner has watches and has not looked within the last day."""

    def look(self, owner: str) -> None:
        """Begin the retention period of an owner's watches again, with their feed and e-mail."""


class SubscriptionRecords(Protocol):
    """Where the watches of an owner are reported, besides the page: a feed, and an e-mail address.

    A feed's token is derived from a secret of its owner's, as that of a shared link is.
    """

    def open_feed(self, owner: str, secret: str) -> None:
        """Make the feed of an owner, unless there is one."""

    def feed(self, owner: str, secret: str) -> str | None:
        """The token of an owner's feed; None where there is no feed, or it has another secret."""

    def end_feed(self, owner: str) -> None:
        """End the feed of an owner: its token finds nothing any longer."""

    def feed_owner(self, token: str) -> str | None:
        """The owner of a feed, by its token."""

    def set_mail(self, owner: str, address: str, sent: str) -> None:
        """Set the address of an owner, not confirmed yet, in place of any other; `sent` is the
        change after which its messages begin."""

    def mail(self, owner: str) -> WatchMail | None:
        """The e-mail of an owner."""

    def end_mail(self, owner: str) -> None:
        """Delete the address of an owner, with every token that was sent to it."""

    def confirmed_mails(self) -> Sequence[WatchMail]:
        """The confirmed addresses whose owners have a watch, in the order of their owners."""

    def mails_to_ask(self) -> Sequence[WatchMail]:
        """The addresses to be asked whether they may be used: not confirmed, never asked for this
        owner, and not asked for any owner within `ASK_AGAIN`. Each address once."""

    def asked(self, owner: str) -> None:
        """Say that the address of an owner was asked."""

    def new_mail_token(self, owner: str) -> str | None:
        """A token for one message to the address of an owner; None without an address. It works
        for the retention period."""

    def mail_of_token(self, token: str) -> WatchMail | None:
        """The e-mail whose message had this token; None where it is unknown, ended or expired."""

    def confirm_mail(self, owner: str) -> None:
        """Confirm the address of an owner."""

    def mail_sent(self, owner: str, sent: str) -> None:
        """Say up to which change a message has reported the watches of an owner."""
