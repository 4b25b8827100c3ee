"""Collections: what a person has collected answers in, so that a watch can say what it touches."""

from __future__ import annotations

from textwrap import shorten

from qa.model.title import question_title
from qa.model.tokens import digest
from qa.model.watches import Collection
from qa.settings import Settings
from qa.store.service import service_store

PACK_NAME, PACK_PATH = "your evidence pack", "/pack"
MAX_DRAFTS = 20
"""The drafts that are looked at: those last changed."""
TITLE_CHARS = 60


def collections_of(settings: Settings, pack_token: str, owner: str) -> tuple[Collection, ...]:
    """The collections of a person that hold an answer: the evidence pack of this token, and the
    drafts of this owner."""
    found = []
    with service_store(settings).reading() as records:
        if pack_token:
            ids = records.packs.answer_ids(digest(pack_token))
            found.append(Collection(PACK_NAME, PACK_PATH, frozenset(ids)))
        for listed in records.drafts.listed(owner)[:MAX_DRAFTS]:
            draft = records.drafts.draft(listed.key, owner)
            items = draft.items if draft else ()
            ids = [one.passage["answer_id"] for one in items if one.passage]
            name = f"your draft “{_title(listed.question)}”"
            found.append(Collection(name, f"/drafts/{listed.key}", frozenset(ids)))
    return tuple(one for one in found if one.answer_ids)


def _title(question: str) -> str:
    return shorten(question_title(question), TITLE_CHARS, placeholder="…")
