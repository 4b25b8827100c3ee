"""Series: figures of several answers with the same words, unit and kind of period, joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise

from qa.model import Answer
from qa.model.citation import day
from qa.model.over_time import Break, Series, SeriesValue, Statement
from qa.search.over_time.figure import Figure

MIN_OVERLAP, MIN_OVERLAP_SHARE = 2, 0.6
"""The values for the same periods that two tables with other words above them have in common, at
least, and the share of all that both give."""
MIN_TELLING = 10
"""A smaller number is the same in two tables by chance."""
BREAKING = frozenset(["gap", "words", "footnote", "revised", "corrected", "no_number"])
"""The kinds of break at which a line is not drawn on."""
MAX_REMARKS = 6
MIN_PERIODS = 2
MIN_PERIODS_OF_ONE = 3
"""The periods of a series, and of one that a single answer states."""

Comparable = Callable[[Answer, Answer, Figure], bool]
"""Whether two answers' questions ask the same, so far as the words of a figure do not say it."""

_MONTHS_APART = {"year": 12, "years": 12, "12 months": 12, "12 months to": 12, "month": 1,
                 "quarter": 3, "quarter of years": 3}  # fmt: skip


@dataclass(slots=True)
class _Strand:
    """The figures of one answer with the same words, by period."""

    answer: Answer
    heading: tuple[str, ...]
    figures: dict[str, Figure] = field(default_factory=dict)
    unclear: bool = False

    def add(self, figure: Figure) -> None:
        """Add a figure; two values for a period make the strand unclear."""
        known = self.figures.setdefault(figure.period.label, figure)
        if known is not figure and (
            known.source == "table" or known.number != figure.number or known.number is None
        ):
            self.unclear = True


@dataclass(slots=True)
class _Joined:
    strands: list[_Strand]
    apart: list[str] = field(default_factory=list)

    def has(self, answer: Answer) -> bool:
        """Whether an answer has a strand of this series already."""
        return any(one.answer.answer_id == answer.answer_id for one in self.strands)


def join(figures: Iterable[Figure], comparable: Comparable) -> list[Series]:
    """The series of figures, those of most answers and periods first.

    Figures are joined where words, unit and kind of period are the same, and the words above the
    table too, or several values for the same periods are equal. An answer that has two values for
    the same words and period joins none.
    """
    groups = list(_strands(figures))
    same = _same_tables(groups)
    found = [_series(one) for strands in groups for one in _joined(strands, comparable, same)]
    kept = [one for one in found if _recurs(one)]
    kept.sort(key=lambda one: (-one["answers"], -len(one["values"]), one["source"], one["title"]))
    return kept


def _recurs(one: Series) -> bool:
    numbers = [value["number"] for value in one["values"] if value["number"] is not None]
    least = MIN_PERIODS if one["answers"] > 1 else MIN_PERIODS_OF_ONE
    if len(numbers) < least or not any(numbers):
        return False
    # A sentence that is repeated with its figure, such as the size of a fund.
    return one["period_kind"] != "when answered" or len(set(numbers)) > 1


def _strands(figures: Iterable[Figure]) -> Iterator[list[_Strand]]:
    """The strands with the same words, unit and kind of period, in order of their answers."""
    groups: dict[tuple[object, ...], dict[tuple[object, ...], _Strand]] = defaultdict(dict)
    for one in figures:
        words = (one.source, one.words, one.unit, one.period.kind)
        own = (one.answer.answer_id, one.heading)
        strand = groups[words].setdefault(own, _Strand(one.answer, one.heading))
        strand.add(one)
    for group in groups.values():
        clear = [one for one in group.values() if not one.unclear]
        clear.sort(key=lambda one: (one.answer.date_answered or "", one.answer.answer_id))
        if clear:
            yield clear


_Table = tuple[str, tuple[str, ...]]
"""A table: the answer that has it, and the words above it."""


def _table(strand: _Strand) -> _Table:
    return strand.answer.answer_id, strand.heading


def _same_tables(groups: Iterable[Sequence[_Strand]]) -> frozenset[frozenset[_Table]]:
    """The pairs of tables that are one and the same, as the equal values of some row or column
    show: their other rows and columns go together too."""
    return frozenset(
        frozenset((_table(one), _table(two)))
        for strands in groups
        for one, two in combinations(strands, 2)
        if one.answer.answer_id != two.answer.answer_id and _shows_same(_Joined([one]), two)
    )


def _shows_same(series: _Joined, strand: _Strand) -> bool:
    same, both = _overlap(series, strand)
    return same >= MIN_OVERLAP and same >= MIN_OVERLAP_SHARE * both


def _joined(
    strands: Sequence[_Strand], comparable: Comparable, same: frozenset[frozenset[_Table]]
) -> list[_Joined]:
    found: list[_Joined] = []
    for strand in strands:
        fits = [one for one in found if not one.has(strand.answer)]
        fits = [one for one in fits if _fits(one, strand, comparable, same)]
        # With several it is not certain to which of them it belongs.
        alike = [one for one in fits if _overlap(one, strand)[0] >= MIN_OVERLAP] or fits
        if len(alike) == 1:
            alike[0].strands.append(strand)
        else:
            own = _Joined([strand])
            _say_apart(found, own, strand)
            found.append(own)
    return found


def _fits(
    series: _Joined,
    strand: _Strand,
    comparable: Comparable,
    tables: frozenset[frozenset[_Table]],
) -> bool:
    if _shows_same(series, strand):
        return True
    same, both = _overlap(series, strand, 0)
    pairs = (frozenset((_table(one), _table(strand))) for one in series.strands)
    if same and same >= MIN_OVERLAP_SHARE * both and any(pair in tables for pair in pairs):
        return True
    if both >= MIN_OVERLAP and same == 0:
        return False
    figure = next(iter(strand.figures.values()))
    return all(
        one.heading == strand.heading and comparable(one.answer, strand.answer, figure)
        for one in series.strands
    )


def _overlap(series: _Joined, strand: _Strand, least: int = MIN_TELLING) -> tuple[int, int]:
    """How many values for the same periods, not below `least`, are equal, and how many both give;
    of small values all are counted, of others each number once."""
    known: dict[str, set[Decimal]] = defaultdict(set)
    for one in series.strands:
        for label, figure in one.figures.items():
            if figure.number is not None:
                known[label].add(figure.number)
    equal: list[Decimal] = []
    both = 0
    for label, figure in strand.figures.items():
        if figure.number is not None and label in known:
            both += 1
            if figure.number in known[label] and figure.number >= least:
                equal.append(figure.number)
    return len(set(equal) if least else equal), both


def _say_apart(found: Sequence[_Joined], own: _Joined, strand: _Strand) -> None:
    """Say of both why a strand with the same row and column is not joined to a series."""
    figure = next(iter(strand.figures.values()))
    for other in found:
        if other.has(strand.answer):
            continue
        last = other.strands[-1]
        first = next(iter(last.figures.values()))
        same, both = _overlap(other, strand)
        if both >= MIN_OVERLAP and not same:
            said = f"none of the {both} values for the same periods is the same"
        elif last.heading != strand.heading:
            said = "the words above the table are others"
        else:
            said = "the question asks something else"
        own.apart.append(f"Not joined to values given on {_day(last.answer)}: {said}"
                         f"{_quoted(first.above)}.")  # fmt: skip
        other.apart.append(f"Not joined to values given on {_day(strand.answer)}: {said}"
                           f"{_quoted(figure.above)}.")  # fmt: skip


def _quoted(words: str) -> str:
    return f" (“{words[:160]}”)" if words else ""


def _series(joined: _Joined) -> Series:
    newest = next(iter(joined.strands[-1].figures.values()))
    by_period: dict[str, list[Figure]] = defaultdict(list)
    for strand in joined.strands:
        for label, figure in strand.figures.items():
            by_period[label].insert(0, figure)
    ordered = sorted(
        by_period.values(), key=lambda given: (given[0].period.last, given[0].period.first)
    )
    values = [_value(given) for given in ordered]
    for (before, after), (one, two) in zip(pairwise(values), pairwise(ordered), strict=True):
        _join(before, after, one, two, joined)
    return {
        "title": newest.title or newest.above or "Value",
        "heading": newest.above if newest.title else "",
        "unit": newest.unit,
        "period_kind": newest.period.kind,
        "source": newest.source,
        "answers": len({one.answer.answer_id for one in joined.strands}),
        "values": values,
        "remarks": list(dict.fromkeys([*_other_words(joined), *joined.apart]))[:MAX_REMARKS],
    }


def _other_words(joined: _Joined) -> Iterator[str]:
    """That tables with other words above them are joined, and why."""
    for one, two in pairwise(joined.strands):
        if one.heading == two.heading:
            continue
        first, then = (next(iter(strand.figures.values())) for strand in (one, two))
        same = _overlap(_Joined([one]), two)[0]
        equal = f" {same} values that both give are the same." if same else ""
        yield _words_change(first, then) + equal


def _value(given: Sequence[Figure]) -> SeriesValue:
    """The value of one period, as each answer states it, newest first."""
    breaks: list[Break] = []
    stated: dict[str, Figure] = {}
    for one in reversed(given):
        key = str(one.number) if one.number is not None else one.stated
        stated.setdefault(key, one)
    if len(stated) > 1:
        said = " and as ".join(f"{one.stated} on {_day(one.answer)}" for one in stated.values())
        breaks.append({"kind": "revised", "said": f"Given as {said}."})
    corrected = [one for one in given if one.answer.status == "corrected"]
    if corrected:
        said = f"The answer of {_day(corrected[0].answer)} has been corrected since."
        breaks.append({"kind": "corrected", "said": said})
    if given[0].provisional:
        breaks.append({"kind": "provisional", "said": "Stated as provisional or estimated."})
    elif _before_its_end(given[0]):
        said = f"Stated on {_day(given[0].answer)}, before the end of the period."
        breaks.append({"kind": "provisional", "said": said})
    if given[0].number is None:
        breaks.append({"kind": "no_number", "said": f"No number is given: “{given[0].stated}”."})
    period = given[0].period
    return {
        "period": period.label,
        "first": period.first,
        "last": period.last,
        "number": None if given[0].number is None else float(given[0].number),
        "statements": [_statement(one) for one in given],
        "joined": False,
        "breaks": breaks,
    }


def _before_its_end(figure: Figure) -> bool:
    """Whether the period was not over on the day of the answer: it is to date, or planned."""
    answered = figure.answer.date_answered
    return answered is not None and figure.period.last > answered


def _join(
    before: SeriesValue,
    after: SeriesValue,
    one: Sequence[Figure],
    two: Sequence[Figure],
    joined: _Joined,
) -> None:
    """Say whether the line goes on from one value to the next, and if not, why.

    Two values that one answer states are alike, whichever answers state them too.
    """
    breaks = after["breaks"]
    first, then = one[0], two[0]
    if gap := _gap(first, then):
        breaks.append({"kind": "gap", "said": gap})
    pair = _from_one_answer(one, two) or (first, then)
    if _plain(pair[0].notes) != _plain(pair[1].notes):
        breaks.append({"kind": "footnote", "said": _notes_change(*pair)})
    if pair[0].answer.answer_id != pair[1].answer.answer_id:
        if first.heading != then.heading:
            breaks.append({"kind": "words", "said": _words_change(first, then)})
        if _revised_between(first.answer, then.answer, joined):
            said = f"The answer of {_day(then.answer)} revises earlier values of this series."
            breaks.append({"kind": "revised", "said": said})
    numbers = before["number"] is not None and after["number"] is not None
    ended = any(one["kind"] == "corrected" for one in before["breaks"])
    after["joined"] = numbers and not ended and not any(one["kind"] in BREAKING for one in breaks)


def _from_one_answer(one: Sequence[Figure], two: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """Two values as the newest answer states them that states both as drawn; None without one."""
    for first in one:
        for then in two:
            same = first.answer.answer_id == then.answer.answer_id
            if same and first.number == one[0].number and then.number == two[0].number:
                return first, then
    return None


def _gap(one: Figure, two: Figure) -> str:
    """That periods are missing between two values; empty where none are, or it is not certain."""
    step = _MONTHS_APART.get(one.period.kind)
    if step is None:
        return ""
    first, last = (date.fromisoformat(figure.period.last) for figure in (one, two))
    months = 12 * (last.year - first.year) + last.month - first.month
    if months <= step:
        return ""
    return f"No value between {one.period.label} and {two.period.label}."


def _revised_between(first: Answer, then: Answer, joined: _Joined) -> bool:
    """Whether two answers give another value for a period that both have."""
    by_answer = {strand.answer.answer_id: strand.figures for strand in joined.strands}
    one, two = by_answer[first.answer_id], by_answer[then.answer_id]
    return any(one[label].number != two[label].number for label in one.keys() & two.keys())


def _plain(notes: Sequence[str]) -> list[str]:
    return [" ".join(note.casefold().split()).strip(" .") for note in notes]


def _words_change(first: Figure, then: Figure) -> str:
    return (
        f"The words above the table change: “{first.above[:200]}” on {_day(first.answer)}, "
        f"“{then.above[:200]}” on {_day(then.answer)}."
    )


def _notes_change(first: Figure, then: Figure) -> str:
    new = [note for note in then.notes if note not in first.notes]
    gone = [note for note in first.notes if note not in then.notes]
    said = [f"Footnote of {then.period.label}: “{note[:300]}”" for note in new]
    said += [f"Footnote of {first.period.label} only: “{note[:300]}”" for note in gone]
    return ". ".join(said or ["The footnotes are in another order"]) + "."


def _statement(figure: Figure) -> Statement:
    answer = figure.answer
    return {
        "answer_id": answer.answer_id,
        "date_answered": answer.date_answered,
        "stated": figure.stated,
        "number": None if figure.number is None else float(figure.number),
        "start": figure.value.start,
        "end": figure.value.end,
        "quotation": answer.text[figure.row.start : figure.row.end],
        "quotation_start": figure.row.start,
        "notes": list(figure.notes),
        "url": answer.url,
    }


def _day(answer: Answer) -> str:
    return day(answer.date_answered) if answer.date_answered else "no stated day"
