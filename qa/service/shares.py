"""Sharing: links that replay a conversation, as far as it had come, to whoever has them."""

from __future__ import annotations

from qa import store
from qa.errors import NotFound
from qa.model.conversations import SharedConversation, ShareLink
from qa.settings import Settings


class Sharing:
    """The links to conversations of one data folder; each shows the turns there were, no later one.

    A link's token is made of its owner's own, so that the owner can be shown it again; of either
    only a digest is kept.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._days = settings.retention_days

    def share(self, key: str, secret: str, owner: str) -> None:
        """Make a link to a conversation as it stands, unless there is one to just that.

        Raises NotFound where the conversation is unknown, has been deleted, or is somebody else's.
        """
        with store.service.opened(self._settings.service_path) as db:
            if not store.service.shares.add(db, key, secret, self._days, owner):
                raise NotFound("This conversation is no longer kept.", "Begin a new one.")

    def links(self, key: str, secret: str, owner: str) -> list[ShareLink]:
        """The links to a conversation, newest first."""
        with store.service.opened(self._settings.service_path) as db:
            return store.service.shares.every(db, key, secret, self._days, owner)

    def revoke(self, key: str, token: str, owner: str) -> None:
        """End a link at once."""
        with store.service.opened(self._settings.service_path) as db:
            store.service.shares.revoke(db, key, token, owner)

    def shown(self, token: str) -> SharedConversation:
        """What a link shows; raises NotFound where there is no such link, or no longer."""
        with store.service.opened(self._settings.service_path) as db:
            found = store.service.shares.shown(db, token, self._days)
        if found is None:
            raise NotFound(
                "Nothing is shared at this address: the link was ended, its time is over, or it "
                "is not whole.",
                "Ask whoever sent it for another.",
            )
        return found
