"""Limbs: the several things that one question asks, as parliamentary questions do."""

from __future__ import annotations

import re

MOST = 4
"""Limbs that are told apart: no more can be served among five hits beside the whole question."""

_ASKS = r"(?:(?:for|by|in|at|on|to|from|under) )?(?:what|how|whether|if|when|which|who|why|where)\b"
_VERB = r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should|must|may)\b"
_CLAUSE = re.compile(rf";(?: and\b)?|(?:,(?: and)?|\band) (?={_ASKS})", re.IGNORECASE)
_ASKING = re.compile(rf"{_ASKS}|{_VERB}", re.IGNORECASE)
_LETTERED = re.compile(r"\((?:[a-h]|i{1,3}|iv|v|[1-9])\)", re.IGNORECASE)
_LINK = re.compile(r"(?:\b(?:and|or)\b|[\s,;.?])*$", re.IGNORECASE)


def limbs(text: str) -> tuple[str, ...]:
    """What a question asks, thing by thing, as far as its form tells; none where that is one thing.

    Lettered pieces ("how many (a) men and (b) women") each follow the words that lead up to them;
    clauses that ask ("what ...; and whether ...") each stand alone. More than MOST are none.
    """
    text = " ".join(text.split())
    lead, *pieces = _LETTERED.split(text) if "(" in text else [text]
    if len(pieces) > 1:
        found = [f"{lead}{_LINK.sub('', one).strip()}" for one in pieces]
    else:
        clauses = _CLAUSE.split(text)
        if len(clauses) < 2:
            return ()
        clauses = [_LINK.sub("", one).strip() for one in clauses]
        found = [one for one in clauses if _ASKING.match(one)]
    return tuple(found) if 1 < len(found) <= MOST else ()
