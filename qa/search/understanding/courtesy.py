"""Courtesy: greetings, thanks, haste and signatures around a question, none of them its subject."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.search.understanding.enquirer import without_enquirer
from qa.search.understanding.frames import NO_DATED_ANSWERS, without_frame
from qa.search.understanding.mail import KNOWN_QUESTIONS
from qa.search.understanding.office_talk import KNOW, is_office_talk, without_office_talk

MAX_SIGNATURE_CHARS = 600
"""Characters at the end of a text in which its thanks and signature are looked for."""

_FLAGS = re.VERBOSE | re.IGNORECASE
_ASKS = (
    r"(?:what|which|who|whose|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could"
    r"|would|will|should|please|pls|plz|any|i|i'm|im|i'd|we|just|quick|urgent)\b"
)
_NAME = r"[A-Z][\w'’-]*(?:[ ][A-Z][\w'’-]*){0,2}"
_NEW_SUBJECT = (
    r"start(?:ing)?[ ](?:again|over)|moving[ ]on|(?:forget|leave|scrap|skip)[ ](?:it|that|this)"
    r"|never[ ]?mind|(?:a[ ])?(?:new|different|another|separate)[ ](?:question|topic|subject|thing)"
    r"|one[ ](?:more|other|last)[ ](?:question|thing)|next(?:[ ](?:question|topic|one))?"
    r"|by[ ]the[ ]way|btw|on[ ](?:another|a[ ]different)[ ](?:note|subject|topic)"
)
_GREETING = re.compile(
    rf"""\W*(?:(?:hi|hiya|hello|hey|dear|greetings|good[ ](?:morning|afternoon|evening|day))
      (?:[ ]+(?:there|all|team|both|everyone|everybody|folks|colleagues?|sir[ ]or[ ]madam|sir
      |madam))?
      (?:[ ]+(?-i:{_NAME}))?
      (?:\s*[,.!:;–—\n]+|[ ]+-+[ ]|\s*$|[ ]+(?={_ASKS}))
    |(?:hi|hello|hey|morning|afternoon|evening)[ ]+(?:there|all|team|both|everyone
    |folks)\b[\s,.!:;–—-]*
    |(?:ok|okay|great|thanks|thank[ ]you|many[ ]thanks|cheers|sorry(?:[ ]to[ ]bother[ ]you)?)
      (?:[ ](?:so[ ]much|very[ ]much|a[ ]lot|for[ ](?:that|this|your[ ]help)|again))*
      \s*[,.!;:–—-]+(?=\s|$)
    |(?-i:URGENT|ASAP)[ ]+(?=[A-Z]?[a-z])
    |(?-i:[A-Z][a-z]+)[ ]*,[ ]+(?=(?:please|pls|grateful|(?:can|could|would|will)[ ]you[ ]
      (?:please|pls|kindly|advise|check|confirm|dig|draft|find|get[ ][mu]|give|help|let|look|provide
      |pull|put|send|tell))[ ]?)
    |(?:ok|okay|right|alright)[, ]+(?:(?:now|then)\b[ ,]+|(?=(?:and|but|so|what|how)\b))
    |(?:(?:ok|okay|right|so|and|now)[, ]+)?(?:{_NEW_SUBJECT})\s*[,.!;:–—-]+(?=\s)
    |(?:i(?:'m|[ ]am|m)|we(?:'re|[ ]are)|my[ ]name[ ]is)[ ][^.,;?!\n]{{3,90}}(?:,|[ ]and|,[ ]and|\.)
      [ \n]+(?=(?:i|we|i'd|we'd|i'm|we're)[ ])
    |i[ ]hope[ ](?:you|this|all|that)\b[^.!?\n]{{0,60}}[.!,\n]+)\s*""",
    _FLAGS,
)
_HURRY = (
    r"(?:urgent(?:ly)?|asap|a\.s\.a\.p\.?|need(?:ed|s)?|required?|reply|request|response|help"
    r"|please|pls"
    r"|pq|pqs|question|query|by|for|before|in|noon|midday|lunch(?:time)?|today|tonight"
    r"|tomorrow|this|now"
    r"|cop|cob|eod|close[ ]of[ ](?:play|business)|end[ ]of[ ](?:the[ ])?day|\d{1,2}(?:[:.]\d\d)?"
    r"|\d{1,2}(?:[:.]\d\d)?[ap]m|[ap]m|o'clock|hours?|mins?|minutes?|morning|afternoon"
    r"|evening|it|an|the"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|minister|mins|priority|important|high|very"
    r"|so|answer"
    r"|one|quick|short|simple|deadline|draft|drafts|new|first[ ]thing|as[ ]soon[ ]as[ ]possible)"
)
_MATTER = (
    rf"(?:{NO_DATED_ANSWERS}"
    r"(?:(?:if|whether)[ ](?:there[ ]is[ ])?)?(?:(?:the|some|any|all|more|everything|anything"
    r"|something|(?:a[ ])?previous(?:[ ]ones?)?(?=[ ]on\b)"
    r"|whatever|answers?|material|stuff|info|information|details?|there[ ]is|you[ ]have|we[ ]have"
    r"|(?:has|have)[ ]been[ ]said|we(?:'ve|[ ]have)?[ ](?:already[ ])?said|please)[ ]+)*"
    r"(?:(?:on|about|regarding|re|concerning|relating[ ]to"
    r"|related[ ]to)\b[ :]*(?:the[ ]subject[ ]of[ ])?)?)?"
)
_ANYTHING = (
    rf"{NO_DATED_ANSWERS}(?:(?:anything|something|everything|info|information|answers?"
    r"|any[ ](?:info|information|answers|material)|what(?=[ ](?:we|you)[ ]have))[ ]+"
    r"(?:(?:we|you)[ ]have[ ]+)?)+(?:on|about|regarding|re|concerning|relating[ ]to)\b"
)
_REQUEST = re.compile(
    rf"""\W*(?:
      (?:please|pls|plz|kindly|grateful[ ]if[ ]you[ ]could|i(?:'d
      |[ ]would)[ ]be[ ]grateful[ ]if[ ]you[ ]could)
    | (?:could|can|would|will)[ ](?:you|u|(?:some|any)(?:one|body)
      (?:[ ](?:in|on|from)[ ](?:your|the)[ ](?:team|unit|office))?(?=[ ](?:please|pls|kindly|just
      |possibly|quickly|tell|help|find|check|confirm|advise|explain|point|pull|dig|send|give|let
      |look)\b))\b
      (?:[ ](?:please|pls|kindly|possibly|perhaps|just|quickly|be[ ]able[ ]to|also))*
      (?:[ ](?:check|confirm|find(?:[ ](?:out|me|us))?|look[ ]up
      |(?:send|share|provide|forward)(?:[ ](?:over|through|across|me|us))*
      |(?:pull|dig)(?:[ ](?:out|up|together))?(?=[ ](?:the|any|all|some|what|everything)\b))\b
      [ ]*{_MATTER})?
    | (?:and[ ])?help[ ](?:me|us)?(?:[ ](?:to|with))?(?:[ ]find(?:ing)?(?:[ ]out)?\b)?[ ]*{_MATTER}
    | (?:i|we)(?:'m|'re|[ ]am|[ ]are)?m?[ ](?:just[ ]|currently[ ])*
      (?:looking[ ]for|looking[ ]to[ ]find|trying[ ]to[ ]find(?:[ ]out)?|searching[ ]for|after
      |wondering(?:[ ](?:if|whether)(?:[ ](?:you|anyone)(?:[ ](?:could|can|have|has|know
      |knows))?)?)?)\b[ ]*{_MATTER}
    | (?:i|we)[ ](?:was|were)[ ](?:just[ ])?(?:wondering|hoping)\b(?:[ ](?:if|whether))?
      (?:[ ](?:you|anyone)[ ](?:could|can|have|has|know|knows|might)\b)?[ ]*{_MATTER}
    | (?:i|we)(?:'d|[ ]would)?[ ](?:urgently[ ]|really[ ]|just[ ]|also[ ])*
      (?:like|love|need|want|wish|have)[ ]to[ ]{KNOW}\b[ ]*{_MATTER}
    | (?:(?:but|and|so)[ ])?(?:i|we)[ ](?:urgently[ ]|really[ ]|just[ ]|also[ ])*need\b[ ]*{_MATTER}
    | (?:i|we)(?:'ve|[ ]have)(?:[ ](?:just|now))?[ ]been[ ]asked(?:[ ]by[ ][^.,;:?!\n]{{1,50}}?)?[ ]
      (?:for|about|to[ ]{KNOW})\b[ ]*{_MATTER}
    | (?:do|does)[ ](?:you|anyone|anybody)[ ](?:happen[ ]to[ ])?(?:know|have)\b[ ]*{_MATTER}
    | (?:tell|show|give|find|get|send)[ ](?:me|us)\b[ ]*{_MATTER}
    | let[ ](?:me|us)[ ]know\b[ ]*{_MATTER}
    | (?:find|search(?:[ ]for)?|look(?:ing)?[ ](?:for|up)|is[ ]there|do[ ]we[ ]have)[ ]{_ANYTHING}
    | {_ANYTHING}
    )(?=\W|$)[\s,:]*""",
    _FLAGS,
)
_CLOSING = (
    r"(?:(?:many|with|best|kind|warm|and)[ ])*(?:thanks|thank[ ]you|thx|ta|cheers|regards"
    r"|best[ ]wishes"
    r"|all[ ]the[ ]best|yours[ ](?:sincerely|faithfully|truly|ever)|much[ ]appreciated|tia)"
    r"(?:[ ](?:so[ ]much|very[ ]much|a[ ]lot|a[ ]million|again|in[ ]advance|all|team"
    r"|in[ ]anticipation"
    r"|for[ ](?:your|any|the|all)[ ](?:kind[ ])?help))*"
)
_SIGNED = re.compile(
    # At the start of a line, or after the end of a sentence.
    rf"""(?:^|(?<=[\n.?!,;–—/-])|(?<=[.?!,;–—/-][ ]))[ \t]*(?:{_CLOSING}|best(?=[ ]*,\s*(?:\n|/)))
    [\s,.!]*(?:(?-i:{_NAME})[\s,.]*)?(?:(?:\n|[ ]?/[ ])[^\n/]{{0,70}}){{0,8}}\s*$
    |[ ]{_CLOSING}(?:[ .!]*|,[ ]*(?-i:{_NAME})[\s,.]*(?:[\n/,][^\n/]{{0,70}}){{0,6}})$""",
    _FLAGS,
)
_TAIL = re.compile(
    rf"""(?:[\s,;–—-]{{1,4}}|(?<=[.?!]))(?:
    (?<=[.?!]\s)(?:please[ ]|pls[ ])?
      (?:(?:could|can|would)[ ](?:you|someone|anyone)[ ](?:please[ ])?)?
      (?:point[ ]me[ ](?:to|at)|let[ ]me[ ]have|send[ ]me|share|forward)[ ](?:me[ ])?
      (?:any|what|the|all|some)(?:thing|ever)?\b[^.?!\n]{{0,60}}[.?!]?
    |(?<=[,;.?!]\s)(?:(?:the|our|my)[ ])?
      (?:minister|sos|secretary[ ]of[ ]state|spad|boss|we|i|he|she)
      (?:[ ](?:has|have|is|are|will[ ]be)|'[a-z]{{1,2}})[ ](?:got[ ])?
      (?:an?|the|in|on|at|due|doing|giving|up)[ ](?:(?!\b(?:on|about|with)\b)[^.?!\n]){{0,40}}?\b
      (?:debate|orals?|meeting|visit|interview|committee|pmqs?|today|tonight|tomorrow|noon
      |\d{{1,2}}(?:[:.]\d\d)?[ap]m)\b(?:(?![ ](?:on|about|with)\b)[^.?!\n]){{0,20}}
    |please|pls|plz|asap|urgently|urgent
    |if[ ](?:possible|you[ ]can)|(?:can|could)[ ](?:you|u|anyone)[ ](?:please[ ]|pls[ ])?help
    |as[ ]soon[ ]as[ ]possible
    |(?:needed|(?:i[ ])?need[ ](?:it|this|(?:a[ ]|the[ ])?(?:lines?|reply|answer|figures?))
    |required|due)(?:[ ]{_HURRY}\b)+
    |by[ ](?:close[ ]of[ ](?:play|business)|cop|cob|eod|end[ ]of[ ](?:the[ ])?day|noon|midday)
    |(?:draft|reply)[ ]please[ ]by(?:[ ]{_HURRY}\b)+)[\s.,;!]*$""",
    _FLAGS,
)


_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")
_MARKING = re.compile(
    r"""^\W*official(?:[- :]+sensitive)?(?:\W*\n|\W*\]\W*|[ ]*[-:–—]+)
    |^\W*(?:re|fwd?):[ ][^\n]*\n|^\W*fyi\b\W*""",
    _FLAGS,
)
"""A protective marking, and a subject pasted without its name."""
_CLOSING_LINE = re.compile(
    rf"""^[ \t]*(?:--|sent[ ]from[ ]my[ ]\w+|get[ ]outlook[ ]for[ ]\w+
    |{_CLOSING}[ \t,.!]*(?:(?-i:{_NAME})[ \t,.]*)?)[ \t]*$
    |^[^\n?]*(?:\w[ ]\|[ ]\w|\b0\d{{2,4}}[ ]\d{{3}}|\b[TEM]:[ ]|www\.|\w@\w)[^\n?]*$""",
    _FLAGS | re.MULTILINE,
)
"""The line from which a message has no more to ask: a closing, a footer, or a line of addresses."""


@lru_cache(KNOWN_QUESTIONS)
def without_courtesy(text: str) -> str:
    """A question without greeting, request, haste, thanks and signature around it.

    Unchanged where no word would be left.
    """
    rest = text.replace("’", "'")
    for _ in range(12):
        before = rest
        rest = without_office_talk(_without_signature(_MARKING.sub("", rest)))
        rest = _without_opening(rest)
        for ending in (_SIGNED, _TAIL):
            match = ending.search(rest, max(0, len(rest) - MAX_SIGNATURE_CHARS))
            if match and match.start():
                rest = rest[: match.start()]
        if rest == before:
            break
    first, *others = _SENTENCE.split(rest.strip())
    rest = " ".join([first, *map(_without_opening, others)])
    if not re.search(r"\w", rest):
        return text
    return text if rest == text.replace("’", "'").strip() else rest


def _without_opening(text: str) -> str:
    """A sentence without the greetings, requests, enquirer and frame that open it."""
    for opening in (_GREETING, _REQUEST, _REQUEST):
        match = opening.match(text)
        if match and match.end():
            text = text[match.end() :]
    return without_frame(without_enquirer(text))


def _without_signature(text: str) -> str:
    """A message without its closing line and what follows it: names, addresses, disclaimers."""
    for line in _CLOSING_LINE.finditer(text):
        if not is_office_talk(text[: line.start()]):
            return text[: line.start()]
    return text
