"""Continuations: how a turn goes on from those before it, and which of them it is read with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from qa.search.understanding.again import asks_again
from qa.search.understanding.context import QueryContext
from qa.search.understanding.context_carryover import last_subject_and_after, leaning
from qa.search.understanding.more import asks_for_more
from qa.search.understanding.narrowing import narrowed
from qa.search.understanding.turn import is_filter

_NAME = r"[\w'’-]+(?:\s+[\w'’-]+){0,3}?"
_IN_A_PLACE = re.compile(
    rf"\W*(?:(?:(?:in|at|for|near|from|across|only|just)\s+)+(?:the\s+)?(?P<name>{_NAME})"
    rf"|(?P<alone>{_NAME})\s+only)\W*",
    re.IGNORECASE,
)


def continues(text: str, context: QueryContext) -> bool:
    """Whether a turn asks for more of the reply before, for the same again, or only narrows it."""
    if asks_for_more(text) or asks_again(text) or _is_in_a_place(text, context):
        return True
    return narrowed_turn(text, context) is not None


def narrowed_turn(text: str, context: QueryContext) -> str | None:
    """A turn that only narrows the one before it, in words that the extractors read."""
    if context.answers is None:  # Any word could be a name.
        return None
    return narrowed(text, partial(is_filter, context=context), partial(_is_name, context=context))


def carried_turns(
    earlier: Sequence[str], context: QueryContext, *, corrects: bool
) -> tuple[str, ...]:
    """The earlier questions that a leaning one is read with, oldest first."""

    def narrows(question: str) -> bool:
        return narrowed_turn(question, context) is not None

    def leaning_turn(at: int) -> bool:
        how = leaning(earlier[at], context.analyzer.terms)
        if narrows(earlier[at]) or how == "leans":
            return True
        return at > 0 and how in ("short", "either") and context.is_joined(earlier[: at + 1])

    return last_subject_and_after(earlier, leaning_turn, narrows, corrects)


def _is_in_a_place(text: str, context: QueryContext) -> bool:
    """Whether a turn names a place or body and nothing else: "in northern ireland"."""
    found = _IN_A_PLACE.fullmatch(text)
    if found is None:
        return False
    return all(_is_name(word, context) for word in (found["name"] or found["alone"]).split())


def _is_name(word: str, context: QueryContext) -> bool:
    known = context.spelling is not None and context.spelling.is_name(word)
    return known or word[:1].isupper()
