"""Aftermath: what has befallen an answer since a passage of it was shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qa import store


def since(db: store.Database, passage: Mapping[str, Any], done: str) -> str | None:
    """What has befallen the answer of a passage, in the JSON that every door shows, in a sentence.

    `done` says what was done with it then, such as "collected"; null where all is as it was.
    """
    now = store.archive.answers.get(db, passage["answer_id"])
    if now is None:
        return "This answer is no longer in the store."
    if now.status != passage["status"]:
        what = (
            "a full answer was given"
            if now.status == "answered"
            else f"the answer was {now.status}"
        )
        return f"Since this was {done} {what}."
    if now.text[passage["start"] : passage["end"]] != passage["text"]:
        return f"Since this was {done} the text of the answer has changed."
    return None
