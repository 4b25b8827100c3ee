"""Shares: links that show a conversation to anyone who has them."""

from __future__ import annotations

from qa.errors import NotFound
from qa.model.conversations import SharedConversation, ShareLink
from qa.settings import Settings
from qa.store.service import service_store


class Shares:
    """The links to conversations of one data folder.

    Each shows the turns at the moment it was made. Its token is derived from its owner's `secret`,
    so that the owner can see it again although the store holds only digests.
    """

    def __init__(self, settings: Settings) -> None:
        self._store = service_store(settings)

    def share(self, key: str, secret: str, owner: str) -> None:
        """Link to a conversation, unless a link has just its turns; raises NotFound without it."""
        with self._store.writing() as records:
            if not records.shares.add(key, secret, owner):
                raise NotFound("This conversation was deleted or has expired.", "Begin a new one.")

    def links(self, key: str, secret: str, owner: str) -> list[ShareLink]:
        """The links to a conversation, newest first."""
        with self._store.reading() as records:
            return records.shares.links(key, secret, owner)

    def revoke(self, key: str, token: str, owner: str) -> None:
        """End a link at once."""
        with self._store.writing() as records:
            records.shares.revoke(key, token, owner)

    def shared(self, token: str) -> SharedConversation:
        """What a link shows; raises NotFound where there is no such link."""
        with self._store.reading() as records:
            found = records.shares.shared(token)
        if found is None:
            raise no_such_link()
        return found


def no_such_link() -> NotFound:
    """The error where a link shows nothing."""
    return NotFound(
        "This link does not work: it was ended, has expired, or is incomplete.",
        "Ask the person who sent it for a new one.",
    )
