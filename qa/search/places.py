"""Places: the answers that turns of a conversation name by their place in the reply before."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
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
    asked: list[int] = []  # The turns that name no place.
    named: set[str] = set()
    listed: dict[int, Sequence[Quotation]] = {}

    def uin_at(place: int) -> str | None:
        for at in reversed(asked):
            if at not in listed:
                listed[at] = _listed(request, turns[: at + 1], named, reply)
            if listed[at]:
                return _uin_at(place, listed[at])
        return None

    first = len(request.history) + 1 - MAX_TURNS
    for number, turn in enumerate((*request.history, request.question)):
        place = place_named(turn) if number >= first else None
        uin = uin_at(place) if place else None
        if uin:
            named.add(uin)
        elif number >= first - 1:
            asked.append(number)
        turns.append(f"UIN {uin}" if uin else turn)
    return replace(request, question=turns[-1], history=tuple(turns[:-1]))


def _listed(
    request: Request, turns: Sequence[str], named: Set[str], reply: Callable[[Request], Reply]
) -> Sequence[Quotation]:
    """The passages that the reply to the last of some turns lists; none where it is refused, or is
    asked of an answer that a place has `named` ("who asked it?")."""
    *history, question = turns
    before = replace(request, question=question, history=tuple(history), offset=0)
    try:
        found = reply(replace(before, explain=False, parts=False))
    except BadRequest:
        return ()
    if not named.isdisjoint(found.query.uins):
        return ()
    return found.passages or found.near_misses


def _uin_at(place: int, shown: Sequence[Quotation]) -> str | None:
    """The UIN of the answer at a place among those shown, else of the passage with that rank."""
    uins = list(dict.fromkeys(one.answer.uin for one in shown))
    ranks = {one.rank: one.answer.uin for one in shown}
    return uins[place - 1] if place <= len(uins) else ranks.get(place)
