"""Context carry-over: whether a question leans on earlier turns, and on which."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from qa.model import Filters
from qa.search.understanding.order import is_order

MAX_ELLIPTIC_TERMS = 3
"""Terms up to which a question that opens like a fragment ("in London?", "so women?") leans."""
MAX_SUBJECT_TERMS_BEFORE = 3
"""Terms up to which what comes before a final "of it" is one noun phrase, not its antecedent."""
MAX_VERB_TERMS = 2
"""Terms up to which what comes before a final "them" is a verb, and no antecedent."""
MAX_LEANING_TERMS = 5
"""Terms of its own up to which a question can lean by a pronoun; a longer one explains itself."""
MAX_SHORT_TERMS = 2
"""Terms up to which a new subject may as well narrow the one before it ("women prisoners")."""
MIN_CLAUSE_TERMS = 2
"""Terms from which the clause that an "it is ..." announces is a subject of its own."""

_UNSPECIFIC = frozenset(
    # They ask for a kind of information, name who answers, or qualify; none is a subject.
    """answer answered answers ask asked asks average breakdown budget cost costs criteria data
    date deadline department detail details difference eligibility else exactly far figure figures
    funding government happen happened happening happens impact information last latest long made
    make mean means minister ministers month months new newer news next now number numbers often
    old paid pay percentage price progress proportion purpose question questions quickly raised
    rate rates reason reasons recent recently result revenue said savings say says so soon spend
    spending spent start started statistics stats status take taken takes target targets think
    timeline timescale timetable timing today total trend update updates uptake use used week weeks
    went work year years""".split()
)
_BE = r"(?:is|are|was|were|isn't|aren't|wasn't|weren't)"
_AUXILIARY = (
    rf"(?:{_BE}|do|does|did|has|have|had|will|would|can|could|should|shall|may|might|must"
    r"|(?:do|does|did|has|have|had|would|could|should)n't|won't|can't)"
)
_PRONOUN = (
    r"(?:(?:it|its|they|them|their|theirs|he|him|his|she|her|hers)"
    r"(?![ ](?:majesty|royal|excellency))"
    r"|(?:this|that|these|those)(?![ ](?:government|parliament|house|country|session|century|year"
    r"|month|week|morning|spring|summer|autumn|winter)\b))"
)
_FINAL = r"(?=(?:[ ](?:so[ ]far|yet|now|then|too|each|every|per|at[ ]all|please)\b[^,;.?]*)?\W*$)"
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
    |instead[ ]of|same\b(?!-|[ ]sex)|the[ ]same|(?:just|only)[ ](?:in|for|at|by|from|since|to)
    |broken[ ]down|split[ ]by|(?:any|anything)[ ](?:more[ ])?(?:newer|later|since)
    |(?:any[ ])?(?:more[ ]|new[ ]|newer[ ])?updates?[ ]since|which[ ]ones?|which[ ]of|any[ ]of
    |how[ ]many[ ](?:of[ ](?:it|them|these|those|this|that)))\b""",
    re.VERBOSE | re.IGNORECASE,
)
_FRAGMENT = re.compile(
    r"""^\W*(?:(?:so|also|then|plus|in|for|at|by|from|since|per|between|before|after|within|just
    |on|about|regarding)\b
    |how[ ]many[ ](?:actually[ ]|really[ ])?
      (?:are|were|have|had|did|do|will|would|in|at|for|from|by|since|more|each|per)\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_DEFINITE = re.compile(
    # "who is the chair?": the definite article means what was spoken of.
    rf"^\W*(?:who|what|when|where|which|how[ ]\w+)(?:'?s|[ ](?:{_BE}|will[ ]be))[ ]the\b"
    r"(?:[ ][\w'-]+){1,3}\W*$",
    re.VERBOSE | re.IGNORECASE,
)
_PERFECT_WITHOUT_PLACE = re.compile(r"\bha(?:s|ve) there been\W*$", re.IGNORECASE)
_FRONTED = (
    r"^\W*(?:(?:so|also|then)[ ])?(?:(?:what|which|how|why|when|where|who|whose|to[ ]whom)\b"
    r"(?:[ ](?:of[ ]the|(?!(?:who|that|which|when|if|and|or|because|after|before|the|a|an)\b)"
    r"[\w'’-]+)){0,4}?[ ])?"
)
_INVERTED = re.compile(
    rf"{_FRONTED}(?:(?:what|who|where|when|why|how)'?s|{_AUXILIARY}|(?:what|who|where|when)s)[ ]"
    rf"(?P<pronoun>{_PRONOUN})\b",
    re.VERBOSE | re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:any|all|some|none|much|many|more|most|few|half|each|which|one|number|proportion"
    r"|percentage|share) of (?:it|them|these|those|this|that)\b"
    r"(?! (?:who|whom|whose|with|without|aged|\w+(?:ing|ed))\b(?=.* \w))",
    re.IGNORECASE,
)
_FINAL_OBJECT = re.compile(
    rf"\b(?:of|on|in|at|to|for|from|with|about|against|by|over|under|into)[ ]"
    rf"(?:it|them|these|those|this|that|him|her){_FINAL}",
    re.VERBOSE | re.IGNORECASE,
)
_FINAL_PRONOUN = re.compile(
    # "What is being done to prevent them?": no verb is an antecedent.
    rf"[ ](?:it|them|these|those)(?:[ ](?:up|down|out|off|back|again))?{_FINAL}",
    re.VERBOSE | re.IGNORECASE,
)
_ANAPHORIC_ADVERB = re.compile(
    r"\b(?:that way|at that time|like that|(?:since|by|before|until|till) then"
    r"|(?:since|after|before) that)(?=\W*$| (?:at|in|on|for)\b)",
    re.IGNORECASE,
)
_PLACE_BEFORE = re.compile(r"\b(?:in|at|on|to|from|near|into|across|through)\s+\w", re.IGNORECASE)
_THERE = re.compile(
    r"(?<!is[ ])(?<!are[ ])(?<!was[ ])(?<!were[ ])(?<!has[ ])(?<!have[ ])(?<!will[ ])(?<!if[ ])"
    rf"\bthere{_FINAL}",
    re.VERBOSE | re.IGNORECASE,
)
_ANY_PRONOUN = re.compile(rf"\b{_PRONOUN}\b|\bthe[ ]same\b", re.VERBOSE | re.IGNORECASE)
_ANNOUNCES = re.compile(
    rf"""\bit[ ](?:(?:really|still|actually|now)[ ])*
    (?:(?:takes?|costs?|become|became|makes?|matters?|mean)\b(?:[ ][\w'-]+){{0,4}}?
      |(?:{_BE}|be|been|has[ ]been|will[ ]be|would[ ]be)(?:[ ][\w'-]+){{1,4}}?)[ ]
    (?:to|that|if|whether|for|when)[ ](?P<clause>.+)
  | \b(?:{_BE}|be)[ ]it(?:[ ][\w'-]+){{1,4}}?[ ](?:to|that|if|whether|for|when)[ ](?P<asked>.+)
  | \bthose[ ](?:who|whom|whose|with|without|on|in|aged|[a-z]+ing|[a-z]+ed)[ ](?P<those>.+)
  | \b(?:it|this|that)[ ]be[ ]possible\b(?P<possible>.+)""",
    re.VERBOSE | re.IGNORECASE,
)
_INDIRECT = re.compile(
    # "what steps he is taking", "if she will": to a minister, as in a draft; no one named before.
    rf"""^\W*(?:if|whether|(?:what|which|how|when|why|on|in|pursuant|further)\b[^?]*?)[ ]
    (?:(?:he|she|they)[ ](?:{_AUXILIARY}|plans?|intends?|expects?|proposes?)
    |(?:his|her|their)[ ](?:department|office|officials|ministry)|it[ ]is[ ]the)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_TO_ASK = re.compile(r"\W*to ask\b", re.IGNORECASE)

_AFTER_THAT = re.compile(
    r"\b(?:since|after) (?:then|that)\b|\b(?:newer|more recent(?:ly)?|any(?:thing)? since)\b",
    re.IGNORECASE,
)
_UPDATES = re.compile(
    r"\b(?:(?:more|newe?r?|recent|further|latest) )*updates?\b"
    r"|\b(?:since|after|before|until|prior to) (?:then|that)\b",
    re.IGNORECASE,
)
_BEFORE_THAT = re.compile(r"\b(?:before|until|prior to) (?:then|that)\b", re.IGNORECASE)

_PER_UNIT = re.compile(
    r"\bper (?:annum|capita|case|day|head|hour|mile|month|night|person|week|year)\b", re.IGNORECASE
)

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
"""A year in a question."""

Terms = Callable[[str], Sequence[str]]
"""The distinct terms of a text."""


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
    names an order ("newest first"), has no
    word of its own ("why?"), or has a pronoun that nothing before it in the question can explain
    ("how are they paid?"). It leans perhaps where it asks for a definite thing in a word or two
    ("who is the chair?"). A question to be put to a minister ("To ask ...") never leans, and a bare
    short subject ("parking charges") is a new one.
    """
    text = " ".join(question.replace("’", "'").split())
    if _TO_ASK.match(text):
        return "draft"
    if correction(text) is not None or _OPENING.match(text) or is_order(text):
        return "leans"
    subject = subject_words(text, terms)
    if not subject:
        return "leans"
    if _needs_antecedent(text, subject, terms):
        return "leans"
    if len(subject) > MAX_SHORT_TERMS:
        return "new"
    return "either" if _DEFINITE.match(text) else "short"


def leans(question: str, terms: Terms) -> bool:
    """Whether a question is understood only after the one before it."""
    return leaning(question, terms) == "leans"


def _needs_antecedent(text: str, subject: Sequence[str], terms: Terms) -> bool:
    """Whether a text with a subject is a fragment, or has a pronoun for something before it."""
    if _FRAGMENT.match(text) and len(subject) <= (MAX_ELLIPTIC_TERMS if "?" in text else 1):
        return True
    if _PERFECT_WITHOUT_PLACE.search(text):
        return True
    return len(subject) <= MAX_LEANING_TERMS and _has_open_pronoun(text, terms)


def _has_open_pronoun(text: str, terms: Terms) -> bool:
    """Whether a text has a pronoun to which nothing before it in the text can be the antecedent."""
    announced = _ANNOUNCES.search(text)
    if announced:
        clause = next(filter(None, announced.groups()))
        if len(subject_words(clause, terms)) >= MIN_CLAUSE_TERMS:
            return False
    if _INDIRECT.match(text):
        return False
    part = _PART.search(text)
    if part and _is_one_phrase(text[: part.start()], terms):
        return True
    if _INVERTED.match(text) or _ANAPHORIC_ADVERB.search(text):
        return True
    there = _THERE.search(text)
    if there and not _PLACE_BEFORE.search(text, 0, there.start()):
        return True
    final = _FINAL_OBJECT.search(text)
    if final and _is_one_phrase(text[: final.start()], terms):
        return True
    final = _FINAL_PRONOUN.search(text)
    if final and _is_one_phrase(text[: final.start()], terms, MAX_VERB_TERMS):
        return True
    pronoun = _ANY_PRONOUN.search(text)
    return pronoun is not None and not subject_words(text[: pronoun.start()], terms)


def _is_one_phrase(text: str, terms: Terms, most: int = MAX_SUBJECT_TERMS_BEFORE) -> bool:
    """Whether a text is one short phrase: a pronoun after it does not mean what it names."""
    if re.search(r"[,;.?:]|\w \b(?:and|or|who|that|when|if)\b", text):
        return False
    return len(subject_words(text, terms)) <= most


def subject_words(text: str, terms: Terms) -> list[str]:
    """The terms of a text that can be a subject, without years and those that ask or qualify."""
    text = _PER_UNIT.sub(" ", YEAR.sub(" ", text))
    words = re.sub(r"[\w'-]+", lambda m: "" if m[0].casefold() in _UNSPECIFIC else m[0], text)
    return list(terms(words))


def last_subject_and_after(
    history: Sequence[str],
    leaning_turn: Callable[[int], bool],
    narrowing_turn: Callable[[str], bool],
    corrects: bool,
) -> tuple[str, ...]:
    """The earlier questions that a leaning one is read with, oldest first.

    They are the last that does not lean, those after it that only narrow it, and the one just
    before where that leans on it; a correction takes the place of the latter.
    """
    if not history:
        return ()
    last = len(history) - 1
    base = next((at for at in range(last, -1, -1) if not leaning_turn(at)), 0)
    between = history[base + 1 : last]
    after = [one for one in between if narrowing_turn(one)]
    if base < last and (not corrects or narrowing_turn(history[last])):
        after.append(history[last])
    return history[base], *after


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


def without_reference_to_then(question: str) -> str:
    """A leaning question without words that ask for news of the subject, or say since when."""
    return _UPDATES.sub(" ", question)
