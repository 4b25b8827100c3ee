"""Series: the items of "(a) ... and (b) ..." within a clause, each with what all of them share."""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_SERIES = 20
"""The series of a text, at most, whose labels are found: each is another look at the whole text."""
MAX_LAW_CHARS = 40
"""The characters before a marker in which the law that it belongs to is named."""

_MARKER = re.compile(
    r"(?<![\w)(])(?:\((?P<both>[a-lA-L]|[ivx]{1,4}|1?\d)\)|(?P<right>[a-l]|[ivx]{1,4})\))"
)
_OF_A_LAW = re.compile(
    r"\b(?:article|clause|paragraph|part|regulation|rule|schedule|section)s? [\w.]+ $",
    re.IGNORECASE,
)
_SERIES = (
    tuple("abcdefghijkl"),
    tuple("ABCDEFGHIJKL"),
    ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
    tuple(map(str, range(1, 13))),
)
_JOIN = re.compile(r"[\s,;]*(?:\b(?:and|and/or|or))?[\s,;]*$", re.IGNORECASE)
_PLACE = (
    r"about|across|after|against|among|as|at|before|between|by|during|following|for|from|in"
    r"|including|into|of|on|over|per|regarding|since|through|to|under|until|via|with|within|without"
)
_VERB = (
    r"aged|are|be|been|broken down|can|could|did|do|does|each|had|has|have|he|her|his|is|it|may"
    r"|might|should|she|that|their|they|was|were|when|where|(?:(?:at|by|for|in|of|on|to) )?which"
    r"|while|who|whose|will|would"
)
_AFTER_VERB = re.compile(rf"(?<=\s)(?:{_VERB})\b", re.IGNORECASE)
_AFTER_ANY = re.compile(
    rf"(?<=\s)(?:\((?:A|i|1)\)|(?:{_VERB}|(?:{_PLACE})"
    r"|(?!(?:building|funding|hearing|housing|meeting|planning|spending|training)\b)"
    r"[a-z]\w{2,}(?:ed|ing))\b)"
)
_ALWAYS_SHARED = re.compile(
    r"(?<!\bout),? (?:(?:broken down )?by each|(?:for|in) each"
    r"|in (?:\((?:A|i|1)\)|the (?:last|past)|(?:19|20)\d\d)|since (?:19|20)\d\d(?!,)"
    r"|in (?:[A-Z][\w'’-]*,? (?:(?:and|of|the|under|upon) )*)+constituency\b)"
)
_IN_A_NAME = re.compile(r"[A-Z][\w'’-]* (?=(?:of|for|to) (?:the )?[A-Z])")
"""Before a word within a name, as in "Ministry of Justice" and "Permission to Extend"."""
_FINITE = re.compile(
    r"(?<=\s)(?:are|can|could|did|does|had|has|have|is|may|might|should|was|were|will|would)\b"
)
_CLAUSE = re.compile(
    r"\b(?:he|how|if|it|she|that|there|they|what|when|where|whether|which|who|whom|whose|why)\b"
)
"""What begins a clause: the verb after it is the clause's."""
_DONE = re.compile(r"(?:been )?(?:\w+ly )?(?:\w+(?:ed|en)|held|lost|made|paid|put|sent)")
"""An item that says what was done, without to what."""
_DONE_TO = re.compile(rf"{_DONE.pattern} (?=(?:an?|any|his|her|its|the|their|these|those)\b)")
_IDIOM = re.compile(r"(?:referred|remanded|sentenced) (?:in|to) \w+ ?")
"""A participle with a word that belongs to it alone: "charged and sentenced to custody"."""
_COMPOUND = re.compile(r"\w-\w+ed$")
"""An item that ends in an adjective: it needs the noun of the last ("cyber-enabled ... fraud")."""
_BEGINS_PLACE = re.compile(rf"(?:{_PLACE}|prior)\b", re.IGNORECASE)
_ENDS_PLACE = re.compile(rf"\b(?:{_PLACE})$")
_DOES = re.compile(
    r"\w+ing\b.* |(?:are|be|been|does|had|has|have|is|was|were|will) "
    r"|[a-z]\w+ (?:an?|his|her|its|the|their|these|those)\b"
)
"""What begins an item that says what is done: it has its own object."""
_OWN = re.compile(r"(?:her|his|its|their) ", re.IGNORECASE)
_SINGLE = re.compile(
    r"[a-z][\w-]*(?<!s)(?<!cy)(?<!er)(?<!or)(?<!age)(?<!ion)(?<!ism)(?<!ity)"
    r"(?<!ance)(?<!ence)(?<!ment)(?<!ness)(?<!ship)"
)
"""An item of one adjective or verb: no name, and not the ending of a noun."""
_PART_OF = re.compile(r"(?:for|of) \w+\W*$")
"""A tail that only ends the last item ("value for money")."""


def items(clause: str) -> Iterator[tuple[str, str]]:
    """The items of the first series of a clause, each with its marker and what all share; the
    clause itself where it has none."""
    markers = _first_series(clause)
    if len(markers) < 2:
        yield "", clause
        return
    stem = clause[: markers[0].start()]
    ends = [one.start() for one in markers[1:]]
    before = [
        _JOIN.sub("", clause[one.end() : end]).strip()
        for one, end in zip(markers, ends, strict=False)
    ]
    last = clause[markers[-1].end() :].strip()
    tail = _tail(before, last)
    for marker, item in zip(markers, [*before, ""], strict=True):
        whole = f"{stem}{item} {tail}" if marker is not markers[-1] else stem + last
        if words := " ".join(whole.split()):
            yield f"({_name(marker)})", words


def without_labels(text: str) -> str:
    """A text without the labels of its series, and of those within another: they do not name what
    it asks about."""
    for _ in range(MAX_SERIES):
        markers = _first_series(text)
        if len(markers) < 2:
            break
        ends = [0, *(one.end() for one in markers)]
        starts = [*(one.start() for one in markers), len(text)]
        text = " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    return text


def _first_series(clause: str) -> list[re.Match[str]]:
    """The markers of the series that begins first, in order."""
    found: list[re.Match[str]] = []
    names: tuple[str, ...] = ()
    for marker in _MARKER.finditer(clause):
        if not names:
            names = next((tuple(one) for one in _SERIES if one[0] == _name(marker)), ())
            start = marker.start()
            if not names or _OF_A_LAW.search(clause, max(0, start - MAX_LAW_CHARS), start):
                names = ()
                continue
        if len(found) < len(names) and _name(marker) == names[len(found)]:
            found.append(marker)
    return found


def _name(marker: re.Match[str]) -> str:
    return marker["both"] or marker["right"]


def _tail(before: list[str], last: str) -> str:
    """What comes after the last item of a series and belongs to each.

    After single adjectives or verbs the last item is one word too; else it ends where a word begins
    something else, unless an item before has such a word of its own.
    """
    if not (all(before) and last):
        return ""
    if _COMPOUND.search(before[-1]) and last.split()[1:]:
        return last.split()[-1]
    if all(map(_DONE.fullmatch, before)):
        if idiom := _IDIOM.match(last):
            return last[idiom.end() :]
        if done := _DONE_TO.match(last):
            return last[done.end() :]
    if all(map(_ENDS_PLACE.search, before)):  # "worked for and been seconded to the party"
        place = re.search(rf"\b(?:{_PLACE})\b", last)
        return last[place.end() :].strip() if place else ""
    single = all(map(_SINGLE.fullmatch, before)) and not last[:1].isdigit()
    if single and re.match(r"\w+ing\b", last) and not any(one.endswith("ing") for one in before):
        return ""  # "self-employed and working for others"
    if single and not set(before).intersection(last.split()[1:2]):
        rest = last.partition(" ")[2]
        if last.split()[0].endswith("ly"):  # "misdiagnosed and inappropriately managed"
            rest = rest.partition(" ")[2]
        return "" if _PART_OF.match(rest) else rest
    shared = _ALWAYS_SHARED.search(last)
    always = last[shared.start() :].lstrip(" ,") if shared else ""
    leads = any(map(_BEGINS_PLACE.match, before))
    after = _AFTER_VERB if leads else _AFTER_ANY
    if _OWN.match(last) or any(after.search(one) or _DOES.match(one) for one in before):
        finite = _shared_verb(before, last)
        return last[finite.start() :] if finite else always
    found = _outside_names(after, last)
    own = last[: found.start()].split() if found else []
    if found and found.group() == "of" and 2 * len(own) <= min(len(one.split()) for one in before):
        # "the (a) salary level and (b) grade of seniority at which it is paid"
        found = _outside_names(after, last, found.end())
    if found is None or found.group() == "that":
        return always
    own = last[: found.start()].split()
    tail = last[found.start() :]
    if _PART_OF.match(tail) or (len(own) == 1 and own[0] == before[-1].split()[-1]):
        return always
    return tail


def _shared_verb(before: list[str], last: str) -> re.Match[str] | None:
    """The verb after the last item that all have as subjects: "he and officials have had"."""
    found = _FINITE.search(last)
    if found is None or _CLAUSE.search(last[: found.start()]):
        return None
    if any(_FINITE.search(f" {one}") or _CLAUSE.match(f"{one} ") for one in before):
        return found if all(one in ("he", "she", "they") for one in before[:1]) else None
    return found


def _outside_names(after: re.Pattern[str], last: str, start: int = 0) -> re.Match[str] | None:
    """The first match that is not a word within a name."""
    names = [one.end() for one in _IN_A_NAME.finditer(last)]
    return next((one for one in after.finditer(last, start) if one.start() not in names), None)
