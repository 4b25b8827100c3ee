"""Places: the answers that turns of a conversation name by their place in the reply before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.errors import BadRequest
from qa.model import Quotation, Reply, Request
from qa.search.understanding.interpretations import ALL
from qa.search.understanding.place import place_named

MAX_TURNS = 6
"""The last turns of a conversation in which a place is looked for: each can take a reply."""


def with_answers_named(request: Request, reply: Callable[[Request], Reply]) -> Request:
    """A request whose turns name answers by UIN where they name them by place: "the second one" is
    the second answer that the reply before shows, as its cards are numbered.

    A turn whose place that reply does not have stays as it is, and so does an old one.
    """
    if not {"history", ALL}.isdisjoint(request.disabled):
        return request
    turns: list[str] = []
    asked: tuple[str, ...] = ()  # The turns up to the last that names no place.
    shown: Sequence[Quotation] | None = None
    conversation = (*request.history, request.question)
    for ahead, turn in zip(range(len(conversation) - 1, -1, -1), conversation, strict=True):
        place = place_named(turn) if asked and ahead < MAX_TURNS else None
        if place and shown is None:
            shown = _shown(replace(request, question=asked[-1], history=asked[:-1]), reply)
        uin = _uin_at(place, shown) if place and shown else None
        turns.append(f"UIN {uin}" if uin else turn)
        if uin is None:
            asked, shown = tuple(turns), None
    return replace(request, question=turns[-1], history=tuple(turns[:-1]))


def _shown(request: Request, reply: Callable[[Request], Reply]) -> Sequence[Quotation]:
    """The passages that a reply of the conversation showed; none where its question is refused."""
    try:
        before = reply(replace(request, offset=0, explain=False, parts=False))
    except BadRequest:
        return ()
    return before.passages or before.near_misses


def _uin_at(place: int, shown: Sequence[Quotation]) -> str | None:
    """The UIN of the answer at a place among those shown, else of the passage with that rank."""
    uins = list(dict.fromkeys(one.answer.uin for one in shown))
    ranks = {one.rank: one.answer.uin for one in shown}
    return uins[place - 1] if place <= len(uins) else ranks.get(place)
