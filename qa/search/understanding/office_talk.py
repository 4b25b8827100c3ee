"""Office talk: sentences and labels around a question that say who wants it, and by when."""

from __future__ import annotations

import re
from itertools import pairwise

from qa.search.understanding.frames import NO_DATED_ANSWERS

_WORDS = frozenset(
    """a about above across actually add adjournment advance advise adviser advisers after afternoon
    again all also am an and another answer answered answers any anybody anyone anything anytime
    apologies appreciate appreciated appreciative are as asap ask asked asking asks assistant at
    attached away backbencher background backlog be been before below best boss both bother box
    branch brief briefing briefings but by call called came can catch catch-up chair chase
    chased chasing chat check checking cheers clarify clerk close cob collate colleague
    colleagues come coming commission commissioned committee compile confirm constituent cop
    correspondence could currently day days deadline dear debate department dept deputy desk
    didn't different dig director discuss discussed discussing do does doing don't done dont
    draft drafting drafts drop due dug during email emailed end eod eom establish evening
    everyone everything ext extremely fairly fao favor favour feedback figures find finding
    first flag folks follow-up followed following for forward forwarded fri friday from full fyi
    gather get getting give glad good got grateful gratefully guys had handling happy has have
    he heads-up hearing hello help helpful her here hi him his hope hoping hour hours how hrs i
    ideally if ignore im immediately important in inbox info information input interview into is
    issue it item ive journalist just keen kind kindly know last late later latest lead learn
    least let letter like line lines listed look looking lot love lunch lunchtime madam mail
    make manager many material matter may maybe me mean meant meeting member message midday
    might min minister ministerial ministers mins minute minutes moment mon monday more morning
    mp mps much my nb need needed needing needs new next nice no noon noon-ish not note notice
    now numbers of office official officials ok okay on once one ones only or oral orals our out
    outstanding over overdue parliamentary pass paste pasted peer per perhaps perm permanent
    permission phone phoned ping play please pls plz pm pmq pmqs point pop position possible
    possibly pq pqs preferably prep preparing press pretty previous priority private prompt
    prompted prompting provide ps published pull put qa qs queries query question questions
    quick quickly quite raised rang rather re really received regarding regards reply replying
    reporter request requested require required respond responding response return returned
    returning right ring ringing round rung said sat saturday say says secretary see send sent
    share short shortly should shout simple sir sitting so somebody someone something sometime
    soon sorry sos spad spads speech spoke state statistics stats steer still subject submission
    sun sunday super supplementaries supplementary supply sure take takes tasked tbc tbd tea
    team tell thank thanks that the their them there these they theyre thing things this those
    thu thurs thursday tight time to today together tomorrow tonight top topic topical topicals
    trouble try trying tue tues tuesday turn turnaround turned two understand unit until up
    urgent urgently urgently-needed us very via visit want wanted wanting wants was we wed
    wednesday weds week weekend welcome well were westminster-hall weve what whatever which
    while whip whips who will wish wishes with within wonder wondered wondering work working
    worried would write writing written wrote yesterday yet you your youre""".split()
)
"""Function words, and the words with which officials ask each other for answers."""

KNOW = (
    r"(?:know|find(?:[ ]out)?|see|check|understand|ask|learn|confirm|establish|get|have"
    r"|look[ ](?:at|up|into))"
)
"""What one who wants to know does."""
_FLAGS = re.VERBOSE | re.IGNORECASE
_TIME = r"(?:\d{1,2}(?:[:.]\d\d)?(?:[ ]?[ap]m)?|(?:0\d|1[0-8]|2[1-3])[0-5]\d)(?![\w.]\w|\w)"
_WORD = re.compile(rf"(?P<time>{_TIME})|(?P<uin>HL\d{{1,6}}\b)|\w[\w'-]*", _FLAGS)
_JOINED = re.compile(r"'(?:s|re|ve|ll|d|m)$")
_SEGMENT = re.compile(r"(?<=[.!?])\s+|\n+|(?<=:)\s+|\s+[-–—]+\s+|\s*(?=\([^()]*\)\W*$)")
_POLITE = re.compile(
    # A clause before a comma says something to a person; a list ("letters, calls and visits") not.
    r"\b(?:i|i'm|i've|we|we've|you|me|us|my|our|please|pls|thanks|sorry|hope|following|discussed|urgent"
    r"|urgently|asap|quick|info|information|fyi|chasing|apologies|meeting|today|tomorrow)\b",
    _FLAGS,
)
_ASKS = re.compile(
    r"""\W*(?:what|which|who|whose|whom|when|where|why|how|is|are|was|were|do(?![ ](?:you|we|any))
    |does(?![ ]any)|did|has(?![ ]any)|have(?![ ](?:you|we))|had|should|to[ ]ask
    |(?:can|could|will|would)(?![ ](?:i|we|you|any|some)))\b""",
    _FLAGS,
)
_HANDS_OVER = re.compile(
    rf"""(?!need[ ]to[ ]know[ ](?:basis|principle))(?<!need[ ])(?:\bto[ ]{KNOW}\b
    |\bask(?:s|ed|ing)?\b(?![ ]by\b)(?:[ ](?:me|us|you|for))?(?:[ ](?:to|about|if|whether))?\b
    |(?<!the[ ])\b(?:need|want)(?:s|ed)?\b(?:[ ]to[ ]{KNOW}\b)?
    |\bpoint[ ](?:me|us)[ ](?:to|at|towards)\b
    |(?<=you[ ])(?:check|find|confirm|look[ ]up)\b|\b(?:dig|pull|put)[ ](?:out|up|together)\b
    |\b(?:can|could)[ ](?:i|we)[ ](?:please[ ])?(?:have|get|see)\b
    |(?:(?<=body[ ])|(?<=one[ ]))know\b)""",
    _FLAGS,
)
_TO_KNOW = re.compile(rf"[ ]to[ ]{KNOW}\b", _FLAGS)
_ON = re.compile(
    rf"""{NO_DATED_ANSWERS}(?:[ ]what[ ](?:has|have)[ ]been[ ]said)?
    (?:[ ]what[ ](?:the|our)[ ](?:\w+'s[ ])?(?:line|position|policy|view)[ ]is)?
    (?:[ ](?!(?:what|which|who|when|where|why|how)\b)[\w'-]+){{0,8}}?
    [ ](?:on|about|regarding|concerning)\b""",
    _FLAGS,
)
_BY = re.compile(rf"[ ](?:by|before)[ ](?:{_TIME}|\w+day|noon|tonight|tomorrow)\b[ ,:]*", _FLAGS)
_ENDING = re.compile(
    r"""[\s,;–—-]+(?=(?:pls|please|plz|grateful|thanks|thx|ta|asap|urgent(?:ly)?
    |and[ ](?:wants?|needs?|would[ ]like)|any[ ]help|happy[ ]to|much[ ]appreciated)\b)""",
    _FLAGS,
)


def without_office_talk(text: str) -> str:
    """A question without the sentences, labels and openings around it that ask nothing.

    "Background for oral questions next week: ..." and "My manager wants to know ..." go; a text
    that is office talk alone stays.
    """
    ends = [0, *(match.end() for match in _SEGMENT.finditer(text)), len(text)]
    segments = [text[start:end] for start, end in pairwise(ends)]
    asking = [n for n, one in enumerate(segments) if not is_office_talk(one)]
    if not asking:
        return text
    kept = "".join(segments[asking[0] : asking[-1] + 1])
    kept = kept[_opening(kept) :].lstrip()
    for ending in _ENDING.finditer(kept):
        if is_office_talk(kept[ending.end() :]) and not is_office_talk(kept[: ending.start()]):
            kept = kept[: ending.start()]
            break
    return re.sub(r"[\s/–—-]+$", "", kept)


def is_office_talk(text: str) -> bool:
    """Whether every word of a text is one with which officials ask each other for answers, a time
    or a UIN of the Lords."""
    words = (one for one in _WORD.finditer(text) if not (one["time"] or one["uin"]))
    return all(len(one[0]) == 1 or _stem(one[0]) in _WORDS for one in words)


def _stem(word: str) -> str:
    """A word without what is joined to it by an apostrophe: "minister's", "we've"."""
    return _JOINED.sub("", word.casefold())


def _opening(text: str) -> int:
    """The end of an opening that says who wants to know; 0 where there is none."""
    comma = text.find(",")
    if comma > 0 and _POLITE.search(text, 0, comma) and _is_apart(text, comma):
        return comma + 1
    found = None if _ASKS.match(text) else _HANDS_OVER.search(text)
    if found is None or not _is_apart(text, found.end()):
        return 0
    end = found.end()
    for more in (_TO_KNOW, _ON, _BY):
        following = more.match(text, end)
        if following and _is_apart(text, following.end()):
            end = following.end()
    return end


def _is_apart(text: str, end: int) -> bool:
    """Whether a text is office talk up to there, and something else after."""
    return is_office_talk(text[:end]) and not is_office_talk(text[end:])
