"""A question as a person would type it, made of what a member asked in Parliament's way."""

from __future__ import annotations

import re
from collections.abc import Callable

MIN_CHARS, MAX_CHARS = 38, 110

_ACTOR = (
    r"(?i:he|she|they|ministers|(?:his|her|their|the) (?:department|office)"
    r"|(?:the|h(?:is|er) majesty's) government)"
)
_PARTICIPLE = (
    r"(?:\w{3,}ed|awarded|begun|born|brought|built|bought|caught|found|given|held|lost|made|paid"
    r"|put|seen|sent|sold|spent|taken|taught|won)"
)
_REST = r"(?P<rest>[a-z][^;:,.()\[\]\"“”?/*]{2,90})"
_BE = r"(?P<be>is|are|was|were)"
_HAS = r"(?:has|have)"

_Writer = Callable[[re.Match[str]], str]


def _as_asked(found: re.Match[str]) -> str:
    return found[0]


_FORMS: tuple[tuple[str, _Writer], ...] = (
    # Where the thing counted is the subject, an indirect question has the order of a direct one.
    (
        rf"how many (?!times|occasions|days|hours|weeks|months|years)(?:[\w-]+ ){{1,4}}?"
        rf"(?:were|have been|are) {_PARTICIPLE} {_REST}",
        _as_asked,
    ),
    (
        rf"what (?:proportion|percentage|number) of (?:[\w-]+ ){{1,4}}?"
        rf"(?:were|have been|has been|are) {_PARTICIPLE} {_REST}",
        _as_asked,
    ),
    (rf"how much (?:has been|was|is being) (?:spent|paid|invested|raised) {_REST}", _as_asked),
    (
        rf"what (?:support|help|guidance|advice|training|funding) (?:is|was|has been) "
        rf"(?:available|given|provided|offered|issued|allocated) {_REST}",
        _as_asked,
    ),
    (rf"what progress (?:has been|is being|was) made {_REST}", _as_asked),
    (
        rf"what (?:recent |further |additional )?steps {_ACTOR} (?:is|are) taking to {_REST}",
        lambda found: f"What is the government doing to {found['rest']}",
    ),
    (
        rf"what (?:recent |further )?assessment {_ACTOR} {_HAS} made of "
        rf"the (?P<what>(?:potential |likely )?(?:impact|effect|effectiveness)) of {_REST}",
        lambda found: f"What is the {found['what']} of {found['rest']}",
    ),
    (
        rf"what estimate {_ACTOR} {_HAS} made of the (?P<what>(?:\w+ )?(?:cost|value)) of {_REST}",
        lambda found: f"What is the {found['what']} of {found['rest']}",
    ),
    (
        rf"what plans {_ACTOR} {_HAS} to {_REST}",
        lambda found: f"What plans does the government have to {found['rest']}",
    ),
    (
        rf"whether {_ACTOR} (?:plans?|intends?|{_HAS} plans) to {_REST}",
        lambda found: f"Does the government plan to {found['rest']}",
    ),
    (
        rf"when {_ACTOR} (?:plans?|intends?) to {_REST}",
        lambda found: f"When does the government plan to {found['rest']}",
    ),
    (
        rf"what (?:his|her|their|the government's) policy is on {_REST}",
        lambda found: f"What is the government's policy on {found['rest']}",
    ),
    (
        rf"how much {_ACTOR} (?:{_HAS} )?spent on {_REST}",
        lambda found: f"How much has been spent on {found['rest']}",
    ),
    (
        rf"what the (?P<what>(?:total |average |annual )?(?:cost|number|rate|proportion)"
        rf" (?:to the public purse )?of (?:[\w'-]+ ){{1,6}}?){_BE} (?=in |for |at |between |since )"
        rf"{_REST}",
        lambda found: f"What {found['be']} the {found['what']}{found['rest']}",
    ),
)
_COMPILED = tuple((re.compile(pattern), written) for pattern, written in _FORMS)

_ADDRESS = re.compile(
    r"(?:[Tt]o ask (?:[^,;\d]|,(?= [A-Z]))*?(?:, (?![A-Z])| (?=(?:how|what|when|whether) )))?"
)
"""Whom a question is addressed to; a comma within the name of an office is before a capital."""
_LEANS = re.compile(
    r"\b(?:h(?:e|is|im)|she|hers?|they|their|them|its?|this|that|these|those|such|same|said"
    r"|above|following|respectively|similar|hon|noble|recipient|identified|announced|estimated"
    r"|proposed|proposals?|planned|questions?|answers?|reports?|pages?|paragraphs?|articles?"
    r"|section|schedule|letter|statement|figure|table|each period|of the \w+ years"
    r"|and (?:if|what|how|when|whether|which|why|where|by|for|on|in|of|to|with|will)"
    r"|the (?:association|period|platform|policy|process|programme|project|review|scheme)$)\b",
    re.IGNORECASE,
)
"""Words by which a part of a question needs the rest of it, another text, or the one who asked."""
_MARKER = re.compile(r"\((?:[a-h]|[ivx]+)\) ")
"""What counts the things that are asked about: (a), (ii)."""


def plain_question(source_question: str) -> str | None:
    """The question that a person would type to find the same answer; None where none is certain.

    It is one whole sentence without the formula, of the first part that makes one, and needs no
    other text to be understood.
    """
    asked = _MARKER.sub("", " ".join(source_question.replace("’", "'").split()))
    address = _ADDRESS.match(asked)
    parts = asked[address.end() if address else 0 :].split(";")
    return next(filter(None, map(_written, parts)), None)


def _written(part: str) -> str | None:
    """One part of a question as a person would type it."""
    asked = part.strip(" .?").removeprefix("and ")
    for pattern, written in _COMPILED:
        if found := pattern.fullmatch(asked):
            text = written(found)
            fits = MIN_CHARS <= len(text) < MAX_CHARS and text.isprintable()
            return f"{text[0].upper()}{text[1:]}?" if fits and not _LEANS.search(text) else None
    return None
