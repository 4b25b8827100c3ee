"""Shorthand: hurried spellings of common words, written out."""

from __future__ import annotations

import re

_WRITTEN_OUT = {
    "abt": "about", "approx": "approximately", "avg": "average", "b/w": "between",
    "cttee": "committee", "dept": "department", "depts": "departments", "devt": "development",
    "excl": "excluding", "gov't": "government", "govt": "government", "hows": "how is",
    "hrs": "hours", "im": "I am", "incl": "including", "info": "information", "ive": "I have",
    "mgmt": "management", "mgt": "management", "mth": "month", "mths": "months",
    "natl": "national", "ppl": "people", "regs": "regulations", "thats": "that is",
    "theres": "there is", "theyre": "they are", "u": "you", "ur": "your", "w/": "with",
    "w/o": "without", "weve": "we have", "whats": "what is", "whens": "when is",
    "wheres": "where is", "whos": "who is", "wk": "week", "wks": "weeks", "yr": "year",
    "yrs": "years",
}  # fmt: skip
"""Never a spelling that is a word or an acronym itself; a word in capitals is left as it is."""

_SHORT = re.compile(
    r"(?<![\w/'’-])(?:"
    + "|".join(map(re.escape, sorted(_WRITTEN_OUT, key=len, reverse=True)))
    + r")(?![\w/'’-])\.?(?=\s|$|[,;:?!)])|(?<=\s)re(?:\.|:)(?=\s)",
    re.IGNORECASE,
)


def written_out(text: str) -> str:
    """A question with its hurried spellings written out: "whats the govt doing" asks what the
    government is doing."""

    def written(match: re.Match[str]) -> str:
        word = match[0].rstrip(".")
        if word.isupper() and len(word) > 1:
            return match[0]
        return _WRITTEN_OUT.get(word.casefold(), "about")

    return _SHORT.sub(written, text)
