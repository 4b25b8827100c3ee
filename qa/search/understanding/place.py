"""Places: a turn that names an answer by its place in the reply before: "the second one"."""

from __future__ import annotations

import re

from qa.search.understanding.office_talk import is_office_talk

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_ORDINAL = rf"(?:(?P<ordinal>{'|'.join(_ORDINALS)})|(?P<figure>[1-9]|10)(?:st|nd|rd|th))"
_NOUN = (
    r"(?:one|answers?|passages?|quot(?:e|ation)s?|results?|hits?|cards?|items?|links?|repl(?:y|ies)"
    r"|w?pqs?|questions?)"
)
_LEADS = (
    r"(?:(?:and|or|then|ok|okay|no|now|what[ ]about|how[ ]about|show(?:[ ]me)?|open|see)\b\W*)*"
)
_PLACE = re.compile(
    rf"""\b{_ORDINAL}[ ]{_NOUN}\b
    |(?:\b(?:number|no\.?|{_NOUN})[ ]?|\#)(?P<number>[1-9]\d?)\b(?![.,:/-]\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_BARE = re.compile(
    rf"^\W*{_LEADS}(?:(?:the[ ])?{_ORDINAL}|(?<![£$€])(?P<number>[1-9]\d?))\W*$", re.IGNORECASE
)
"""A place and nothing else."""
_ASKED = re.compile(
    r"(?:asked|answered|tabled|gave|about|open|read|show|answer to|(?:text|rest|date|source) of)"
    rf" the {_ORDINAL}\W*$",
    re.IGNORECASE,
)
"""A place at the end, after what is done with the answer there."""
_READS = re.compile(
    r"\b(?:open|show|expand|full|text|read|copy|cite|quote|source|link|date|reference|elaborate)\b",
    re.IGNORECASE,
)
MAX_CHARS = 100
"""Characters of a turn that names a place, at most."""


def place_named(turn: str) -> int | None:
    """The number of the answer that a turn names, where it asks for the answer there alone: "who
    asked the second one?", "number 3"."""
    if len(turn) > MAX_CHARS:
        return None
    found = _BARE.match(turn)
    if found is None:
        found = _PLACE.search(turn) or _ASKED.search(turn)
        if found is None:
            return None
        rest = f"{turn[: found.start()]} {turn[found.end() :]}"
        if not is_office_talk(_READS.sub(" ", rest)):
            return None
    named = found.groupdict()
    if named["ordinal"]:
        return _ORDINALS.index(named["ordinal"].casefold()) + 1
    return int(named["figure"] or named["number"])
