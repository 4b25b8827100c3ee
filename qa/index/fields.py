"""The texts by which a passage is scored: its own words and their context."""

from __future__ import annotations

from qa.model import Answer, Field, Passage


def fields(passage: Passage, answer: Answer, *, context: bool) -> dict[Field, str]:
    """The texts that the index scores for a passage, by field; source question and heading are
    empty unless they are indexed as its context."""
    header = passage.header
    return {
        "source_question": answer.source_question if context else "",
        "heading": (answer.heading or "") if context else "",
        "header": answer.text[header.start : header.end] if header else "",
        "answer": answer.text[passage.start : passage.end],
    }
