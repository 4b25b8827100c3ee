"""Questions: what a person typed, understood as a Query; every input bounded and checked here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qa.errors import BadRequest
from qa.model import UNFILTERED, Expansion, Filters, House, Query
from qa.search.understanding.dates import Period, dating
from qa.search.understanding.entities import body_kept_to, house_kept_to, minister_kept_to
from qa.search.understanding.interpretations import Parts
from qa.search.understanding.lexicon import Lexicon
from qa.search.understanding.spelling import Spelling
from qa.search.understanding.subquestions import limbs
from qa.settings import Settings
from qa.text.analyzer import Analyzer
from qa.text.formula import without_formula

MOST_HITS = 100
CARRIED = 0.85
"""What a word of an earlier question weighs beside one of the question itself."""
FEW = 3
"""Terms up to which a question within a conversation is taken to lean on the one before."""

Typed = tuple[str, str]
"""A term with the word it came from."""

_LEANING = re.compile(
    r"^\W*(?:and|but|or|so|also|then|what about|how about|since when|why|when|where)\b"
    r"|\b(?:it|its|they|them|their|theirs|those|these|that|this|he|him|his|she|her|there|then|ones?"
    r"|same)\b",
    re.IGNORECASE,
)
_NUMBER = r"(?:HL ?\d{1,5}|\d{3,7})"
_UIN = re.compile(
    r"(?:\b(?:UIN|PQ|(?:written |parliamentary )?(?:questions?|answers?)(?: (?:number|no\.?|UIN))?)"
    rf" #?|\b\d{{4}}-\d\d-\d\d/)({_NUMBER}(?:(?:,| and| or|, and) {_NUMBER})*)(?![\w,.]\d|\w)"
    rf"|\b(HL ?\d{{2,5}})\b|^\W*({_NUMBER})\W*$",
    re.IGNORECASE,
)
_QUOTED = re.compile('[“"]([^“”"]{2,300})[”"]')
_UNTYPED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a question is understood by: where it has none of it, the words stand as typed.

    `has_body` says whether there are answers of a body, by its id, and `has_minister` whether there
    are any by a name: another one restricts nothing.
    """

    analyzer: Analyzer
    today: date | None = None
    lexicon: Lexicon | None = None
    spelling: Spelling | None = None
    has_body: Callable[[str], bool] = lambda body: True
    has_minister: Callable[[str], bool] = lambda name: False


@dataclass(frozen=True, slots=True)
class _Turn:
    """One question of a conversation, read: its terms as searched, and what led to them."""

    text: str
    typed: list[Typed]
    period: Period | None
    body: str | None
    minister: str | None
    house: House | None
    corrected: dict[str, str]
    also: list[Expansion]


def understand(
    question: str,
    settings: Settings,
    by: Understanding,
    *,
    earlier: Sequence[str] = (),
    filters: Filters = UNFILTERED,
    expand: bool = True,
    without: Iterable[str] = (),
) -> Query:
    """A question and its filters as a Query: distinct terms in order, and what was meant by it.

    `earlier` are the questions asked before it in a conversation, oldest first. A question that
    leans on them ("and for women?") is searched with their words too, at somewhat less weight.
    Words that date the answer ("said in late 2017"), counted from today, become its dates unless
    dates are given, and are searched for no more; those of an earlier question hold until then.
    So do an answering body ("what has the Home Office said of"), a minister and a House.
    UINs ("question 41780") name answers; what stands in double quotes must be said so. A word that
    no answer has is corrected, and for the words that the lexicon knows others are searched too.
    Each part of that but UINs and quotes is left out where `without` names it, and all of it where
    `expand` is no. Raises BadRequest, naming the parameter, where the question is empty or too long
    or `without` names what no part is called.
    """
    _refuse(question, settings)
    if settings.today:
        by = replace(by, today=date.fromisoformat(settings.today))
    parts = Parts(expand=expand, without=without)
    uins, text = _uins(question)
    own = _read(text, by, parts)
    words: dict[str, str] = {}
    for term, word in own.typed:
        words.setdefault(term, word)
    typed = set(words)
    period, body, minister, house = own.period, own.body, own.minister, own.house
    corrected, also, meant = own.corrected, own.also, own.text
    leaning = earlier and _leans(question, words) and parts.takes("earlier")
    for before in reversed(earlier if leaning else ()):
        turn = _read(before, by, parts)
        period, body = period or turn.period, body or turn.body
        minister, house = minister or turn.minister, house or turn.house
        corrected = turn.corrected | corrected
        also += turn.also
        meant = f"{turn.text} {meant}"
        for term, word in turn.typed:
            words.setdefault(term, word)
        if not _leans(before, dict(turn.typed)):
            break
    if period and not (filters.date_from or filters.date_to):
        filters = replace(
            filters,
            date_from=period.first.isoformat() if period.first else None,
            date_to=period.last.isoformat() if period.last else None,
        )
    if body or minister or house:
        filters = replace(
            filters,
            body=filters.body or body,
            minister=filters.minister or minister,
            house=filters.house or house,
        )
    query = Query(
        terms=tuple(words),
        words=words,
        filters=filters,
        weights={term: CARRIED for term in words if term not in typed},
        also=tuple(dict.fromkeys(also)),
        corrected=corrected,
        meant=meant,
        uins=uins,
        phrases=tuple(one for one in _QUOTED.findall(question) if by.analyzer.terms(one)),
        parts=tuple(parts.understood),
        without=parts.without,
    )
    told = _limbs(query, own.text, by)
    if told and parts.takes("limbs"):
        query = replace(query, limbs=told, parts=tuple(parts.understood))
    return query


def _limbs(query: Query, text: str, by: Understanding) -> tuple[Query, ...]:
    """The several things that a question asks, each with those of its terms that stand in it."""
    found = []
    for limb in limbs(without_formula(text)):
        terms = tuple(
            term for term in dict.fromkeys(by.analyzer.terms(limb)) if term in query.words
        )
        if len(terms) > 1:
            also = tuple(one for one in query.also if set(one.of) <= set(terms))
            found.append(replace(query, terms=terms, also=also, meant=limb, uins=(), phrases=()))
    return tuple(found) if len(found) > 1 else ()


def _refuse(question: str, settings: Settings) -> None:
    """Raise BadRequest where a question is none, or too long."""
    if not question.isprintable() and _UNTYPED.search(question):
        raise BadRequest(
            "q",
            "The question holds a control character or half of a surrogate pair.",
            "Type it as plain text.",
        )
    if not question.strip():
        raise BadRequest("q", "The question is empty.", "Type what you want to know.")
    if len(question) > settings.question_chars:
        raise BadRequest(
            "q",
            f"The question has {len(question):,} characters.",
            f"Shorten it to {settings.question_chars:,} or fewer.",
        )


def _read(text: str, by: Understanding, parts: Parts) -> _Turn:
    """One question of a conversation, with the parts of it that are not left out."""
    period = dating(text, by.today) if by.today else None
    if period and parts.takes("dates"):
        text = f"{text[: period.start]} {text[period.end :]}"
    else:
        period = None
    body = body_kept_to(text)
    if body and by.has_body(body.to) and parts.takes("body"):
        text = f"{text[: body.start]} {text[body.end :]}"
    else:
        body = None
    minister = minister_kept_to(text)
    if minister and by.has_minister(minister.to) and parts.takes("minister"):
        text = f"{text[: minister.start]} {text[minister.end :]}"
    else:
        minister = None
    house = house_kept_to(text)
    if house and parts.takes("house"):
        text = f"{text[: house.start]} {text[house.end :]}"
    else:
        house = None
    meant = text  # with its formula: source questions are read with theirs
    bare = without_formula(text)
    if bare != text.replace("’", "'") and parts.takes("formula"):
        text = bare
    typed, corrected = _corrected(list(by.analyzer.terms_and_words(text)), by, parts)
    met = by.lexicon.also(typed) if by.lexicon else ()
    also = [one for one in met if parts.takes(f"also:{one.phrase}")]
    for slip, right in corrected.items():
        meant = re.sub(rf"\b{re.escape(slip)}\b", right, meant)
    return _Turn(
        text=" ".join(meant.split()),
        typed=typed,
        period=period,
        body=body.to if body else None,
        minister=minister.to if minister else None,
        house=house.to if house else None,
        corrected=corrected,
        also=also,
    )


def _corrected(
    typed: Sequence[Typed], by: Understanding, parts: Parts
) -> tuple[list[Typed], dict[str, str]]:
    """Terms with the words they came from, slips put right, and what was put right.

    A word that the lexicon has is no slip, though no answer has it.
    """
    corrected: dict[str, str] = {}
    right: list[Typed] = []
    for term, word in typed:
        meant = None
        if by.spelling and not (by.lexicon and by.lexicon.has(term)):
            meant = by.spelling.corrected(term, word)
        if meant and not parts.takes(f"corrected:{word}"):
            meant = None
        for new in by.analyzer.terms(meant) if meant else [term]:
            right.append((new, word))
        if meant:
            corrected[word] = meant
    return right, corrected


def _uins(question: str) -> tuple[tuple[str, ...], str]:
    """The UINs that a question names, and the question without them."""
    named = "".join(
        " ".join(filter(None, match.groups())) + " " for match in _UIN.finditer(question)
    )
    if not named:
        return (), question
    found = re.findall(_NUMBER, named, re.IGNORECASE)
    uins = tuple(dict.fromkeys(one.replace(" ", "").upper() for one in found))
    return uins, _UIN.sub(" ", question)


def _leans(question: str, words: Mapping[str, str]) -> bool:
    """Whether a question can only be understood after the one before it."""
    return len(words) <= FEW or _LEANING.search(question) is not None


def wanted_hits(hits: int | None, settings: Settings) -> int:
    """How many passages to return; raises BadRequest beyond 1 to 100."""
    if hits is None:
        return settings.hits
    if not 1 <= hits <= MOST_HITS:
        raise BadRequest("hits", f"hits is {hits}.", f"Give a whole number from 1 to {MOST_HITS}.")
    return hits
