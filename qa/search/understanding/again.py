"""Again: a turn that asks for the reply before again: its source, or in another form."""

from __future__ import annotations

import re

_LEADS = (
    r"(?:(?:ok|okay|yes|and|so|please|pls|could|can|would|do|got|you|u|i|we|have|get|see|show|give|send"
    r"|need|want|put|make|provide|tell|is|are|there|what|whats|what's|where|where's|the|a|an|any|some"
    r"|your|its|their|me|us|it|them|this|that|these|those|more|bit|little|much|just|in|as|to"
    r"|key|main|best|top|our|suggested|one|two|three|four|five|six|ten|\d\d?)\b\W*)*"
)
_AGAIN = re.compile(
    rf"""^\W*{_LEADS}(?:
      (?:sources?|links?|urls?|web[ ]?links?|references?|refs?|citations?|cite
      |hansard(?:[ ](?:links?|references?|refs?))?)
    | summar(?:y|i[sz]e)|sum[ ]up|tl;?dr|gist|shorten|shorter|briefer|shortly|brief|simplify|simpler
    | explain|rephrase|reword|elaborate|expand|(?:plain|simple)[ ](?:english|terms|words)
    | bullets?(?:[ ]?points?)?|points|table|list[ ]form|nutshell
    | (?:one|single)[ ](?:sentence|paragraph) | (?:long|short)(?:er)?[ ](?:version|form)
    | lines?(?:[ ]to[ ]take)?
    | (?:download|export|save|print|e-?mail)(?:[ ](?:as|to|word|docx|pdf|file|document|copy))*
    | details?|full(?:[ ](?:answers?|text|version|details?))?
    )\b(?:[ ,]*(?:it|them|this|that|these|those|for|to|of|on|up|all|more|further|please|pls
    |reference|reply|replies|answers?|form|format|the|in|a|me|us|short|points?|briefly|detail|both
    |here))*\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
_FIGURES = re.compile(
    rf"^\W*{_LEADS}(?:figures?|numbers?|stats|statistics|data)\b"
    r"(?:[ ,]*(?:on|for|of|it|this|that|them|these|please|pls|too|available|there))*\W*$",
    re.IGNORECASE,
)
MAX_CHARS = 80
"""Characters of a turn that asks for the reply before again, at most."""


def asks_again(turn: str) -> bool:
    """Whether a turn asks for the reply before again, and for nothing else: "source?", "summarise
    that", "in bullet points". The answers are quoted word for word, in no other form."""
    return len(turn) <= MAX_CHARS and bool(_AGAIN.match(turn))


def asks_for_figures(turn: str) -> bool:
    """Whether a turn asks for the figures of what was asked before, and for nothing else."""
    return len(turn) <= MAX_CHARS and bool(_FIGURES.match(turn))
