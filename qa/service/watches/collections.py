"""Collections: what a person has collected answers in, so that a watch can say what it touches."""

from __future__ import annotations

from qa.model.tokens import digest
from qa.model.watches import Collection
from qa.settings import Settings
from qa.store.service import service_store

PACK_NAME, PACK_PATH = "your evidence pack", "/pack"


def collections_of(settings: Settings, pack_token: str) -> tuple[Collection, ...]:
    """The collections of a person that hold an answer: the evidence pack of this token.

    Another kind of collection is one more `Collection` here; nothing else knows the kinds.
    """
    if not pack_token:
        return ()
    with service_store(settings).reading() as records:
        ids = records.packs.answer_ids(digest(pack_token))
    return (Collection(PACK_NAME, PACK_PATH, frozenset(ids)),) if ids else ()
