"""More: a turn that asks for the next passages of the reply before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MORE = re.compile(
    r"""^\W*(?:(?:ok|okay|yes|and|please|pls|show|give|list|see|get|are|there|any|some|a|few|the
    |me|us|what|else|anything)\b\W*)*
    (?:more|others?|else|next(?:[ ](?:page|ones?|lot|few|five|ten))?|keep[ ]going|go[ ]on|continue)
    (?:[ ](?:of[ ](?:them|these|those|the[ ]same)|answers?|results?|passages?|ones?|please|pls
    |like[ ](?:this|that|these|those)))*\W*$""",
    re.VERBOSE | re.IGNORECASE,
)


def asks_for_more(turn: str) -> bool:
    """Whether a turn asks for the next passages, and for nothing else: "show me more"."""
    return bool(_MORE.match(turn))


def without_turns_for_more(earlier: Sequence[str]) -> list[str]:
    """The earlier turns, without those at the end that ask for more."""
    kept = list(earlier)
    while kept and asks_for_more(kept[-1]):
        kept.pop()
    return kept
