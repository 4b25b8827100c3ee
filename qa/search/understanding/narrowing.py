"""Narrowing: a turn that only narrows the one before it: "only 2016", "lords only", "not Wales"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

MAX_WORDS = 8
"""The words of a turn that only narrows, at most."""

_LEADS = r"(?:(?:and|but|ok|okay|no|now|please|sorry|then|show|give|me|the|all)\b[\s,]*)*"
_NARROWS = re.compile(
    rf"""^\W*{_LEADS}(?:
      (?:(?:only|just|any(?:thing|one)?|ones?|those|answers|replies)\b\s*)+(?P<what>\S.*?)
    | (?P<since>(?:since|before|after|until|from|by)\s.*?)
    | (?P<before>\S.*?)[\s,]+(?:only|alone)
    )(?:\s+(?:please|only|then))?\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
_PREPOSITION = re.compile(r"^(?:(?:in|from|by|of|to|for|the|answers?|ones)\s+)+", re.IGNORECASE)
_NEWER = re.compile(
    rf"^\W*{_LEADS}(?:(?:any(?:thing)?|something|a|some|only)\s+)*(?:more recent|newer)"
    r"(?:\s+(?:ones?|answers?|figures?))?\W*$",
    re.IGNORECASE,
)
_EXCLUDES = re.compile(
    rf"^\W*{_LEADS}(?:not|without|except(?: for)?|excluding|leav(?:e|ing) out|apart from)\s+"
    r"(?:(?:about|in|on|for|from|the|any|those)\s+)*(?P<what>[\w'’-]+(?:\s+[\w'’-]+){0,2})\W*$",
    re.IGNORECASE,
)


def narrowed(text: str, is_filter: Callable[[str], bool]) -> str | None:
    """A turn that only narrows the one before it, in words that the extractors read; None for any
    other turn. `is_filter` says whether extractors read all of a text as filters.

    "Only 2016" becomes "said from 2016", "lords only" "said in the lords", "only Matt Hancock"
    "said by Matt Hancock", "anything newer?" "latest", "not in Wales" "said NOT Wales".
    """
    if len(text.split()) > MAX_WORDS:
        return None
    if is_filter(text):
        return text
    if _NEWER.match(text):
        return "latest"
    if excludes := _EXCLUDES.match(text):
        return "said NOT " + "-".join(excludes["what"].split())
    found = _NARROWS.match(text)
    return next(filter(is_filter, _rewritings(found)), None) if found else None


def _rewritings(found: re.Match[str]) -> Iterator[str]:
    """What a turn that may narrow can mean, the likelier first."""
    what = (found["what"] or found["since"] or found["before"]).strip()
    yield f"said {what}"
    if bare := _PREPOSITION.sub("", what):
        yield f"said from {bare}"
        yield f"said in the {bare}"
        yield f"said by {bare}"
