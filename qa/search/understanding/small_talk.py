"""Small talk: a turn that asks nothing of the answers, and the sentence that replies to it."""

from __future__ import annotations

import re

MAX_CHARS = 100
"""Characters up to which a turn can be only small talk."""
SMALL_TALK_REPLY = (
    "This service finds written answers that ministers gave to Parliament and quotes them word for"
    " word. Type a subject, a question, a UIN, or paste a parliamentary question."
)
_THANKED = "You are welcome. Type another subject or question whenever you need one."

_THANKS = (
    r"(?:(?:many|ok|okay|great|perfect|brilliant|lovely|super|no|yes|ah|oh)\W+)*(?:thanks?"
    r"|thank[ ]you"
    r"|thx|ta|cheers|much[ ]appreciated)(?:\W+(?:you|so|very|much|a|lot|million|again|all"
    r"|everyone|team"
    r"|anyway|in|advance|for|the|your|this|that|help|info|information|now|then|bye|really|helpful"
    r"|useful|great|perfect|brilliant|that's|that|was|it's|is|indeed|mate|guys|there|bot))*"
)
_OTHER = r"""(?:hi|hiya|hello|hey|yo|greetings|good[ ](?:morning|afternoon|evening|day|night)
|morning|evening)
      (?:\W+(?:there|all|team|everyone|again|bot|you|to|how[ ]are[ ](?:you
      |things)(?:[ ](?:doing|today))?))*
    | (?:(?:hi|hello|hey)\W+)?(?:
        how[ ]are[ ](?:you|things)(?:[ ](?:doing|today))?|how's[ ]it[ ]going
        |how[ ]do[ ]you[ ]do|what's[ ]up
      | (?:who|what)(?:[ ]exactly)?[ ](?:are|r)[ ](?:you|u|this)|who[ ](?:made|built|wrote
      |runs)[ ](?:you|this)
      | what(?:'s|[ ]is)[ ](?:this|your[ ]name|this[ ](?:site|service|page|tool|website
      |thing))(?:[ ]for)?
      | are[ ](?:you|u)[ ](?:an?[ ])?(?:real|human|robot|bot|ai|person|chatbot|machine|there
      |real[ ]person
        |ok|okay|chatgpt|real[ ]human)(?:[ ]or[ ](?:an?[ ])?(?:human|robot|bot|ai|person|machine))?
      | what[ ](?:can|do)[ ](?:you|i|u)[ ](?:do|ask|know|type|say)(?:[ ](?:here|you))?
      |how[ ](?:does|do)
        [ ](?:this|it|i|you)[ ](?:work|use[ ](?:this|it|you)|start|begin|search)
      | can[ ]you[ ](?:help(?:[ ]me)?|hear[ ]me|talk)|(?:please[ ])?help(?:[ ](?:me|please|pls))*
      | i[ ]need[ ](?:some[ ])?help|do[ ]you[ ](?:speak[ ]english|understand(?:[ ]me)?)
      | what(?:'s|[ ]is)?[ ](?:the[ ])?(?:time|date|day)(?:[ ](?:is[ ]it|is[ ]it[ ]now|today|now))?
      | what[ ]day[ ]is[ ](?:it|today)(?:[ ]today)?|tell[ ]me[ ]a[ ]joke
      |test(?:ing)?(?:[ ](?:123|1[ ]2[ ]3))?
      | i[ ]love[ ]you|you(?:'re|[ ]are)[ ](?:great|useless|wrong|helpful|amazing|brilliant
      |stupid|rubbish))
    | (?:ok|okay|k|fine|great|good|right|sure|yes|yeah|yep|no|nope|cool|nice|perfect
    |brilliant|lovely|super
      |excellent|awesome|wow|lol|haha|never[ ]mind|nevermind|sorry|got[ ]it|i[ ]see|understood|noted
      |no[ ]worries|no[ ]problem|that's[ ](?:all|it|great|fine|perfect|helpful
      |really[ ]helpful|wrong)
      |that[ ](?:is|was)[ ](?:all|it|great|fine|perfect|helpful|really[ ]helpful)|please|pls
      |(?:very[ ]|really[ ])?helpful|useful)
      (?:\W+(?:ok|okay|great|then|good|fine|for[ ]now|thanks|that's[ ](?:all|it)))*
    | (?:good)?bye(?:\W*bye)?|see[ ](?:you|ya)(?:[ ](?:later|soon|tomorrow))?
    |have[ ]a[ ](?:good|nice|great|lovely)
      [ ](?:day|evening|weekend|one)|good[ ]?night"""
_IS_THANKS = re.compile(rf"\W*{_THANKS}\W*", re.VERBOSE | re.IGNORECASE)
_IS_OTHER = re.compile(
    rf"\W*(?:{_OTHER})(?:\W+(?:{_THANKS}|please|mate))?\W*", re.VERBOSE | re.IGNORECASE
)


def small_talk_reply(question: str) -> str | None:
    """One plain sentence for a turn that is only small talk; None where it asks something."""
    text = " ".join(question.replace("’", "'").split())
    if len(text) > MAX_CHARS:
        return None
    if _IS_THANKS.fullmatch(text):
        return _THANKED
    return SMALL_TALK_REPLY if _IS_OTHER.fullmatch(text) else None
