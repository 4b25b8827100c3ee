"""Order: in which order a question asks for its passages, and whether for the latest."""

from __future__ import annotations

import re

from qa.search.understanding.context import Extracted, QueryContext

_NEWEST = r"(?:newest|latest|most[ ]recent)"
_ORDER = re.compile(
    rf"""[\s,;(–—-]*\b(?:(?:with[ ]|show[ ])?(?:the[ ])?(?:
      {_NEWEST}|(?P<oldest>oldest|earliest))
      (?:[ ](?:ones?|answers?|first[ ]order))?[ ]first\b
    |(?:in|by|sort(?:ed)?[ ]by|order(?:ed)?[ ]by)[ ](?:(?P<reverse>reverse[ ])?
      (?P<chronological>chronological[ ]order)|date(?:[ ]order)?(?=[ ]*\W*$)))\W*""",
    re.VERBOSE | re.IGNORECASE,
)
_LATEST = re.compile(
    r"\b(?:the )?(?:very )?(?:latest|newest|most recent(?:ly)?|most up[- ]to[- ]date"
    r"|up[- ]to[- ]date|last(?= (?:say|said|answer(?:ed)?|repl(?:y|ied)|w?pqs?"
    r"|few (?:answers|w?pqs|replies))\b)"
    r"|(?:(?<=say )|(?<=said )|(?<=answer ))last(?= (?:on|about|regarding)\b))\b"
    r"(?: (?:few )?(?:written )?(?:answers?|questions?|w?pqs?|replies) (?:on|about|regarding)\b)?",
    re.IGNORECASE,
)
_DEADLINE = re.compile(r"\bat the latest\b(?=\W*$|[,.;])", re.IGNORECASE)


def extract_order(text: str, context: QueryContext) -> Extracted | None:
    """The order that a question asks for: "newest first", "in chronological order", "by date"."""
    found = _ORDER.search(text)
    if found is None:
        return None
    oldest = found["oldest"] or (found["chronological"] and not found["reverse"])
    return Extracted("order", found.start(), found.end(), sort="oldest" if oldest else "newest")


def is_order(text: str) -> bool:
    """Whether a text names an order, or asks for the latest, and says nothing else."""
    return any(asked.fullmatch(text.strip(" ?!.")) for asked in (_ORDER, _LATEST))


def extract_latest(text: str, context: QueryContext) -> Extracted | None:
    """The word by which a question asks for the newest of what matches; by itself it asks nothing.

    "At the latest" is a deadline.
    """
    found = _LATEST.search(text)
    if found is None or _DEADLINE.search(text):
        return None
    return Extracted("latest", found.start(), found.end())
