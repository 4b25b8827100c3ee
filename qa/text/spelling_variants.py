"""Spelling variants: one spelling for each English word, and the figures of number words."""

from __future__ import annotations

import re

_IZE = re.compile(r"(?<=[a-z]{3})([iy])z(?=(?:e[sdr]?|ers|ing|ations?|ational)$)")
_SIZE = re.compile(r"(?:^|down|up|over|under|re|cap|out)(?:siz|priz|seiz)")
_STARTS = (
    ("acknowledgement", "acknowledgment"), ("advisor", "adviser"), ("aluminum", "aluminium"),
    ("anesthe", "anaesthe"), ("anemi", "anaemi"), ("archeolog", "archaeolog"),
    ("artifact", "artefact"), ("caesarian", "caesarean"), ("cesarean", "caesarean"),
    ("despatch", "dispatch"), ("diarrhea", "diarrhoea"), ("encyclopedi", "encyclopaedi"),
    ("enquir", "inquir"), ("estrogen", "oestrogen"), ("foet", "fet"),
    ("gynecolog", "gynaecolog"), ("hematolog", "haematolog"), ("hemophili", "haemophili"),
    ("hemorrhag", "haemorrhag"), ("jewelry", "jewellery"), ("judgement", "judgment"),
    ("leukemi", "leukaemi"), ("licens", "licenc"), ("orthopedic", "orthopaedic"),
    ("paediatr", "pediatr"), ("paedo", "pedo"), ("practis", "practic"), ("skeptic", "sceptic"),
    ("sulfur", "sulphur"),
)  # fmt: skip
"""How words begin that have two spellings, and the one that is kept."""


def _listed() -> dict[str, str]:
    """The spellings of words that no rule covers, each with the one that is kept."""
    kept = {}
    for stem in (
        "arb arm behavi cand clam col demean endeav fav ferv flav glam harb hon hum lab neighb od"
        " parl ranc rig rum savi splend tum val vap vig misdemean multicol discol"
    ).split():
        for ending in ("", *"s ed ing er ers ful less able ite ites hood hoods y ly".split()):
            kept[f"{stem}or{ending}"] = f"{stem}our{ending}"
    for stem in (
        "cancel channel counsel dial duel enrol equal fuel fulfil jewel label level libel marshal"
        " model panel pedal quarrel refuel remodel signal total travel tunnel unravel"
    ).split():
        for ending in "ed ing ings er ers or ors".split():
            kept[f"{stem}{ending}"] = f"{stem}l{ending}"
    for stem in "enrol fulfil instal instil".split():
        for ending in ("", "s", "ment", "ments"):
            kept[f"{stem}l{ending}"] = f"{stem}{ending}"
    for stem in "benefit budget focus target".split():
        for ending in ("ed", "ing"):
            kept[f"{stem}{stem[-1]}{ending}"] = f"{stem}{ending}"
    for pair in (
        "center centre", "theater theatre", "fiber fibre", "liter litre", "caliber calibre",
        "kilometer kilometre", "centimeter centimetre", "millimeter millimetre",
        "defense defence", "offense offence", "pretense pretence", "program programme",
        "catalog catalogue", "dialog dialogue", "gray grey", "plow plough", "mold mould",
        "skillful skilful", "willful wilful", "gipsy gypsy", "yoghurt yogurt",
    ):  # fmt: skip
        variant, one = pair.split()
        kept |= {variant: one, f"{variant}s": f"{one}s"}
    return kept


_LISTED = _listed()
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
FIGURES = {word: str(n) for n, word in enumerate(_UNITS) if n > 1} | {
    word: str(10 * n) for n, word in enumerate(_TENS, start=2)
}
"""Number words with their figures; "one" is a pronoun as often as a number, so it is left out."""


def one_spelling(word: str) -> str:
    """A word, in small letters, in the one spelling that is kept for it: British, with -ise."""
    word = _LISTED.get(word, word)
    if "z" in word and not _SIZE.match(word):
        word = _IZE.sub(r"\1s", word)
    for start, one in _STARTS:
        if word.startswith(start):
            return one + word[len(start) :]
    return word
