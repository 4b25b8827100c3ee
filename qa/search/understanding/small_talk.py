"""Small talk: a turn that asks nothing of the answers, and the sentence that replies to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_WORDS = 10
"""Words up to which a turn can be only small talk."""
MAX_GREETING_WORDS = 6
"""Words up to which a greeting may name somebody."""
SMALL_TALK_REPLY = (
    "This service finds written answers that ministers gave to Parliament and quotes them word for"
    " word. Type a subject, a question, a UIN, or paste a parliamentary question."
)
_THANKED = "You are welcome. Type another subject or question whenever you need one."
_COMPLAINED = (
    "Sorry. Type the question in other words, or with the name, year or UIN that it is about. The"
    " crosses beside “Understood as” take back what was read into it."
)

_THANKS = frozenset(
    "thanks thank thanking thx ta cheers merci appreciated welcome star bravo well grateful".split()
)
_COMPLAINTS = frozenset(
    "wrong rubbish useless nonsense awful terrible stupid annoying hopeless garbage".split()
)
_SPOKEN = (
    _THANKS
    | _COMPLAINTS
    | frozenset(
        """hi hiya hello hey yo greetings goodbye bye ok okay k yes yeah yep yup no nope nah cool
        wow lol haha hmm hm um er ah oh oops sorry please pls plz brilliant lovely
        perfect excellent awesome amazing great nice super indeed noted understood
        nevermind testing you u your youre yours i im me my anyone anybody someone
        somebody""".split()
    )
)
"""Words of talk between people, without apostrophes: a turn of small talk has one."""
_BESIDE = frozenset(
    """a again ai all am an and are ask asked asking at be begin bot can chat chatgpt
        could date day did do does doing done english evening everyone everybody fine
        for french go going good got guys have hear help helpful how hows human in info
        information is it its job joke know later like lot love machine made make mate
        me mean million mind morning much name need never new night not now one or page
        person problem question questions real really right robot run say search see
        service site so soon speak start stop sure talk team tell test that thats the
        then there thing things this time to today tomorrow tool type understand up use
        used useful very was way website weekend welsh what whats who with work works
        worries ya afternoon advance anyway built wrote""".split()
)
"""Words that small talk has too."""
_ALL = _SPOKEN | _BESIDE
_MISSED = re.compile(
    r"""(?:no[ ])?(?:(?:thats?|this|its?|it)[ ](?:is[ ])?)?(?:
    (?:not|isnt)[ ](?:really[ ])?(?:it|right|relevant|helpful|useful
      |what[ ]i[ ](?:want(?:ed)?|meant?|asked|need(?:ed)?|said|was[ ](?:after|looking[ ]for|asking))
        (?:[ ]for|[ ]about)?)
    |(?:doesnt|does[ ]not|didnt|did[ ]not)[ ](?:really[ ])?
      (?:answer[ ](?:my|the|that)[ ]question|help(?:[ ]me)?)
    |none[ ]of[ ](?:these|those|them)(?:[ ](?:is|are)[ ](?:right|relevant|helpful|useful))?)""",
    re.VERBOSE,
)
"""What says that a reply is not to the point."""
_GREETINGS = frozenset("hi hiya hello hey dear thanks thank many thx cheers".split())
"""Words that begin a greeting or thanks, which may name somebody."""
_WHOLE = re.compile(
    r"""(?:and[ ])?(?:stop|exit|quit|clear|reset|restart|cancel|menu|back|undo|test|help
    |start[ ](?:again|over)|go[ ]back|well[ ]done|got[ ]it|never[ ]mind
    |good[ ](?:morning|afternoon|evening|day|night|job)
    |that(?:s|[ ]is)[ ](?:all|it|great|fine)(?:[ ]for[ ]now)?
    |what(?:s|[ ]is)[ ](?:the[ ])?(?:time|date|day|weather|this)
      (?:[ ](?:like|today|now|is[ ]it(?:[ ]now)?|for))*
    |what[ ](?:time|day)[ ]is[ ](?:it|today)(?:[ ](?:now|today))?
    |how(?:s|[ ]is)[ ](?:it|things)[ ]going|how[ ]does[ ](?:this|it)[ ]work)""",
    re.VERBOSE,
)


def _is_name(word: str, typed: Sequence[str]) -> bool:
    """Whether a word of a turn names who is greeted or thanked: "Thanks Sam"."""
    greeted = len(typed) <= MAX_GREETING_WORDS and typed[0].casefold() in _GREETINGS
    return greeted and word.istitle() and word.casefold() not in _ALL


def small_talk_reply(question: str) -> str | None:
    """One plain sentence for a turn that is only small talk; None where it asks something."""
    typed = re.findall(r"[^\W\d][\w-]*", re.sub("['’]", "", question))
    words = [word.casefold() for word in typed if not _is_name(word, typed)]
    if len(words) > MAX_WORDS or re.search(r"\d", question):
        return None
    if not words:
        return SMALL_TALK_REPLY
    if _MISSED.fullmatch(" ".join(words)):
        return _COMPLAINED
    spoken = _SPOKEN.intersection(words)
    if not _WHOLE.fullmatch(" ".join(words)) and (not spoken or not _ALL.issuperset(words)):
        return None
    if spoken & _COMPLAINTS or {"not", "asked"}.issubset(words):
        return _COMPLAINED
    return _THANKED if spoken & _THANKS else SMALL_TALK_REPLY
