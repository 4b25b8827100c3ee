"""Enquirer: words before a question that say who asks through an official, and why: a journalist, a
constituent, a minister with a meeting."""

from __future__ import annotations

import re

_NAME = r"(?-i:[A-Z][\w'’-]*)"
_NAMES = rf"{_NAME}(?:[ ](?:(?:of|and|the)[ ])*{_NAME}){{0,4}}"
_WHO = rf"""(?:(?:an?|the|my|our|one[ ]of[ ](?:my|our)|some|several)[ ])?(?:\w+[ ])?
    (?:journalist|reporter|broadcaster|constituent|mp|peer|stakeholder|charity|campaigner|minister
    |member[ ]of[ ]the[ ]public|resident)s?
    (?:[ ](?:from|at|of|in|for|called)[ ](?:the[ ])?{_NAMES})?"""
_PAPER = r"""(?:the[ ])?(?-i:Guardian|Times|Telegraph|BBC|ITV|Sky(?:[ ]News)?|Daily[ ]Mail|Mail|Sun
    |Mirror|FT|Observer|Independent|Press[ ]Association|PA)(?:[ ](?:newspaper|online|news))?"""
_ENQUIRES = r"""(?:(?:is|are|has|have|was|were)(?:[ ]been)?[ ])?
    (?:(?:asks?|asked|asking|wants?|wanted|wondering|enquir(?:es?|ed|ing))
      (?:[ ](?:me|us|to[ ](?:ask|know|see|find[ ]out)))*
    |(?:written|wrote|writes|writing|e-?mailed|phoned|rung|called|been[ ]in[ ]touch|contacted)
      (?:[ ](?:in|me|us|to[ ](?:me|us|the[ ](?:minister|department))))*
    |(?:very[ ]|really[ ])?(?:worried|concerned|unhappy|upset|angry|complain(?:s|ed|ing)?))
    (?:[ ](?:with[ ](?:concerns?|questions?)|to[ ](?:ask|complain)
      |asking|concerned|worried))?
    [ ](?:(?:about|regarding|re|on|by|if|whether|that)(?=\W|$)[\s,:]*
      |(?=(?:what|which|why|how|when|where|who)\b))"""
_ENQUIRY = re.compile(rf"\W*(?:{_WHO}|{_PAPER})[ ]{_ENQUIRES}", re.X | re.I)

_OFFICE = r"""(?:(?:the|our|my)[ ])?(?:\w+[ ])?
    (?:minister|sos|secretary[ ]of[ ]state|spad|pm|boss|director)"""
_OCCASION = re.compile(
    # "SoS is meeting the Police Federation on Thursday. "
    rf"""\W*{_OFFICE}(?:[ ](?:is|has|will[ ]be)|'s)[ ]
    (?:(?:meeting|visiting|hosting|attending|addressing|speaking|appearing|giving|seeing|doing)\b
      |(?:an?|the|got[ ]an?)[ ](?:\w+[ ]){{0,3}}?(?:meeting|visit|debate|interview|call|speech)\b)
    [^.?!;:\n]{{0,80}}(?:[.;:!\n]|[ ][-–—])\s+(?=\S)""",
    re.X | re.I,
)
_ON_THE_RECORD = re.compile(
    r"""[\s,;–—-]*\b
    (?:what(?:'s|s|[ ]is|[ ]do[ ]we[ ]have|[ ]have[ ]we[ ](?:got|said))|(?:is[ ]there[ ])?anything)
    [ ](?:already[ ])?(?:on[ ]the[ ]record|on[ ]this|to[ ]say)\W*$""",
    re.X | re.I,
)


def without_enquirer(text: str) -> str:
    """A question without who asks it and on what occasion: "a journalist from the Guardian is
    asking whether", "my constituent is worried about", "SoS is meeting the Police Federation on
    Thursday."."""
    for opening in (_OCCASION, _ENQUIRY):
        if found := opening.match(text):
            text = text[found.end() :]
    ending = _ON_THE_RECORD.search(text)
    return text[: ending.start()] if ending and ending.start() else text
