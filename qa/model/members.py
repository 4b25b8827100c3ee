"""Names of ministers and members, compared by their words."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

_TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame rt right hon honourable mp".split()
)
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
def name_words(name: str) -> frozenset[str]:
    """The words of a name, without case, accents and titles such as Sir.

    A short first name is the long one: Matt is Matthew. A peer's Lord or Baroness is part of the
    name.
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    words = re.findall(r"\w+", plain)
    return frozenset(_LONG_NAMES.get(word, word) for word in words) - _TITLES


def count_by_name(counted: Mapping[str, int]) -> dict[str, int]:
    """Names, each with the number of answers that a filter by this name finds.

    A name that contains all words of a shorter one is counted with the shorter one only.
    """
    words = {name: name_words(name) for name in counted}
    having: dict[str, set[str]] = defaultdict(set)
    for name, own in words.items():
        for word in own:
            having[word].add(name)
    found: dict[str, int] = {}
    covered: set[str] = set()
    for name in sorted(filter(words.get, counted), key=lambda name: (len(words[name]), name)):
        if name not in covered:
            same = set.intersection(*(having[word] for word in words[name]))
            covered |= same
            found[name] = sum(counted[one] for one in same)
    return found
