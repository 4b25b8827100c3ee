"""Answer dates: which of the periods that a question names date the answer."""

from __future__ import annotations

import re

from qa.model import Filters, PeriodOffer
from qa.search.understanding.context import Extracted, QueryContext
from qa.search.understanding.periods import LED_BY, Period, periods
from qa.text.formula import without_formula

_SAYING = (
    r"(?:sa(?:y|ys|id|ying)|t(?:ell(?:ing)?|old)|answer(?:s|ed|ing)?|repl(?:y|ies|ied)|stat(?:ed|ing)"
    r"|announc(?:e|ed|ing)|claim(?:ed|ing)|promis(?:e|ed|ing)|response|respond(?:ed)?"
    r"|statements?|confirm(?:ed)?|argu(?:ed|ing)|maintain(?:ed|ing))"
)
_STANCE = r"(?:lines?|positions?|policy|view|stance|thinking|expect(?:ed|ing)|on (?:track|target))"
_HELD = re.compile(
    rf"\b(?:{_SAYING}|{_STANCE}|had (?:ministers|the (?:government|department)|we))\b",
    re.IGNORECASE,
)
_ASKED_LINE = re.compile(
    rf"\bwh(?:at|ich)(?: was| were|'s| did)\b[^,;]{{0,40}}\b{_STANCE}\b", re.IGNORECASE
)
_SAID_WHEN = re.compile(r"\bwhat (?:did|has|have) [^,;]{1,40}\bsa(?:y|id)\b", re.IGNORECASE)
_ANSWERS_ON = re.compile(
    r"\W*(?:(?!who|what|which|how)[\w'’-]+ ){0,4}(?:w?pqs|answers|questions|replies) "
    r"(?:on|about|regarding|mentioning)\b",
    re.IGNORECASE,
)
_OPEN = ("since ", "after ", "before ", "until ")
_SAID_JUST_BEFORE = re.compile(
    rf"\b(?:{_SAYING}|lines?|positions?|stance)(?: (?:back|given|made|by|to|the|us|house|lords"
    r"|commons|parliament|mps|peers|members|minist\w+|government|tabled|so|anything|dated))*\W*$",
    re.IGNORECASE,
)
_SAID_JUST_AFTER = re.compile(
    r"^\W*(?:(?:the|his|her|their|moj|government|minist\w+|did|has|have|was|were) ){0,3}"
    rf"{_SAYING}\b",
    re.IGNORECASE,
)
_NEWS = re.compile(
    r"^\W*(?:(?:is|are|has|have) there (?:been )?)?(?:any(?:thing)?|what(?:'s| is| has| have)?)\b"
    r"[^,;]{0,60}\b(?:updates?|news?|newer|changed|happened|more recent)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\bhow (?:many|much)\b|\b(?:number|proportion|percentage)\b", re.IGNORECASE)
_TO_ASK = re.compile(r"\W*to ask\b", re.IGNORECASE)
_ANSWERS = r"(?:(?:written )?(?:answers?|repl(?:y|ies)|statements?|responses?))"
_DATES_A_NOUN = re.compile(
    # "last summer's consultation", "the 2025 Budget"; but not "last week's answers".
    rf"""['’]s\b(?![ ]{_ANSWERS}\b)
    | [ ](?!(?:about|on|of|in|for|to|by|at|as|and|or|but|with|from|over|under|against|what
    |which|who|how|why|when|that|regarding|concerning|did|do|does|has|have|had|was|were|is|are
    |{_ANSWERS})\b)[a-z]""",
    re.VERBOSE | re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s\b")
_OF_ANSWERS = re.compile(rf"['’]s {_ANSWERS}\b", re.IGNORECASE)
_THE_YEAR = re.compile(r"\bthe (?:\w+ ){0,2}\d{4}$", re.IGNORECASE)
_IN_A_TITLE = re.compile(
    r"\b(?:act|answers?|bill|budget|code|directive|letter|orders?|question|regulations?|report"
    r"|review|rules|scheme|statement|dated|launched|published|updated),? $",
    re.IGNORECASE,
)
_LABEL_ENDS = re.compile(r"\s*(?:[:–—]| - )")


def extract_answer_dates(text: str, context: QueryContext) -> Extracted | None:
    """The period in which the answer was given, where the question names it in words.

    Words about time date the answer beside a verb of saying ("said in the House in May 2015",
    "answers from 2016"), at the question's head where it asks what was said, held or expected
    ("in early 2017, what did ministers say ..."), as its label ("autumn 2015: ..."), after "as of"
    unless a figure is asked for, after a question for news ("any updates since March?"), and after
    a question for the line ("what was the line on ... in 2016?"). Everywhere else they
    belong to the subject ("last summer's consultation", "the 2025 Budget"), and so they do in a
    question to be put to a minister ("To ask ...").
    """
    if context.today is None or _TO_ASK.match(text):
        return None
    for period in periods(text, context.today):
        if _dates_the_answer(text, period):
            end = period.end + 2 if _POSSESSIVE.match(text, period.end) else period.end
            return Extracted("dates", period.start, end, answered_in(period))
    return None


def answered_in(period: Period) -> Filters:
    """The filter of the answers given in a period."""
    return Filters(
        date_from=period.first.isoformat() if period.first else None,
        date_to=period.last.isoformat() if period.last else None,
    )


def offered_period(text: str, context: QueryContext) -> PeriodOffer | None:
    """The first period that a question names as one of its subject, begun by the newest answer.

    A single day is none, nor the year of a title ("the 2025 Budget", "the Justice Act 2015"), nor
    a year by itself in a draft, which refers to papers by theirs.
    """
    if context.today is None:
        return None
    drafted = _TO_ASK.match(text)
    text = without_formula(text)
    for period in periods(text, context.today):
        words = text[period.start : period.end]
        begun = period.first is None or period.first <= context.today
        if (
            begun
            and period.first != period.last
            and not (drafted and words[0].isdigit())
            and not _IN_A_TITLE.search(text[: period.start])
            and not _dates_a_noun(text, period)
        ):
            return PeriodOffer(
                period.first.isoformat() if period.first else None,
                period.last.isoformat() if period.last else None,
                words.removeprefix("of "),
            )
    return None


def _dates_a_noun(text: str, period: Period) -> bool:
    """Whether a period belongs to the noun after it, as in "the 2025 Budget"."""
    after = text[period.end :]
    named = text[period.start : period.end]
    return bool(_DATES_A_NOUN.match(after)) and (after[0] != " " or bool(_THE_YEAR.search(named)))


def _dates_the_answer(text: str, period: Period) -> bool:
    before, after = text[: period.start], text[period.end :]
    named = text[period.start : period.end].casefold()
    if not before.strip(" \"'("):
        label = _LABEL_ENDS.match(after) and not LED_BY.match(named.split(" ")[0] + " ")
        return bool(label or _HELD.search(after))
    if _dates_a_noun(text, period):
        return False
    if named.startswith(("since ", "after ")) and _NEWS.search(before):
        return True
    if named.startswith(_OPEN) and (_SAID_WHEN.search(before) or _ANSWERS_ON.match(before)):
        return True
    if _OF_ANSWERS.match(after):
        return True
    if named.startswith("as "):
        return not _COUNTED.search(text)
    if _SAID_JUST_BEFORE.search(before) or _SAID_JUST_AFTER.match(after):
        return True
    return not after.strip(" ?.!\"')") and bool(_ASKED_LINE.search(before))
