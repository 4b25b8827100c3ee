"""Narrowing: a turn that only narrows the one before it: "only 2016", "lords only", "not Wales"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from qa.search.understanding.exclusions import named_apart
from qa.text.english import english_words

MAX_WORDS, MAX_CHARS = 8, 100
"""The words and characters of a turn that only narrows, at most: the patterns below look at a text
again from each of its marks."""

_LEADS = (
    r"(?:(?:and|but|ok|okay|no|now|please|sorry|then|show|give|me|the|all|is|are|there|do|we|you"
    r"|have|got)\b[\s,]*)*"
)
_NARROWS = re.compile(
    rf"""^\W*{_LEADS}(?:
      (?:(?:only|just|any(?:thing|one)?|ones?|those|answers|replies)\b\s*)+(?P<what>\S.*?)
    | (?P<since>(?:since|before|after|until|from|by)\s.*?)
    | (?P<before>\S.*?)[\s,]+(?:only|alone)
    )(?:\s+(?:please|only|then))?\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
_PREPOSITION = re.compile(r"^(?:(?:in|from|by|of|to|for|the|answers?|ones)\s+)+", re.IGNORECASE)
_YEAR = re.compile(r"(?:\b(?:in|from|of)\s+)?\b((?:19|20)\d\d)\b", re.IGNORECASE)
_NEWER = re.compile(
    rf"^\W*{_LEADS}(?:(?:any(?:thing)?|something|a|some|only)\s+)*(?:more recent|newer)"
    r"(?:\s+(?:ones?|answers?|figures?))?\W*$",
    re.IGNORECASE,
)
_STILL_SO = re.compile(
    rf"""^\W*{_LEADS}(?:
      (?:(?:has|have)\s)?(?:it|this|that|these|they|anything)\s(?:been\s)?
      (?:changed|updated|superseded)(?:\ssince)?
    | any\schanges?(?:\ssince)?
    | (?:(?:is|are|was)\s(?:it|this|that|these|they)\s)?still\s(?:the\s)?
      (?:case|current|policy|position|line|true|valid)
    )\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
_RECENT = re.compile(
    rf"""^\W*{_LEADS}(?:(?:what|how)\s+about\s+)?(?:(?:in|from|within)\s+)?
    (?P<what>(?:the\s+)?(?:last|past|previous|this)\s+(?:\w+\s+)?(?:day|week|month|year)s?)\W*$""",
    re.VERBOSE | re.IGNORECASE,
)
_BODY = re.compile(
    r"""\W*(?:and\s|or\s)?(?:the\s)?(?P<name>lords|commons|treasury|[a-z]{2,6}
    |(?:[\w-]+\s){1,3}office|(?:ministry|department)\s(?:of|for)\s[\w,\s]+?)\W*""",
    re.VERBOSE | re.IGNORECASE,
)
"""A House or a body by itself; its short form unless it is a word too ("DCMS", "dwp")."""
_KNOWN = ("commons", "lords", "treasury")
"""Words that mean a House or a body by themselves."""
_OLDER = re.compile(
    rf"^\W*{_LEADS}(?:(?:any(?:thing)?|something|some|only)\s+)*(?:older|oldest|earlier|earliest)"
    r"(?:\s+(?:ones?|answers?|figures?))?\W*$",
    re.IGNORECASE,
)
_EXCLUDES = re.compile(
    rf"^\W*{_LEADS}(?P<how>not|without|except(?: for)?|excluding|leav(?:e|ing) out|apart from)\s+"
    r"(?P<about>(?:(?:about|in|on|for|from|the|any|those)\s+)*)"
    r"(?P<what>[\w'’-]+(?:\s+[\w'’-]+){0,4})\W*$",
    re.IGNORECASE,
)

Holds = Callable[[str], bool]


def narrowed(text: str, is_filter: Holds, is_name: Holds) -> str | None:
    """A turn that only narrows the one before it, in words that the extractors read; None for any
    other turn.

    "Only 2016" becomes "said from 2016", "lords only" "said in the lords", "only Matt Hancock"
    "said by Matt Hancock", "DCMS" "said by DCMS", "last year" "said in last year", "anything
    newer?" and "has that changed?" "latest", "older ones" "oldest first", "not in Wales" "said NOT
    Wales".
    `is_filter` says whether extractors read all of a text as filters, `is_name` whether a word is
    a name: "not Wales" excludes, "not sure" and "without children" do not.
    """
    if len(text) > MAX_CHARS or len(text.split()) > MAX_WORDS:
        return None
    if is_filter(text):
        return text
    if _NEWER.match(text) or _STILL_SO.match(text):
        return "latest"
    if _OLDER.match(text):
        return "oldest first"
    if recent := _RECENT.match(text):
        within = f"said in {recent['what']}"
        return within if is_filter(within) else None
    if (body := _BODY.fullmatch(text)) and _is_name_of_body(body["name"]):
        ways = (f"said by {body['name']}", f"said in the {body['name']}")
        if said := next(filter(is_filter, ways), None):
            return said
    if excludes := _EXCLUDES.match(text):
        return _excluding(excludes, is_filter, is_name)
    found = _NARROWS.match(text)
    return next(filter(is_filter, _rewritings(found)), None) if found else None


def _is_name_of_body(name: str) -> bool:
    """Whether words can only name a body: "dcms", not "health"."""
    word = name.casefold()
    is_acronym = sum(map(str.isupper, name)) > 1  # A phone begins any word with a capital.
    return word in _KNOWN or " " in name or is_acronym or word not in english_words()


def _excluding(found: re.Match[str], is_filter: Holds, is_name: Holds) -> str | None:
    """What a turn excludes; None for a remark, and for a filter: there is none for all other
    bodies, Houses or years."""
    what = found["what"]
    if any(map(is_filter, (f"said from {what}", f"said in the {what}", f"said by {what}"))):
        return None
    names = named_apart(what)
    plain = found["how"].casefold() in ("not", "without") and not found["about"]
    if plain and not all(is_name(word) for name in names for word in name.split("-")):
        return None
    return "said " + " ".join(f"NOT {name}" for name in names)


def _rewritings(found: re.Match[str]) -> Iterator[str]:
    """What a turn that may narrow can mean, the likelier first."""
    what = (found["what"] or found["since"] or found["before"]).strip()
    yield f"said {what}"
    bare = _PREPOSITION.sub("", what)
    year = _YEAR.search(bare)
    dated = f"said from {year[1]} " if year else ""
    rest = _PREPOSITION.sub("", _YEAR.sub("", bare, 1)) if year else bare
    if not rest:
        yield dated
        return
    yield f"said from {bare}"
    yield f"{dated}said in the {rest}"
    yield f"{dated}said by {rest}"
    yield f"{dated}asked by {rest}"
