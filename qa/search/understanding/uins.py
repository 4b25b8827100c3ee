"""UINs in a question: the answers that it names."""

from __future__ import annotations

import re

_NUMBER = r"(?:HL[ -]?\d{1,5}|\d{3,7})"
_LONG_NUMBER = r"(?:HL[ -]?\d{1,5}|\d{5,7})"
_JOIN = r"(?:\s*[,;/&]\s*(?:and |or )?|\s+(?:and|or)\s+)"
_UIN = re.compile(
    r"(?:\b(?:(?:UINs?|PQs?|WQs?|(?:written |parliamentary )?(?:questions?|answers?))"
    r"(?:[ .]?(?:numbers?|nos?\b\.?|ref(?:erence)?\b\.?|UIN))?"
    r"(?:\s*[:#]\s*| - | #?)|(?:UIN|PQ|WQ)-?)"
    rf"|\b\d{{4}}-\d\d-\d\d[/.])({_NUMBER}(?:{_JOIN}{_NUMBER})*)(?:\.h\b)?(?![\w,.]\d|\w)"
    rf"|\b(HL[ -]?\d{{2,5}})\b|^\W*(?:no\.? ?)?({_NUMBER})\W*$"
    rf"|^\W*({_LONG_NUMBER}(?:(?:{_JOIN}|\s+){_LONG_NUMBER})+)\W*$",
    re.IGNORECASE,
)


def extract_uins(question: str) -> tuple[tuple[str, ...], str]:
    """The UINs that a question names, and the question without them."""
    named = "".join(
        " ".join(filter(None, match.groups())) + " " for match in _UIN.finditer(question)
    )
    if not named:
        return (), question
    found = re.findall(_NUMBER, named, re.IGNORECASE)
    uins = tuple(dict.fromkeys(re.sub("[ -]", "", one).upper() for one in found))
    return uins, _UIN.sub(" ", question)
