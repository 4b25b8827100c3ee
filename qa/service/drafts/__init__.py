"""The draft desk: a new question's parts, what is chosen for each, and a skeleton of the reply."""

from qa.service.drafts.choice import part_passage
from qa.service.drafts.drafts import (
    MAX_ITEMS,
    MINISTER_CHARS,
    NOTE_CHARS,
    Drafts,
    OpenedDraft,
    Typed,
    item_kind,
)
from qa.service.drafts.referral import house_of, referral
from qa.service.drafts.skeleton import best_of_each_part, gap, skeleton

__all__ = [
    "MAX_ITEMS",
    "MINISTER_CHARS",
    "NOTE_CHARS",
    "Drafts",
    "OpenedDraft",
    "Typed",
    "best_of_each_part",
    "gap",
    "house_of",
    "item_kind",
    "part_passage",
    "referral",
    "skeleton",
]
