"""Shorthand: hurried spellings of common words, written out."""

from __future__ import annotations

import re

_WRITTEN_OUT = {
    "abt": "about", "ads": "advertising", "approx": "approximately", "appt": "appointment",
    "appts": "appointments", "avg": "average", "b/w": "between", "cttee": "committee",
    "dept": "department", "depts": "departments", "devt": "development", "doin": "doing",
    "excl": "excluding", "gov": "government", "gov't": "government", "govt": "government",
    "hmg": "government", "hows": "how is", "hrs": "hours", "im": "I am", "incl": "including",
    "info": "information", "ive": "I have", "mgmt": "management", "mgt": "management",
    "mth": "month", "mths": "months", "natl": "national", "ppl": "people", "pymt": "payment",
    "pymts": "payments", "regs": "regulations", "teh": "the", "thats": "that is",
    "theres": "there is", "theyre": "they are", "u": "you", "ur": "your", "w/": "with",
    "w/o": "without", "weve": "we have", "whats": "what is", "whens": "when is",
    "wheres": "where is", "whos": "who is", "wk": "week", "wks": "weeks", "wot": "what",
    "yr": "year", "yrs": "years",
}  # fmt: skip
"""Never a spelling that is a word or another acronym; a word in capitals is left as it is."""
_IN_CAPITALS_TOO = frozenset({"hmg"})

_FINANCIAL_YEAR = re.compile(
    r"(?<![\w/.-])(?<!age )(?<!ages )(?<!aged )(\d\d)([/-])(\d\d)(?![\w/-]|\.\d|[ ]y(?:ea)?rs?\b)",
    re.IGNORECASE,
)
_FIRST_YEARS = {"/": 13, "-": 20}
"""Of a financial year in two digits: lower ones may be a day and a month ("11/12"), or ages."""

_SHORT = re.compile(
    r"(?<![\w/'’-])(?:"
    + "|".join(map(re.escape, sorted(_WRITTEN_OUT, key=len, reverse=True)))
    + r")(?![\w/'’-])\.?(?=\s|$|[,;:?!)])|(?<=\s)re(?:\.|:)(?=\s)",
    re.IGNORECASE,
)


def written_out(text: str) -> str:
    """A question with its hurried spellings written out: "whats the govt doing in 22/23" asks what
    the government is doing in 2022/23."""

    def written(match: re.Match[str]) -> str:
        word = match[0].rstrip(".")
        small = word.casefold()
        if word.isupper() and len(word) > 1 and small not in _IN_CAPITALS_TOO:
            return match[0]
        return _WRITTEN_OUT.get(small, "about")

    return _FINANCIAL_YEAR.sub(_financial_year, _SHORT.sub(written, text))


def _financial_year(match: re.Match[str]) -> str:
    first, second = int(match[1]), int(match[3])
    is_year = second == first + 1 and first >= _FIRST_YEARS[match[2]]
    return f"20{match[0]}" if is_year else match[0]
