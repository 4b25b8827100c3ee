"""How answers have changed since passages of them were shown or collected."""

from __future__ import annotations

from collections.abc import Iterable

from qa.index import open_answers
from qa.model import Answer, json_types
from qa.settings import Settings


def changes_since(
    settings: Settings, passages: Iterable[json_types.Passage], action: str
) -> list[str | None]:
    """A sentence for each passage on how its answer has changed since the `action`, or null."""
    passages = list(passages)
    if not passages:
        return []
    with open_answers(settings) as answers:
        known = answers.find_all(passage["answer_id"] for passage in passages)
    return [_change(passage, known.get(passage["answer_id"]), action) for passage in passages]


def _change(passage: json_types.Passage, now: Answer | None, action: str) -> str | None:
    if now is None:
        return "This answer is no longer in the store."
    if now.status != passage["status"]:
        change = (
            "a full answer was given"
            if now.status == "answered"
            else f"the answer was {now.status}"
        )
        return f"Since this was {action} {change}."
    if now.text[passage["start"] : passage["end"]] != passage["text"]:
        return f"Since this was {action} the text of the answer has changed."
    return None
