"""Names of ministers and members: first name first, and compared by their words."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal

Role = Literal["minister", "member"]
"""Who answered, or who asked."""

MIN_LIKENESS = 0.75
"""The share of letters that two words have in common where one may be a slip for the other."""
_TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame rt right hon honourable mp".split()
)
_PEERS = frozenset(
    """lord lady baron baroness viscount viscountess earl countess marquess marchioness duke
    duchess""".split()
)
_OF_A_PLACE = _PEERS - frozenset("lord lady baron baroness viscount viscountess".split())
_LETTERS = frozenset("mp qc kc jr jnr sr snr obe mbe cbe kcb kbe pc".split())
"""What may follow a name after a second comma."""
_ROLES = frozenset(
    """minister secretary chancellor attorney solicitor advocate leader speaker department office
    treasury government parliamentary for and""".split()
)
_NAME_WORDS = 4
_LONG_NAMES = {
    short: long
    for long, *shorts in map(
        str.split,
        """abigail abi
        alexander alex alec alexandra alexa
        alistair alasdair alastair alister
        andrew andy drew
        anthony tony antony
        barbara babs
        baroness lady
        benjamin ben
        bernard bernie
        catherine cathy katherine kathryn kate katie kathy cath
        charles charlie chuck
        christine chris christina christopher
        daniel dan danny
        david dave
        deborah debbie debra deb
        diana diane di
        donald don
        douglas doug
        edward ed eddie ted
        eleanor ellie
        elizabeth liz lizzie beth betty libby
        francis frank fran frances
        frederick fred freddie
        gabriel gabe
        geoffrey geoff jeffrey jeff
        gerald gerry
        gillian gill
        graham graeme grahame
        gregory greg
        henry harry
        herbert bert
        isabel isobel
        jacqueline jackie
        jacob jake
        james jim jamie jimmy
        janet jan
        jennifer jenny jen
        jeremy jez
        jessica jess
        jonathan jon jonny
        joseph joe jo joanna joanne
        joshua josh
        judith judy
        julian jules
        kenneth ken kenny
        kevin kev
        laurence lawrence larry
        leonard len
        louise lou
        madeleine maddy
        margaret maggie meg peggy
        martin marty
        matthew matt
        michael mike mick mickey
        nicholas nick nicky nicolas nicola nicki
        oliver ollie
        pamela pam
        patrick pat paddy patricia trish
        peter pete
        philip phil phillip
        rachel rachael
        raymond ray
        rebecca becky bex
        richard rick dick richie
        robert bob rob bobby robbie
        ronald ron
        rosemary rosie
        samuel sam sammy samantha
        sandra sandy
        sarah sara
        simon si
        stephen steve steven
        susan sue suzanne susie
        terence terry
        theodore theo
        theresa teresa tess
        thomas tom tommy
        timothy tim
        tobias toby
        valerie val
        victoria vicky vicki
        vincent vince
        vivien vivienne viv
        walter wally
        wilfred wilf
        william will bill billy
        zachary zac zach""".splitlines(),
    )
    for short in shorts
}
"""Short and variant first names, each with one long name."""


@lru_cache(maxsize=2**14)
def member_name(stated: str) -> str:
    """A name with its first name or title first, however a source orders it.

    "Selous, Andrew" is "Andrew Selous"; "Howe, Earl" is "Earl Howe"; "Courtown, Earl of" is "The
    Earl of Courtown". A name in any other order is returned as it is.
    """
    surname, *rest = (" ".join(part.split()) for part in stated.split(","))
    letters = rest[1:]
    if not (surname and rest and rest[0]) or len(letters) > 1:
        return stated
    first = rest[0].split()
    words = [word.casefold().strip(".") for word in first]
    if not _LETTERS.issuperset(one.casefold() for one in letters) or _ROLES & {*words}:
        return stated
    if words[-1] == "of":
        the = "The " if words[0] in _OF_A_PLACE or "bishop" in words[1:] else ""
        return " ".join([f"{the}{rest[0]}", surname, *letters])
    is_peer = len(words) == 1 and words[0] in _PEERS
    is_person = (
        not _LETTERS.issuperset(words)
        and " of " not in surname
        and max(len(first), len(surname.split())) <= _NAME_WORDS
    )
    return " ".join([rest[0], surname, *letters]) if is_peer or is_person else stated


@lru_cache(maxsize=2**14)
def name_words(name: str) -> frozenset[str]:
    """The words of a name, without case, accents and titles such as Sir.

    A short first name is the long one: Matt is Matthew. A peer's Lord or Baroness is part of the
    name.
    """
    words = plain_words(member_name(name))
    return frozenset(_LONG_NAMES.get(word, word) for word in words) - _TITLES


def is_title(name: str) -> bool:
    """Whether a name is a title alone, such as Lord or Sir."""
    return name_words(name) <= _PEERS


@lru_cache(maxsize=2**14)
def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text without case and accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return tuple(re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c))))


def near_name(typed: str, names: Iterable[str]) -> str | None:
    """The first name that each typed word is nearly a word of: "Gymah" is Sam Gyimah."""
    words = name_words(typed)
    for name in names:
        own = name_words(name)
        if words and all(get_close_matches(word, own, 1, MIN_LIKENESS) for word in words):
            return name
    return None


def count_by_name(counted: Mapping[str, int]) -> dict[str, int]:
    """Names, each with the number of answers that a filter by this name finds.

    A name that contains all words of a shorter one is counted with the shorter one only; of names
    with the same words the commonest is given.
    """
    words = {name: name_words(name) for name in counted}
    having: dict[str, set[str]] = defaultdict(set)
    for name, own in words.items():
        for word in own:
            having[word].add(name)
    found: dict[str, int] = {}
    covered: set[str] = set()
    for name in sorted(
        filter(words.get, counted), key=lambda name: (len(words[name]), -counted[name], name)
    ):
        if name not in covered:
            same = set.intersection(*(having[word] for word in words[name]))
            covered |= same
            found[name] = sum(counted[one] for one in same)
    return found
