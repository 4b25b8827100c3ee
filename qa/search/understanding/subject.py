"""The subject: which words of a turn can be one, and which only ask for something of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_UNSPECIFIC = frozenset(
    # They ask for a kind of information, name who answers, or qualify; none is a subject.
    """across against answer answered answers around ask asked asks average breakdown budget cost
    costs criteria data date deadline department detail details difference eligibility else exactly
    far figure figures funding government happen happened happening happens impact information
    inside last latest long made make mean means minister ministers month months near new newer
    news next now number numbers often old outside over paid pay pays percentage price progress
    proportion purpose question questions quickly raised rate rates reason reasons recent
    recently result revenue said savings say says so soon spend spending spent start started
    statistics stats status take taken takes target targets think timeline timescale timetable
    timing today total trend under update updates uptake use used week weeks went without work
    year years""".split()
)
_ASPECTS = frozenset(
    """action actions affected agreed alternative alternatives annual anything appeal appeals
    application applications approved area areas arrest arrests assessment assessments
    background backlog backlogs ban best biggest bill breaches case cases change changed changes
    close closed closing closures compare compared compensation complaints compulsory concern
    concerns conclusion conclusions consequence consequences consultation consultations
    consulted contact context contract contracts convictions current currently daily deaths
    definition definitions delay delayed delays document documents effect effective
    effectiveness effects eligible end ended ending ends enforcement evaluation evidence example
    examples exception exceptions exemption exemptions extent fewest fifteen findings fines five
    flexibility four green guidance highest hourly impacts implementation implication
    implications improve improved improvement improvements incidents increase increased injuries
    inspections issue issues job jobs largest launch launched law least legal legally
    legislation level levels limit limits list lists local location locations longest losses
    lowest mandatory measure measures monthly most national nine offence offences one opening
    option optional options outcome outcomes overrun overruns paper papers past payout payouts
    penalties penalty people performance phase phases pilot pilots plan planned plans policy
    position previous problem problems programme proposal proposals proposed prosecutions
    publicity published recommendation recommendations reduce reduced referrals refund refunds
    region regional regions report reports requirement requirements response responses
    responsibility responsible review reviewed risk risks rules rural salaries salary scale
    scheme scope seven shortage shortages shortest signed since site sites six smallest staffing
    stage stakeholder stakeholders statutory step steps still strategy success successful ten
    three time times true twenty two urban view views visits voluntary waiting white worst write
    written wrote""".split()
)
"""No word of these names a subject by itself ("next steps", "any legislation planned?")."""
_PARTS_OF_THE_COUNTRY = frozenset(
    """britain east england english humber ireland london midlands north northern scotland
    scottish south southern uk wales welsh west yorkshire""".split()
)
_PER_UNIT = re.compile(
    r"\bper (?:annum|capita|case|day|head|hour|mile|month|night|person|week|year)\b", re.IGNORECASE
)
_SMALL_NUMBER = re.compile(r"\b\d\d?\b")
_WORD = re.compile(r"[\w'-]+")

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
"""A year in a question."""

Terms = Callable[[str], Sequence[str]]
"""The distinct terms of a text."""


def subject_words(text: str, terms: Terms) -> list[str]:
    """The terms of a text that can be a subject, without years and those that ask or qualify."""
    return list(terms(_without(_UNSPECIFIC, _PER_UNIT.sub(" ", YEAR.sub(" ", text)))))


def names_subject(text: str, terms: Terms) -> bool:
    """Whether a text has a word that can be a subject, beside aspects of one ("next steps", "phase
    2") and parts of the country ("scotland")."""
    text = _SMALL_NUMBER.sub(" ", _without(_ASPECTS | _PARTS_OF_THE_COUNTRY, text))
    return bool(subject_words(text, terms))


def _without(words: frozenset[str], text: str) -> str:
    def kept(word: re.Match[str]) -> str:
        return "" if word[0].casefold().removesuffix("'s") in words else word[0]

    return _WORD.sub(kept, text)
