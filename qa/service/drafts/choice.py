"""Choice: what a draft takes of what was found."""

from __future__ import annotations

from itertools import chain

from qa.model import QUOTABLE, json_types
from qa.model.drafts import DraftEvidence, DraftPart, ItemKind


def best_of(part: DraftPart) -> tuple[ItemKind, json_types.Passage | None]:
    """What a skeleton takes of a part where nobody chooses."""
    for one in part["asked_before"]:
        if one["recent"] and not one["differs_in"] and one["passage"]["status"] in QUOTABLE:
            return "referral", one["passage"]
    if part["passages"]:
        return "quotation", part["passages"][0]
    quotable = [
        one["passage"] for one in part["asked_before"] if one["passage"]["status"] in QUOTABLE
    ]
    return ("quotation", quotable[0]) if quotable else ("gap", None)


def part_passage(evidence: DraftEvidence, part: int, passage_id: str) -> json_types.Passage | None:
    """The passage of that id that was found for a part; None where there is none such."""
    for one in evidence["parts"][part : part + 1]:
        others = (found["passage"] for found in chain(one["asked_before"], one["refusals"]))
        for passage in (*one["passages"], *one["near_misses"], *others):
            if passage["passage_id"] == passage_id:
                return passage
    return None
