"""Figures in sentences: "In the year to March 2015, 1,140 prisoners took part"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from qa.model import Answer, Span
from qa.search.digest import reads_alone
from qa.search.over_time.figure import Figure, label_terms, notes_of, title_without, without
from qa.text.amounts import Amount, amounts
from qa.text.analyzer import Analyzer
from qa.text.dates import MONTHS
from qa.text.footnotes import Footnotes
from qa.text.passages import sentences
from qa.text.stated_periods import StatedPeriod, stated_periods

MIN_WORDS = 3
"""A sentence with fewer terms does not say by itself what its figure is of."""
MAX_FIGURES = 3
"""A sentence with more figures is a list, whose figures have no words of their own."""

_TAIL = re.compile(
    r",?\s(?:an?|with an?|which is an?|representing an?)\s(?:\w+\s){0,2}(?:increase|decrease|rise"
    r"|fall|reduction|drop|average|total|change)\b"
    r"|,?\s(?:up|down)\sfrom\b|,?\s(?:as\s)?(?:compared|opposed)\s(?:with|to)\b|,\sof\s(?:which|whom)\b"
    r"|,\swhich\b|,?\swhen\b|,\scompar|,\srepresenting\b|,\swith\b|;\s|,?\sand\sthe\s|,\swhile\b"
    r"|,?\swhereas\b|,\sbut\b|,\saccording\sto\b|,\smeaning\b|,\sequivalent\b|,\sor\s|\s\(|,\splus\b"
)
"""Where a sentence goes on to compare, or to something else."""
_LEANS = re.compile(
    r"\b(?:of\s(?:these|those|this|that|them|which|whom)|the\ssame|respectively|th(?:is|at|ese|ose)"
    r"\s(?:figures?|periods?|times?|years?|cases?|number|total)|former|latter|in\sturn|further"
    r"|additional|another|a\stotal\sof\swhich)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:last|previous|prior|past|next|recent|recently|latest|since|until|by the end|this (?:year"
    r"|month|week|financial|parliament)|to date|so far|yesterday|today|tomorrow|each year|every"
    r"|annually|annual|a year|per year|will|would|could|should|may|might|forecast|estimated?"
    r"|projected|expected?|target|aims?|plans?|planned|intends?|proposed|first|following|earlier"
    r"|ago|during|between)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|had|did|received|spent|paid|rose|fell|announced)\b", re.IGNORECASE
)
_PRESENT = re.compile(r"\b(?:is|are|currently|has|have|now|there are)\b", re.IGNORECASE)
_FORECAST = re.compile(
    r"\b(?:forecast|projected|expected|estimated|planned|target|budget(?:ed)?|will|would)\b",
    re.IGNORECASE,
)
_PROVISIONAL = re.compile(r"\b(?:provisional|provisionally|estimated?|forecasts?)\b", re.IGNORECASE)
_OTHER_TIME = re.compile(
    r"\b(?:last|previous|since|published|launched|announced|introduced|established|created|began"
    r"|opened|started|set\sup|commenced|signed|agreed|asked|wrote)\b",
    re.IGNORECASE,
)
"""Words of a sentence whose period may be that of an event, and not of its figure."""
_LOCAL = re.compile(r"\s(?:[^\W\d]+\s){0,4}(?:in|during|for|at)\s(?:the\s)?$")
"""What is between a figure and its own period: "503 in 2014/15"."""


def sentence_figures(answer: Answer, notes: Footnotes, analyzer: Analyzer) -> Iterator[Figure]:
    """The figures of an answer's sentences that say by themselves what they are of, and when."""
    text = answer.text
    for span in sentences(text, 0, len(text)):
        line = text[span.start : span.end]
        if reads_alone(line):
            yield from _of(answer, span, line, notes, analyzer)


def _of(
    answer: Answer, span: Span, line: str, notes: Footnotes, analyzer: Analyzer
) -> Iterator[Figure]:
    periods = list(stated_periods(line))
    main = line[: _main_end(line, periods)]
    within = [one for one in periods if one.end <= len(main)]
    if _LEANS.search(main) or any(one.kind == "open" for one in within):
        return
    found = list(amounts(main, [(one.start, one.end) for one in periods]))
    values = [one for one in found if one.counts]
    if not values or len(values) > MAX_FIGURES:
        return
    pairs = _paired(main, values, within) or _under_one(answer, main, values, within)
    if not pairs:
        return
    taken = [(one.start, one.end) for one in within]
    taken += [(one.start, one.end) for one in values]
    words = label_terms(without(main, taken), analyzer)
    if len(words) < MIN_WORDS:
        return
    said = title_without(main, taken).rstrip(" ,.;:")
    for place, (value, period) in enumerate(pairs):
        after = label_terms(" ".join(main[value.end :].split()[:3]), analyzer)
        own = () if len({id(one) for one, _ in pairs}) == 1 or _is_local(pairs) else (
            f"#{place + 1}", *after)  # fmt: skip
        yield Figure(
            answer,
            "sentence",
            (*words, *own),
            (),
            said + (f" (figure {place + 1} of {len(pairs)})" if own else ""),
            "",
            value.unit,
            period,
            value.number,
            Span(span.start + value.start, span.start + value.end),
            span,
            notes_of(span, answer.text, notes),
            provisional=bool(_PROVISIONAL.search(main)),
        )


def _main_end(line: str, periods: Sequence[StatedPeriod]) -> int:
    """Where the first clause with a figure ends, outside any period."""
    for tail in _TAIL.finditer(line):
        inside = any(one.start < tail.end() and tail.start() < one.end for one in periods)
        if not inside and any(one.counts for one in amounts(line[: tail.start()], [
            (one.start, one.end) for one in periods])):  # fmt: skip
            return tail.start()
    return len(line)


def _is_local(pairs: Sequence[tuple[Amount, StatedPeriod]]) -> bool:
    """Whether each figure has a period of its own."""
    return len({period.label for _, period in pairs}) == len(pairs)


def _paired(
    main: str, values: Sequence[Amount], periods: Sequence[StatedPeriod]
) -> list[tuple[Amount, StatedPeriod]]:
    """Each figure with the period right after it: "from 503 in 2014/15 to 707 in 2015/16"."""
    if len(periods) < 2 or len(periods) != len(values):
        return []
    if len({one.kind for one in periods}) > 1 or len({one.unit for one in values}) > 1:
        return []
    pairs = list(zip(values, periods, strict=True))
    if all(_LOCAL.fullmatch(main[value.end : period.start]) for value, period in pairs):
        return pairs
    return []


def _under_one(
    answer: Answer, main: str, values: Sequence[Amount], periods: Sequence[StatedPeriod]
) -> list[tuple[Amount, StatedPeriod]]:
    """Each figure with the one period of the sentence; without any, and where it says what is, the
    day of the answer."""
    if len(periods) == 1:
        only = periods[0]
        stated = re.search(
            r"(?:^|\b(?:in|during|for|throughout|over|at|on|of|the|between|from|year)\s|\()$",
            main[: only.start],
            re.IGNORECASE,
        )
        whole = only.kind in ("day", "end of month") or only.kind.endswith("to") or stated
        rest = main[: only.start] + main[only.end :]
        if not whole or _FORECAST.search(rest) or _OTHER_TIME.search(rest):
            return []
        return [(value, only) for value in values]
    if periods or answer.date_answered is None:
        return []
    if _RELATIVE.search(main) or _PAST.search(main) or not _PRESENT.search(main):
        return []
    day = date.fromisoformat(answer.date_answered)
    label = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    iso = day.isoformat()
    asked = StatedPeriod("when answered", label, iso, iso, 0, 0)
    return [(value, asked) for value in values]
