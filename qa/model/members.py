"""Names of ministers and members, compared by their words."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping


def name_words(name: str) -> set[str]:
    """The words of a name, without case and accents."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return set(re.findall(r"\w+", "".join(one for one in plain if not unicodedata.combining(one))))


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
