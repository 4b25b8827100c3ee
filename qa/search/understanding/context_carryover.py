"""Context carry-over: whether a question leans on earlier turns, and on which."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from qa.model import Filters
from qa.search.understanding.antecedent import BE, has_open_pronoun
from qa.search.understanding.order import is_order
from qa.search.understanding.subject import Terms, names_subject, subject_words

MAX_ELLIPTIC_TERMS = 3
"""Terms up to which a question that opens like a fragment ("in London?", "so women?") leans."""
MAX_LEANING_TERMS = 5
"""Terms of its own up to which a question can lean by a pronoun; a longer one explains itself."""
MAX_SHORT_TERMS = 2
"""Terms up to which a new subject may as well narrow the one before it ("women prisoners")."""

_CORRECTION = re.compile(
    r"""^\W*(?:(?:(?:no|nope|sorry|oops|actually|wait|ah|oh|(?:(?:that's|it's)[ ])?wrong)\b
      [\s,.;:!–—-]*)*
      (?:what[ ])?i[ ](?:really[ ]|actually[ ])?mean[t]?(?:[ ](?:was|is))?
      (?:[ ]to[ ](?:ask|say|type))?(?:[ ]about)?\b
    | (?:no|nope)[ ]*[,.;:!–—]+(?:[ ]*not[ ][^,.;:]{1,40}[,.;:])?
    | (?:no|nope)[ ]+-+[ ])\W*""",
    re.VERBOSE | re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"\W*(?:(?:and|try|show|find|search(?: for)?|look(?: for| at)?)\s)?"
    r"(?P<what>[\w'-]+(?:\s[\w'-]+){0,3})\s(?:instead|rather)\W*",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"""^\W*(?:and|or|but|what[ ]about|how[ ]about|what[ ]if|since[ ]when|until[ ]when|why[ ]not
    |how[ ]come|compared?|versus|vs|including|excluding|except|apart[ ]from|rather[ ]than
    |instead[ ]of|how[ ]do(?:es)?[ ](?:it|they|that|this|those|these)[ ]compare
    |same\b(?!-|[ ]sex)|(?:do[ ])?the[ ]same|(?:just|only)[ ](?:in|for|at|by|from|since|to)
    |broken[ ]down|split[ ]by|(?:by|per)[ ][\w'-]+(?:[ ][\w'-]+){0,3}\W*$
    |(?:any|anything)[ ](?:more[ ])?(?:newer|later|since)
    |(?:any[ ])?(?:more[ ]|new[ ]|newer[ ])?updates?[ ]since|which[ ]ones?|which[ ]of|any[ ]of
    |how[ ]many[ ](?:of[ ](?:it|them|these|those|this|that)))\b""",
    re.VERBOSE | re.IGNORECASE,
)
_TOO = re.compile(
    r"\W*[\w'-]+(?: [\w'-]+){0,2} (?:too|as well|specifically|in particular)\W*", re.IGNORECASE
)
_FRAGMENT = re.compile(
    r"""^\W*(?:(?:so|also|then|plus|in|for|at|by|from|since|per|between|before|after|within|just
    |on|about|regarding|over|under|across|around|against|near|inside|outside|without)\b
    |how[ ]many[ ](?:actually[ ]|really[ ])?
      (?:are|were|have|had|did|do|will|would|in|at|for|from|by|since|more|each|per)\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_NOUN = r"(?!(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should)\b)[\w'-]+"
_OF_A_PART = re.compile(
    rf"""\W*(?:(?:and|but|so)\s)?(?:
      (?:which|what|how[ ]many|(?:is|are|was|were)[ ]there[ ](?:an?|any))\s{_NOUN}(?:\s{_NOUN})?
      (?:\sin\s(?:the\s)?{_NOUN}(?:\s{_NOUN})?)?
    | (?:the\s)?(?:impacts?|effects?|costs?|savings?|risks?|compensation|consequences|implications)
      \s(?:on|to|for)\s(?:the\s)?[\w'-]+(?:\s[\w'-]+)?
    | (?:which|what|who|how|how[ ]many|is|are|was|were)\s(?:[\w'-]+\s){{1,4}}?
      (?:affected|consulted|covered|exempt|impacted|included|involved|at[ ]risk
      |best|biggest|fewest|highest|largest|least|longest|lowest|most|shortest|smallest|worst)
    )\W*""",
    re.VERBOSE | re.IGNORECASE,
)
_DEFINITE = re.compile(
    # "who is the chair?": the definite article means what was spoken of.
    rf"^\W*(?:who|what|when|where|which|how[ ]\w+)(?:'?s|[ ](?:{BE}|will[ ]be))[ ]the\b"
    r"(?:[ ][\w'-]+){1,3}\W*$",
    re.VERBOSE | re.IGNORECASE,
)
_PERFECT_WITHOUT_PLACE = re.compile(r"\bha(?:s|ve) there been\W*$", re.IGNORECASE)
_TO_ASK = re.compile(r"\W*to ask\b", re.IGNORECASE)

_AFTER_THAT = re.compile(
    r"\b(?:since|after) (?:then|that)\b|\b(?:newer|more recent(?:ly)?|any(?:thing)? since)\b",
    re.IGNORECASE,
)
_LINKS = re.compile(
    r"""\b(?:how[ ]do(?:es)?[ ](?:it|they|that|this|those|these)[ ])?compared?[ ](?:to|with)\b
    |^\W*(?:(?:and|but|do|ask)[ ])*(?:the[ ])?same(?:[ ](?:question|thing))?,?[ ]
    (?:but[ ])?(?:for|about|on|with)\b
    |\b(?:too|as[ ]well|specifically|in[ ]particular)(?=\W*$)""",
    re.VERBOSE | re.IGNORECASE,
)
_UPDATES = re.compile(
    r"\b(?:(?:more|newe?r?|recent|further|latest) )*updates?\b"
    r"|\b(?:since|after|before|until|prior to) (?:then|that)\b",
    re.IGNORECASE,
)
_BEFORE_THAT = re.compile(r"\b(?:before|until|prior to) (?:then|that)\b", re.IGNORECASE)


def correction(question: str) -> str | None:
    """What "no, I meant women's prisons" and "phones instead" correct to; None where a question is
    not a correction."""
    if instead := _INSTEAD.fullmatch(question):
        return instead["what"]
    match = _CORRECTION.match(question)
    return question[match.end() :] if match else None


Leaning = Literal["draft", "new", "short", "either", "leans"]
"""Whether a question is one to be put to a minister; has a subject of its own; has one so short
that it may narrow the subject before; may mean either; or leans on what came before."""


def leaning(question: str, terms: Terms) -> Leaning:
    """How far a question depends on the one before it.

    It leans where it corrects, opens elliptically ("and for women?", "what about Wales?"), only
    names an order ("newest first"), names no subject ("why?", "next steps"), or has a pronoun that
    nothing before it in the question can explain ("how are they paid?"). It leans perhaps where it
    asks for a definite thing or a part in a word or two ("who is the chair?", "which medicines?").
    A question to be put to a minister ("To ask ...") never leans, and a bare short subject
    ("parking charges") is a new one.
    """
    text = " ".join(question.replace("’", "'").split())
    if _TO_ASK.match(text):
        return "draft"
    if correction(text) is not None or is_order(text):
        return "leans"
    if _OPENING.match(text) or _TOO.fullmatch(text):
        return "leans"
    subject = subject_words(text, terms)
    if not names_subject(text, terms):
        return "leans"
    if _needs_antecedent(text, subject, terms):
        return "leans"
    if len(subject) > MAX_SHORT_TERMS:
        return "new"
    return "either" if _DEFINITE.match(text) or _OF_A_PART.fullmatch(text) else "short"


def leans(question: str, terms: Terms) -> bool:
    """Whether a question is understood only after the one before it."""
    return leaning(question, terms) == "leans"


def _needs_antecedent(text: str, subject: Sequence[str], terms: Terms) -> bool:
    """Whether a text with a subject is a fragment, or has a pronoun for something before it."""
    if _FRAGMENT.match(text) and len(subject) <= (MAX_ELLIPTIC_TERMS if "?" in text else 1):
        return True
    if _PERFECT_WITHOUT_PLACE.search(text):
        return True
    return len(subject) <= MAX_LEANING_TERMS and has_open_pronoun(text, terms)


def last_subject_and_after(
    history: Sequence[str],
    leaning_turn: Callable[[int], bool],
    narrowing_turn: Callable[[str], bool],
    corrects: bool,
) -> tuple[str, ...]:
    """The earlier questions that a leaning one is read with, oldest first.

    They are the last that does not lean, those after it that only narrow it, and of the others
    after it the last; a correction takes its place where it is the turn just before.
    """
    if not history:
        return ()
    last = len(history) - 1
    base = next((at for at in range(last, -1, -1) if not leaning_turn(at)), 0)
    after = range(base + 1, last + 1)
    narrow = {at for at in after if narrowing_turn(history[at])}
    leant = max((at for at in after if at not in narrow), default=base)
    if corrects and leant == last:
        leant = base
    return tuple(history[at] for at in sorted({base, leant, *narrow}))


def moved_window(question: str, filters: Filters) -> Filters:
    """The filters of an earlier question; "since then" and "before that" move its dates."""
    first, last = filters.date_from, filters.date_to
    day = timedelta(1)
    if last and _AFTER_THAT.search(question):
        after = (date.fromisoformat(last) + day).isoformat()
        return replace(filters, date_from=after, date_to=None)
    if first and _BEFORE_THAT.search(question):
        before = (date.fromisoformat(first) - day).isoformat()
        return replace(filters, date_from=None, date_to=before)
    return filters


def without_references(question: str) -> str:
    """A leaning question without words that link it to the subject, ask for its news, or say since
    when."""
    return _LINKS.sub(" ", _UPDATES.sub(" ", question))
