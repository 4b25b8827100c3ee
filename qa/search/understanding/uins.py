"""UINs in a question: the answers that it names."""

from __future__ import annotations

import re

_NUMBER = r"(?:HL ?\d{1,5}|\d{3,7})"
_UIN = re.compile(
    r"(?:\b(?:UIN|PQ|(?:written |parliamentary )?(?:questions?|answers?)(?: (?:number|no\.?|UIN))?)"
    rf" #?|\b\d{{4}}-\d\d-\d\d/)({_NUMBER}(?:(?:,| and| or|, and) {_NUMBER})*)(?![\w,.]\d|\w)"
    rf"|\b(HL ?\d{{2,5}})\b|^\W*({_NUMBER})\W*$",
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
    uins = tuple(dict.fromkeys(one.replace(" ", "").upper() for one in found))
    return uins, _UIN.sub(" ", question)
