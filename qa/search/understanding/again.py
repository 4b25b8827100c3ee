"""Again: a turn that asks for the reply before again: its source, who said it and when, or in
another form."""

from __future__ import annotations

import re

_LEADS = (
    r"(?:(?:ok|okay|yes|and|so|please|pls|could|can|would|do|got|you|u|i|we|have|get|see|show|give|send"
    r"|need|want|put|make|provide|tell|is|are|there|what|whats|what's|where|where's|the|a|an|any|some"
    r"|your|its|their|me|us|it|them|this|that|these|those|more|bit|little|much|just|in|as|to"
    r"|turn|into|exactly|back|key|main|best|top|our|suggested|one|two|three|four|five|six|ten"
    r"|\d\d?)\b\W*)*"
)
_AGAIN = re.compile(
    rf"""^\W*{_LEADS}(?:
      (?:sources?|links?|urls?|web[ ]?links?|references?|refs?|citations?|cite
      |hansard(?:[ ](?:links?|references?|refs?))?)
    | uins?(?:[ ]numbers?)? | (?:pq|question|reference)[ ]numbers?
    | (?:exact|actual|precise)[ ](?:words?|wording|text|quotes?) | verbatim | word[ ]for[ ]word
    | quote | repeat | (?:still[ ])?(?:accurate|correct|reliable|right)
    | (?:draft|write|prepare)(?:[ ](?:me|us|an?|the|short|quick|holding))*
      [ ](?:repl(?:y|ies)|response|answer|para(?:graph)?s?|e-?mail|letter|note|lines?)
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
_WHO_OR_WHEN = re.compile(
    r"""^\W*(?:(?:and|but|so|ok|okay)\W+)*
    (?:who|when|how[ ](?:old|recent)
    |(?:which|what)[ ](?:minister|mp|member|peer|department|date|day))
    (?:\W+(?:and|answer|answered|answers|are|asked|asks|by|date|dated|did|from|has|have|is|it|last|of
    |on|question|replied|reply|said|say|says|so|tabled|that|the|these|they|this|those|to|was|were
    |when|who|whom))+\W*$""",
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
    """Whether a turn asks for the reply before again, and for nothing else: "source?", "who said
    that?", "summarise that". The answers are quoted word for word, in no other form, and each
    names its minister, Member and dates."""
    return len(turn) <= MAX_CHARS and any(one.match(turn) for one in (_AGAIN, _WHO_OR_WHEN))


def asks_for_figures(turn: str) -> bool:
    """Whether a turn asks for the figures of what was asked before, and for nothing else."""
    return len(turn) <= MAX_CHARS and bool(_FIGURES.match(turn))
