"""The digest of a reply: its best sentences, word for word, each of another answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from qa.model import DigestSentence, Quotation
from qa.search.best_sentence import RankedSentence, is_commonplace, is_fragment
from qa.text.analyzer import Analyzer
from qa.text.lines import SENTENCE_END, introduces, is_list_item, is_row

MAX_SENTENCES = 5
MAX_WORDS = 80
"""The most words of a sentence of a digest; what has more is not a sentence at a glance."""
MIN_SHARE = 0.75
"""How much a sentence holds of what the passage's best one holds of the words asked for, at least,
where it takes the place of one that cannot be read alone."""
MIN_SCORE_SHARE = 0.65
"""The share of the best passage's score from which a passage has a sentence in the digest. Below
it 47 of 66 answers are beside the question, above it 197 of 518 (three graded collections)."""
SAME_SHARE = 0.7
"""The share of common terms from which two sentences with the same figures say the same."""

_BEGINS = re.compile(r"[\"'“‘(]*[A-Z£\d]")
_FIGURE = re.compile(r"\d[\d,.]*")
# "This Government" and "this year" can be read alone; "this programme" cannot.
_LEANS_BACK = re.compile(
    r"(?:(?:additionally|again|also|as a result|as such|because of|but|consequently|finally|for"
    r"|from|furthermore|here|however|in|in addition(?: to)?|in doing|instead|moreover|on|since|so"
    r"|therefore|thus|to (?:achieve|address|do|support)|under|where|while|with|within),? )?"
    r"(?:it|its|he|his|her|she|such|th(?:eir|em|ese|ey|ose)|th(?:is|at)"
    r"(?! (?:government|house|country|department|month|week|year|autumn|spring|summer|winter)\b))\b"
    r"|(?:also|as part of th(?:is|ese)|both|for (?:example|instance)|i am also|it also|neither"
    r"|otherwise|similarly|since then|that is why|the (?:former|latter|same)|then|thereafter"
    r"|we (?:also|are also|have also|will also)|which"
    r"|(?:accordingly|alternatively|conversely|nevertheless|nonetheless|notwithstanding"
    r"|therefore|thus|(?:by|in) contrast|even so|on the other hand|that said)(?=,)"
    r"|however(?! (?:few|large|little|long|many|much|small))|but|nor|yet"
    r"|(?:despite|notwithstanding) th(?:at|ese|is|ose))\b",
    re.IGNORECASE,
)
_NUMBER = r"(?: [a-z]?\d+[a-z]?(?:,| and| or| to)?)"
# "Below the limit" and "below £18" point to nothing; "table 2.8 of the bulletin" can be found.
_POINTS = re.compile(
    r"\b(?:amounts?|as|available|charts?|data|described|detail(?:s|ed)|figures?|footnotes?|found"
    r"|given|graphs?|information|links?|list(?:s|ed)?|notes?|outlined|presented|provided|see"
    rf"|set out|shown|summari[sz]ed|tables?){_NUMBER}* (?:above|attached|below)"
    r"(?![-\w]| (?:[\d£]|an?\b|th(?:at|e|is)\b))|\bthe (?:above|below)\b"
    r"|\battached (?:annex|document|file|letter|list|paper|schedule|sheet|spreadsheet|table)"
    r"|\b(?:are|been|find|in the|is|see) attached\b(?! to (?!th(?:e|is) (?:answer|reply)\b))"
    r"|\bfollowing (?:address|charts?|graphs?|links?|lists?|tables?|web\w*)\b"
    r"|\bas follows\W*$|\bin th(?:e|ese|is) tables?\b(?! (?:at|of|in)\b)"
    r"|\bthe (?:first |second |third )?tables? (?:contain|cover|give|include|list|provide|set|show)"
    rf"|\b(?:annex|appendix|tables?)(?: [a-z]|{_NUMBER}+)\W*$",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"(?:i|we) (?:thank|apologi[sz]e|am grateful|am sorry|refer)|\breferred? (?:you )?to the\b"
    r"|\bhas asked me to reply\b|\bi will write to\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a sentence of the digest says: its terms and figures."""

    terms: frozenset[str]
    figures: tuple[str, ...]

    def is_same(self, other: _Said) -> bool:
        """Whether two sentences say the same; two that differ in a figure never do."""
        both = len(self.terms & other.terms)
        return self.figures == other.figures and both >= SAME_SHARE * len(self.terms | other.terms)


def digest(
    passages: Sequence[tuple[Quotation, Sequence[RankedSentence]]], analyzer: Analyzer
) -> tuple[DigestSentence, ...]:
    """The best sentences of passages in the order of their rank, at most one of an answer.

    `passages` come with their sentences, best first. Equal answers count as one. A sentence that
    cannot be read alone gives way to the next of its passage that can and holds nearly as much of
    what is asked; where there is none, to the line that introduces the passage's table, if that
    holds as much. A passage without any is left out, and so is one whose sentence repeats an
    earlier one of the digest.
    """
    chosen: list[DigestSentence] = []
    answers: set[str] = set()
    said: list[_Said] = []
    needed = MIN_SCORE_SHARE * max((one.score for one, _ in passages), default=0.0)
    for quotation, ranked in passages:
        answer_id = quotation.answer.answer_id
        own = {answer_id, *(quotation.same.answer_ids if quotation.same else ())}
        best = None if quotation.score < needed or own & answers else _readable(ranked)
        if best is None:
            continue
        says = _Said(
            frozenset(analyzer.passage_terms(best.text)), tuple(_FIGURE.findall(best.text))
        )
        if any(says.is_same(other) for other in said):
            continue
        answers |= own
        said.append(says)
        span, passage_id = best.span, quotation.passage.passage_id
        chosen.append(DigestSentence(passage_id, answer_id, span.start, span.end, best.text))
        if len(chosen) == MAX_SENTENCES:
            break
    return tuple(chosen)


def _readable(ranked: Sequence[RankedSentence]) -> RankedSentence | None:
    """The first sentence that can be read alone and holds what is asked, else the first line that
    introduces a table and does: it says which figures the passage has."""
    needed = MIN_SHARE * ranked[0].share

    def first(
        found: Iterable[RankedSentence], is_clear: Callable[[str], bool]
    ) -> RankedSentence | None:
        holding = (one for one in found if one.share and one.share >= needed)
        return next((one for one in holding if is_clear(one.text)), None)

    leads = (one.lead for one in ranked if one.lead)
    return first(ranked, reads_alone) or first(leads, _names_its_subject)


def reads_alone(text: str) -> bool:
    """Whether a sentence is whole and says something by itself: no row, item, heading, lead-in,
    fragment, courtesy or commonplace, no "It also" that leans on the sentence before, and none that
    points to a table, list or attachment."""
    return bool(
        _names_its_subject(text)
        and SENTENCE_END.search(text)
        and not introduces(text)
        and not _points(text)
    )


def _points(text: str) -> bool:
    """Whether a sentence points to what is not in it, and gives no address."""
    return bool(_POINTS.search(text)) and "://" not in text and "www." not in text


def _names_its_subject(text: str) -> bool:
    """Whether a sentence, title or lead-in says by itself what it is about."""
    return not (
        is_row(text)
        or is_list_item(text)
        or is_fragment(text)
        or not _BEGINS.match(text)
        or _LEANS_BACK.match(text)
        or _COURTESY.search(text)
        or is_commonplace(text)
        or len(text.split()) > MAX_WORDS
    )
