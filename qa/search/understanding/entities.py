"""Entities: the answering body, minister and House whose answers a question asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.model import Filters, House
from qa.model.bodies import body_named, with_predecessors
from qa.search.understanding.context import Extracted, QueryContext

_SAY = (
    r"(?:say|said|tell|told|answer(?:ed)?|repl(?:y|ied)|state[ds]?|announced?|promised?"
    r"|confirm(?:ed)?)"
)
_CAPITALISED = r"[A-Z][\w'’&-]*(?:,? (?:(?:of|for|and|the) )*[A-Z][\w'’&-]*){0,8}"
_SPEAKER = re.compile(
    rf"""\b(?:has|have|had|did|does|do)[ ](?:[Tt]he[ ])?
    (?P<name>{_CAPITALISED.replace(" ", "[ ]")})[ ](?:(?:ever|already|recently)[ ])?{_SAY}\b
  | \b(?:[Aa]ccording[ ]to|[Aa]nswers?[ ](?:from|by|of)|{_SAY}[ ]by)[ ]
    (?:the[ ])?(?P<by>{_CAPITALISED.replace(" ", "[ ]")})
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


def extract_body(text: str, context: QueryContext) -> Extracted | None:
    """The answering body, by its full or short name: "what has the Home Office said about".

    A body that is only mentioned, as in "Home Office staff", does not filter.
    """
    for name, start, end in _speakers(text):
        body = body_named(name)
        if body and (context.answers is None or context.answers.has_body(with_predecessors(body))):
            return Extracted("body", start, end, Filters(body=body))
    return None


def extract_minister(text: str, context: QueryContext) -> Extracted | None:
    """The person who answered: "what has Jeremy Wright said about"."""
    for name, start, end in _speakers(text):
        if not body_named(name):
            known = context.answers is None or context.answers.by_members(name, None)
            return Extracted("minister", start, end, Filters(minister=name)) if known else None
    return None


def extract_house(text: str, context: QueryContext) -> Extracted | None:
    """The House that was answered: "said in the Lords", "answers in the Commons"."""
    match = _HOUSE.search(text)
    if match is None:
        return None
    house: House = "Lords" if (match["in"] or match["of"]).casefold() == "lords" else "Commons"
    return Extracted("house", match.start(), match.end(), Filters(house=house))


def _speakers(text: str) -> Iterator[tuple[str, int, int]]:
    """The names beside a verb of saying, each with the slice to cut out."""
    for match in _SPEAKER.finditer(text):
        yield match["name"] or match["by"], match.start(), match.end()
