"""Fields: what a passage is scored by, its own words and what they stand in."""

from __future__ import annotations

from qa.model import Answer, Field, Passage


def fields(passage: Passage, answer: Answer, *, context: bool) -> dict[Field, str]:
    """The texts that the index scores for a passage of an answer, by field; source question and
    heading only where they are indexed as its context."""
    header = passage.header
    return {
        "source_question": answer.source_question if context else "",
        "heading": (answer.heading or "") if context else "",
        "header": answer.text[header.start : header.end] if header else "",
        "answer": answer.text[passage.start : passage.end],
    }
