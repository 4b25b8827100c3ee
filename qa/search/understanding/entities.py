"""Scope: the answering body, minister and House that a question, in its own words, keeps to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from qa.model import House
from qa.model.bodies import body_named

To = TypeVar("To", bound=str)

_SAY = (
    r"(?:say|said|tell|told|answer(?:ed)?|repl(?:y|ied)|state[ds]?|announced?|promised?"
    r"|confirm(?:ed)?)"
)
_NAMED = r"[A-Z][\w'’&-]*(?:,? (?:(?:of|for|and|the) )*[A-Z][\w'’&-]*){0,8}"
_BODY = re.compile(
    rf"""\b(?:has|have|had|did|does|do)[ ](?:[Tt]he[ ])?(?P<name>{_NAMED.replace(" ", "[ ]")})[ ]
    (?:(?:ever|already|recently)[ ])?{_SAY}\b
  | \b(?:[Aa]ccording[ ]to|[Aa]nswers?[ ](?:from|by|of)|{_SAY}[ ]by)[ ]
    (?:the[ ])?(?P<by>{_NAMED.replace(" ", "[ ]")})
    """,
    re.VERBOSE,
)
_HOUSE = re.compile(
    rf"""\b(?:(?:{_SAY}|answers?|replies|given)[ ](?:in|to|from)|told)[ ](?:the[ ])?
    (?:house[ ]of[ ])?(?P<in>lords|commons)\b
  | \b(?P<of>lords|commons)[ ](?:written[ ])?(?:answers|replies)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Kept(Generic[To]):
    """What a question keeps to, and the slice of it that says so."""

    to: To
    start: int
    end: int


def body_kept_to(text: str) -> Kept[str] | None:
    """The id of the body whose answers are asked for by its full or short name, capitals and all:
    "what has the Home Office said about", "answers from MoJ". A body that is only spoken of, as in
    "Home Office staff", is none."""
    for name in _names(text):
        if body := body_named(name.to):
            return Kept(body, name.start, name.end)
    return None


def minister_kept_to(text: str) -> Kept[str] | None:
    """The name of the person whose answers are asked for: "what has Jeremy Wright said about"."""
    return next((name for name in _names(text) if not body_named(name.to)), None)


def _names(text: str) -> Iterator[Kept[str]]:
    for match in _BODY.finditer(text):
        yield Kept(match["name"] or match["by"], match.start(), match.end())


def house_kept_to(text: str) -> Kept[House] | None:
    """The House in which the answers were given: "told the Lords", "answers in the Commons"."""
    match = _HOUSE.search(text)
    if match is None:
        return None
    house: House = "Lords" if (match["in"] or match["of"]).casefold() == "lords" else "Commons"
    return Kept(house, match.start(), match.end())
