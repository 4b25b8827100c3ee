"""Frames: what opens a question and says only in which form its subject is wanted, who spoke of it
or who asked."""

from __future__ import annotations

import re

_ABOUT = r"(?:on|about|regarding|re|concerning|mentioning|relating[ ]to|related[ ]to)\b"
_PAPERS = r"(?:(?:written[ ]|parliamentary[ ])*(?:w?pqs?|questions?|answers?|replies))"
_SPEAKER = r"""(?:(?:(?:the|our|a|any)[ ])?(?:uk[ ])?(?:government|govt|ministers?|department)
    |the[ ](?:[\w-]+[ ])?(?:minister|secretary)(?:[ ](?:of[ ]state[ ])?for[ ][\w-]+)?
    |(?:the[ ])?secretary[ ]of[ ]state|(?:the[ ])?(?:chancellor|prime[ ]minister|pm))"""
_EVER = r"(?:(?:ever|actually|already|previously|so[ ]far|just|recently)[ ])*"
_FORM = r"""(?:summary|overview|run-?down|briefing(?:[ ](?:note|paper))?|background[ ]note
    |speaking[ ]notes?|lines?[ ]to[ ]take|key[ ](?:facts|points|lines|figures))"""
_SHORT = r"(?:(?:a|an|the|some|short|brief|quick|full|draft|one[- ]page)[ ])*"
_WRITTEN = r"(?:reply|response|answer|note|brief|paragraph|lines?|table|list|speech)"
_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d\d?|couple[ ]of|few)"
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)"
_OPEN_PERIOD = (
    rf"(?:since|before|after|until)[ ](?:the[ ])?(?:\d|{_MONTH}|last\b|general\b|election\b)"
)
NO_DATED_ANSWERS = (
    rf"(?!.{{0,60}}\b(?:w?pqs|questions|answers|replies)[ ]{_ABOUT}.{{0,120}}\b{_OPEN_PERIOD})"
)
"""A text ahead that does not date answers ("answers on bees since 2016"): that is a filter. It
looks so far and no further, since it is tried at many places of a long text."""
_OPENING = re.compile(
    rf"""\W*(?:
      (?:summari[sz]e|sum[ ]up|explain|compare)\b
      (?:[ ](?:(?:the|our|all|any|past|previous)[ ])*{_PAPERS}[ ]{_ABOUT})?
    | (?:(?:write|draft|prepare|produce|provide|make|do)[ ](?:me[ ]|us[ ])?)?
      {_SHORT}{_FORM}[ ](?:of|for|{_ABOUT})
    | (?:write|draft|prepare|produce)[ ](?:me[ ]|us[ ])?{_SHORT}{_WRITTEN}[ ](?:of|for|to|{_ABOUT})
    | what[ ](?:the|our)[ ](?:[\w'’-]+[ ])?(?:lines?|position|policy|view|stance)[ ]is[ ]{_ABOUT}
    | is[ ]it[ ](?:still[ ])?(?:true|correct|right|the[ ]case)[ ]that\b
    | fact[- ]?check(?:ing)?\b | (?:check|confirm|verify)[ ](?:if|whether|that)\b
    | what[ ]do(?:es)?[ ](?:we|you|{_SPEAKER})[ ](?:already[ ])?(?:know|have|hold)[ ]{_ABOUT}
    | (?:(?:list|show|find|give|get|see)[ ](?:me[ ])?|(?:is|are|were)[ ]there[ ])?
      (?:(?:all|any|an|the|some|every|of|our|previous|recent|past|old|other)[ ])*{_PAPERS}[ ]
      (?:(?:that|which)[ ](?:are|were|have[ ]been)[ ])?(?:(?:asked|tabled|given|answered)[ ]+)?
      (?:{_ABOUT}(?![ ](?:\d|{_MONTH}))(?!.{{0,120}}\b{_OPEN_PERIOD})
        |(?:that|which)[ ]mention(?:s|ed)?\b)
    | (?:(?:the|a|any)[ ])?{_PAPERS}[ ](?:where|in[ ]which)[ ]
      (?:some(?:one|body)|an?[ ]mp|they|we)[ ](?:asks?|asked|said|answered)[ ]{_ABOUT}
    | what[ ](?:was|is)[ ]the[ ](?:answer|reply|response)[ ]to[ ](?:the|a|an|any)[ ]{_PAPERS}[ ]
      {_ABOUT}
    | (?:(?:the|your|top|best|first|last|latest|most[ ]relevant)[ ])*{_COUNT}[ ]
      (?:(?:best|top|good|relevant|recent|main)[ ])*
      (?:{_PAPERS}|quotes?|passages|results|examples)[ ]{_ABOUT}
    | (?:now[ ]|next[ ])(?:one|something|anything)[ ]{_ABOUT}
    | did[ ]{_SPEAKER}[ ]{_EVER}say[ ]anything[ ]{_ABOUT}
    | ha(?:s|ve)[ ]{_SPEAKER}[ ]{_EVER}(?:(?:said|mentioned)\b(?:[ ]anything[ ]{_ABOUT})?
      |commented[ ]on\b|answered[ ](?:(?:a|any)[ ])?{_PAPERS}[ ]{_ABOUT})
    | (?:who|which[ ](?:mps?|peers?|members?|lords))[ ](?:(?:has|have|else)[ ])*{_EVER}
      (?:asks?|asked|tabled)[ ](?:(?:the|most|more|any|a|often|anything|{_PAPERS})[ ])*{_ABOUT}
    | has[ ](?:any(?:one|body|[ ]mp|[ ]peer)|some(?:one|body))[ ]{_EVER}asked[ ]
      (?:(?:(?:an?|any)[ ])?{_PAPERS}[ ])?{_ABOUT}
    | how[ ](?:many|often)[ ](?:(?:times|{_PAPERS})[ ])?
      (?:(?:is|are|was|were|has|have|had|there|been|ministers|we|the|government|department)[ ])*
      (?:(?:asked|tabled|answered)[ ])?{_ABOUT}
    )(?=\W|$)[\s,:]*""",
    re.VERBOSE | re.IGNORECASE,
)

_LINE = re.compile(
    rf"""\W*(?:what(?:'s|’s|s|[ ](?:is|was|are|were))?[ ]+(?:(?:the|our|your|their)[ ])?
      (?:(?:(?:government|department|govt)(?:['’]s)?|current|latest|official|agreed)[ ])*
      (?:lines?(?:[ ]to[ ]take)?|position|stance)
    | what[ ](?:did|has|have|do|does)[ ](?:{_SPEAKER}|we)[ ]{_EVER}(?:say|said)
    | what[ ](?:(?:we|you)(?:['’]ve|[ ]have)?|{_SPEAKER}(?:[ ]ha(?:s|ve))?)[ ]{_EVER}said
    | what[ ](?:was|has[ ]been|had[ ]been)[ ]{_EVER}said)[ ]+{_EVER}{_ABOUT}[ ]*""",
    re.VERBOSE | re.IGNORECASE,
)
"""It says of a period after the subject that it dates the answer, so that it is left out after that
is read."""

_ACTION = re.compile(
    rf"""\W*(?:
      what(?:[ ](?:is|are)|'s|’s)[ ](?:{_SPEAKER}|we|being)[ ](?:currently[ ])?(?:doing|done)[ ]
      (?:about|on|regarding)
    | what(?:[ ]is|'s|’s)[ ](?:currently[ ])?(?:happening|going[ ]on)[ ]
      (?:with|on|about|regarding|around|in[ ]relation[ ]to)
    | (?:is|are)[ ](?:{_SPEAKER}|we|they)[ ](?:still[ ]|now[ ])?(?:going|planning|intending)[ ]to
    )\b[ ]*""",
    re.VERBOSE | re.IGNORECASE,
)
"""It asks what is done about a subject, as source questions do in other words: the sentence model
reads it, and only the terms are without it."""


def without_action(text: str) -> str:
    """A question without "what is the government doing about" or "what's happening with"."""
    action = _ACTION.match(text)
    return text[action.end() :] if action else text


def without_line(text: str) -> str:
    """A question without "what is our line on" or "what did ministers say about" before its
    subject."""
    line = _LINE.match(text)
    return text[line.end() :] if line else text


def without_frame(text: str) -> str:
    """A question without the frame that opens it: "summarise", "what has the government said
    about", "how many questions on"."""
    frame = _OPENING.match(text)
    return text[frame.end() :] if frame else text
