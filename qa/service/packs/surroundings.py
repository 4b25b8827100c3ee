"""Surroundings: what an answer says outside a passage that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence

from qa.index import open_answers
from qa.model import json_types
from qa.model.browse import PassageAnnotations
from qa.search.browse.annotations import text_annotations
from qa.settings import Settings


def surroundings(
    settings: Settings, passages: Sequence[json_types.Passage]
) -> list[PassageAnnotations]:
    """The footnotes and the caption of each passage; none where its answer's text has changed."""
    if not passages:
        return []
    with open_answers(settings) as answers:
        known = answers.find_all(one["answer_id"] for one in passages)
    texts = [getattr(known.get(one["answer_id"]), "text", "") for one in passages]
    return [
        text_annotations(text, one["start"], one["end"])
        if text[one["start"] : one["end"]] == one["text"]
        else {}
        for one, text in zip(passages, texts, strict=True)
    ]
