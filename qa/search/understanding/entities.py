"""Entities: the answering body, minister, member and House whose answers a question asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

from qa.model import Filters, House
from qa.model.bodies import body_named, with_predecessors
from qa.model.members import is_title
from qa.search.understanding.context import Extracted, QueryContext
from qa.text.english import english_words

_SAY = (
    r"(?:say|said|tell|told|answer(?:ed)?|repl(?:y|ied)|state[ds]?|announced?|promised?"
    r"|confirm(?:ed)?)"
)
_ENDS_NAME = (
    r"about|on|regarding|concerning|re|in|since|that|which|who|between|during|been|be|written"
    r"|parliamentary|has|have|had|ever|already|recently|previously"
)
_WORD = rf"(?!(?:{_ENDS_NAME})\b)[^\W\d_][\w'’&.-]*"
_NAME = rf"{_WORD}(?:,?[ ]{_WORD}){{0,9}}"
"""As many words as a name has at most; the longest of its beginnings that is known is the name."""
_EVER = r"(?:(?:ever|already|recently|previously)[ ])?"
_QUESTIONS = r"(?:(?:the|any|all|other)[ ])?(?:(?:written|parliamentary)[ ])*(?:questions?|w?pqs?)"
_TOPIC = r"(?=\W*$|\s*[:,–—-]|[ ](?:on|about|regarding|concerning|re|to|since|in|from|between)\b)"
_WRITTEN = r"(?:(?:written|parliamentary)[ ])*"
_FLAGS = re.VERBOSE | re.IGNORECASE
_ON = re.compile(
    rf"""^\W*(?:(?:and[ ])?(?:(?:what|how)[ ]about[ ])?)(?P<name>{_WORD}(?:,?[ ]{_WORD}){{1,9}}?)
    (?:[ ](?:on|re)\b|\W*$)""",
    _FLAGS,
)
"""A name of two words or more, by itself or before its topic: "Sam Gyimah on drones"."""
_THEIR_QUESTIONS = re.compile(
    rf"\b(?P<of>{_NAME})(?:['’]s?)?[ ]{_WRITTEN}(?:questions|w?pqs){_TOPIC}", _FLAGS
)
_SPEAKER = (
    re.compile(
        rf"""\b(?:has|have|had|did|does|do)[ ](?P<name>{_NAME}?)(?:[ ]ministers?)?[ ]{_EVER}{_SAY}\b
      | \b(?:according[ ]to|(?:answers?|repl(?:y|ies))[ ](?:given[ ])?(?:from|by|of)
        |{_QUESTIONS}[ ](?:(?:put|asked|tabled)[ ])?(?:to|for)|{_SAY}[ ]by)[ ](?P<by>{_NAME})""",
        _FLAGS,
    ),
    re.compile(
        rf"""\b(?P<of>{_NAME})(?:(?:['’]s?[ ]{_WRITTEN}(?:answers?|repl(?:y|ies))
        |[ ]{_WRITTEN}(?:answers|replies)){_TOPIC}
        |[ ](?:(?:has|have|had)[ ])?{_EVER}(?:said|answered|replied)\b)""",
        _FLAGS,
    ),
    _ON,
)
_ASKER = (
    re.compile(
        rf"""\b(?:has|have|had|did)[ ](?P<name>{_NAME}?)[ ]{_EVER}
        (?:ask(?:ed)?|tabled?|put[ ]down)\b
      | \b(?:{_QUESTIONS}[ ](?:(?:that[ ])?(?:were|was)[ ])?
        (?:(?:asked|tabled|put[ ]down|submitted)[ ])?(?:from|by|of)
        |(?:asked|tabled)[ ]by)[ ](?P<by>{_NAME})""",
        _FLAGS,
    ),
    _THEIR_QUESTIONS,
    _ON,
)
_REFERS = re.compile(
    r"\b(?:(?:further|pursuant|subsequent|reference|regard|response) to|following"
    r"|in (?:the )?light of) (?:the |his |her |their |an? )?"
    r"(?:(?:written|oral|parliamentary|previous|recent) )*$",
    re.IGNORECASE,
)
"""What refers to an answer: "further to the Written Answer by Lord Bates" asks for no other."""
MAX_MATCHES = 10
"""The places of a text, at most, where a name is looked for."""
_ROLE = re.compile(
    r"(?:the[ ]|(?:prime[ ])?minister[ ]|mp[ ]|peer[ ]|member[ ]|secretary[ ]of[ ]state[ ])+",
    re.IGNORECASE | re.VERBOSE,
)
_HOUSE = re.compile(
    rf"""\b(?:(?:{_SAY}|answers?|replies|given)[ ](?:in|to|from)|told)[ ](?:the[ ])?
    (?:house[ ]of[ ])?(?P<in>lords|commons)\b
  | \b(?P<of>lords|commons)[ ](?:written[ ])?(?:answers|replies|questions|w?pqs)\b
  | ^\W*(?:what|anything|everything|all)\s+in[ ]
    (?:the[ ])?(?:house[ ]of[ ])?(?P<rest>lords|commons)\b
  | ^\W*in[ ](?:the[ ])?(?:house[ ]of[ ])?(?P<only>lords|commons)\W*$
    """,
    re.VERBOSE | re.IGNORECASE,
)


def extract_body(text: str, context: QueryContext) -> Extracted | None:
    """The answering body, by its full or short name, in any case: "what has dcms said about".

    A body that is only mentioned, as in "Home Office staff", does not filter.
    """
    for name, start, end in _names((*_SPEAKER, _THEIR_QUESTIONS), text):
        body = _body(name)
        if body and (context.answers is None or context.answers.has_body(with_predecessors(body))):
            return Extracted("body", start, end, Filters(body=body))
    return None


def extract_minister(text: str, context: QueryContext) -> Extracted | None:
    """The person who answered, in any case and misspelt: "what has Jermey Wright said about"."""

    def answered(name: str) -> bool:
        if context.answers is None or _body(name) is not None:
            return False
        return bool(context.answers.by_members(name, None))

    found = _person(_SPEAKER, text, context, answered)
    return found and Extracted("minister", found[1], found[2], Filters(minister=found[0]))


def extract_member(text: str, context: QueryContext) -> Extracted | None:
    """The person who asked, in any case and misspelt: "questions asked by Philip Davis about"."""

    def asked(name: str) -> bool:
        return context.answers is not None and bool(context.answers.by_members(None, name))

    found = _person(_ASKER, text, context, asked)
    return found and Extracted("member", found[1], found[2], Filters(member=found[0]))


def extract_house(text: str, context: QueryContext) -> Extracted | None:
    """The House that was answered: "said in the Lords", "answers in the Commons"; and "in the
    Lords" where it is left of "what did he say in the Lords"."""
    match = _HOUSE.search(text)
    if match is None:
        return None
    house: House = "Lords" if match[match.lastgroup or 0].casefold() == "lords" else "Commons"
    return Extracted("house", match.start(), match.end(), Filters(house=house))


def _names(patterns: Sequence[re.Pattern[str]], text: str) -> Iterator[tuple[str, int, int]]:
    """What may be a name in each match of the patterns, each with the slice to cut out: all that
    comes before a verb or a topic; after "by" the beginnings of what follows, before "'s answers"
    the ends of what is before, the longest first, as long as what is left out is no name."""
    matches = chain.from_iterable(pattern.finditer(text) for pattern in patterns)
    for match in islice(matches, MAX_MATCHES):
        if _REFERS.search(text[: match.start()]):
            continue
        group = match.lastgroup or ""
        start, end = match.span(group)
        if role := _ROLE.match(text, start, end):
            start = role.end()
        if group == "name":
            yield text[start:end], match.start(), match.end()
        while group == "of" and start < end:
            name = text[start:end].removesuffix("’s").removesuffix("'s")
            yield name, start, match.end()
            if name.endswith("s"):
                yield name.rstrip("'’").removesuffix("s"), start, match.end()
            first = text[start:end].partition(" ")[0]
            is_word = first.lower() in english_words() and (first.islower() or not start)
            start = min(start + len(first) + 1, end) if is_word else end
        while group == "by" and start < end:
            name = text[start:end].rstrip(".,'’")
            yield name, match.start(), start + len(name)
            end = start + max(name.rfind(" "), 0)


def _person(
    patterns: Sequence[re.Pattern[str]],
    text: str,
    context: QueryContext,
    is_known: Callable[[str], bool],
) -> tuple[str, int, int] | None:
    """The first known name in the matches of the patterns, as typed or respelt, with its slice."""
    for typed, start, end in _names(patterns, text):
        if _is_person(typed):
            for name in dict.fromkeys((typed, _respelt(typed, context))):
                if is_known(name):
                    return name, start, end
    return None


def _respelt(name: str, context: QueryContext) -> str:
    """A name whose words that no answer has are the nearest words of answers."""
    words = []
    for word in name.split():
        term = next(iter(context.analyzer.terms(word)), "")
        near = context.spelling.near(term, word.lower()) if context.spelling and term else None
        words.append(near.word.title() if near else word)
    return " ".join(words)


def _body(name: str) -> str | None:
    """The body that has a name; a short form in small letters is one where it is no other word."""
    if " " not in name and name.islower() and name not in english_words():
        name = name.upper()
    return body_named(name)


def _is_person(name: str) -> bool:
    """Whether words can be a person's name: one alone has a capital, or is no other word, and is
    more than a title."""
    if is_title(name):
        return False
    return " " in name or name[:1].isupper() or name not in english_words()
