"""UINs in a question: the answers that it names."""

from __future__ import annotations

import re
from collections.abc import Callable

_NUMBER = r"(?:HL[ -]?\d{1,5}|\d{3,7})"
_LONG_NUMBER = r"(?:HL[ -]?\d{1,5}|\d{5,7})"
_JOIN = r"(?:\s*[,;/&]\s*(?:and |or )?|\s+(?:and|or)\s+)"
_ADDRESS = r"(?:\bhttps?://[\w./-]{1,200}/|\bwww\.[\w./-]{1,200}/)?"
"""The address of an answer, up to the date and UIN at its end."""
_UIN = re.compile(
    r"(?:\b(?:(?:UINs?|W?PQs?|WQs?|(?:written |parliamentary )?(?:questions?|answers?))"
    r"(?:[ .]?(?:numbers?|nos?\b\.?|ref(?:erence)?\b\.?|UIN))?"
    r"(?:\s*[:#]\s*| - | #?)|(?:UIN|W?PQ|WQ)-?)"
    rf"|{_ADDRESS}\b\d{{4}}-\d\d-\d\d[/.])({_NUMBER}(?:{_JOIN}{_NUMBER})*)(?:\.h\b)?(?![\w,.]\d|\w)"
    rf"|\b(HL[ -]?\d{{2,5}})\b|^\W*(?:no\.? ?)?({_NUMBER})\W*$"
    rf"|^\W*({_LONG_NUMBER}(?:(?:{_JOIN}|\s+){_LONG_NUMBER})+)\W*$"
    r"|\bQ[. ]?(\d{5,7})\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![\w.,£$€/%#-])\d{3,5}(?!00)\d\d(?![\w%-]|[,.]\d)"
    r"(?=\W*$|\s*[,.;:?!)/&]|\s+[-–—]\s"
    r"|\s+(?:and|or|says?|said|please|pls|plz|thanks|thx|for|from|on|about|with"
    r"|asked|answered|tabled|answers?|repl(?:y|ies))\b)",
    re.IGNORECASE,
)
"""A number that no noun follows, as it follows an amount. One that ends in 00 is an amount too."""
MAX_BARE = 10
"""The most numbers of a question that are looked up."""


def extract_uins(question: str, is_uin: Callable[[str], bool]) -> tuple[tuple[str, ...], str]:
    """The UINs that a question names, and the question without them.

    A number that nothing marks as a UIN is one where `is_uin` says so: "what did 219050 say".
    """
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        named = " ".join(filter(None, match.groups())) or match[0]
        found.extend(re.findall(_NUMBER, named, re.IGNORECASE))
        return " "

    rest = _UIN.sub(take, question)
    bare = list(dict.fromkeys(_BARE.findall(rest)))[:MAX_BARE]
    named = set(filter(is_uin, bare))
    rest = _BARE.sub(lambda match: take(match) if match[0] in named else match[0], rest)
    uins = tuple(dict.fromkeys(re.sub("[ -]", "", one).upper() for one in found))
    return (uins, rest) if uins else ((), question)
