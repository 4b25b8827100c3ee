"""Strands: the figures of one answer with the same words, and which of several go together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from qa.model import Answer
from qa.model.citation import day
from qa.search.over_time.figure import Figure

MIN_OVERLAP, MIN_OVERLAP_SHARE = 2, 0.6
"""The values for the same periods that two tables with other words above them have in common, at
least, and the share of all that both give."""
MIN_TELLING = 10
"""A smaller number is the same in two tables by chance."""

Comparable = Callable[[Answer, Answer, Figure], bool]
"""Whether two answers' questions ask the same, so far as the words of a figure do not say it."""


@dataclass(slots=True)
class Strand:
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
class JoinedStrands:
    """Strands of one series, oldest answer first; `apart` says why others are not joined to it."""

    strands: list[Strand]
    apart: list[str] = field(default_factory=list)

    def has(self, answer: Answer) -> bool:
        """Whether an answer has a strand of this series already."""
        return any(one.answer.answer_id == answer.answer_id for one in self.strands)


def joined_strands(figures: Iterable[Figure], comparable: Comparable) -> Iterator[JoinedStrands]:
    """The strands of figures, those joined that go together.

    They do where words, unit and kind of period are the same, and the words above the table too, or
    several values for the same periods are equal. An answer that has two values for the same words
    and period joins none.
    """
    groups = list(_strands(figures))
    same = _same_tables(groups)
    for strands in groups:
        yield from _joined(strands, comparable, same)


def _strands(figures: Iterable[Figure]) -> Iterator[list[Strand]]:
    """The strands with the same words, unit and kind of period, in order of their answers."""
    groups: dict[tuple[object, ...], dict[tuple[object, ...], Strand]] = defaultdict(dict)
    for one in figures:
        words = (one.source, one.words, one.unit, one.period.kind)
        own = (one.answer.answer_id, one.heading)
        strand = groups[words].setdefault(own, Strand(one.answer, one.heading))
        strand.add(one)
    for group in groups.values():
        clear = [one for one in group.values() if not one.unclear]
        clear.sort(key=lambda one: (one.answer.date_answered or "", one.answer.answer_id))
        if clear:
            yield clear


_Table = tuple[str, tuple[str, ...]]
"""A table: the answer that has it, and the words above it."""


def _table(strand: Strand) -> _Table:
    return strand.answer.answer_id, strand.heading


def _same_tables(groups: Iterable[Sequence[Strand]]) -> frozenset[frozenset[_Table]]:
    """The pairs of tables that are one and the same, as the equal values of some row or column
    show: their other rows and columns go together too."""
    return frozenset(
        frozenset((_table(one), _table(two)))
        for strands in groups
        for one, two in combinations(strands, 2)
        if one.answer.answer_id != two.answer.answer_id and _shows_same(JoinedStrands([one]), two)
    )


def _shows_same(series: JoinedStrands, strand: Strand) -> bool:
    same, both = overlap(series, strand)
    return same >= MIN_OVERLAP and same >= MIN_OVERLAP_SHARE * both


def _joined(
    strands: Sequence[Strand], comparable: Comparable, same: frozenset[frozenset[_Table]]
) -> list[JoinedStrands]:
    found: list[JoinedStrands] = []
    for strand in strands:
        fits = [one for one in found if not one.has(strand.answer)]
        fits = [one for one in fits if _fits(one, strand, comparable, same)]
        # With several it is not certain to which of them it belongs.
        alike = [one for one in fits if overlap(one, strand)[0] >= MIN_OVERLAP] or fits
        if len(alike) == 1:
            alike[0].strands.append(strand)
        else:
            own = JoinedStrands([strand])
            _say_apart(found, own, strand)
            found.append(own)
    return found


def _fits(
    series: JoinedStrands,
    strand: Strand,
    comparable: Comparable,
    tables: frozenset[frozenset[_Table]],
) -> bool:
    if _shows_same(series, strand):
        return True
    same, both = overlap(series, strand, 0)
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


def overlap(series: JoinedStrands, strand: Strand, least: int = MIN_TELLING) -> tuple[int, int]:
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


def _say_apart(found: Sequence[JoinedStrands], own: JoinedStrands, strand: Strand) -> None:
    """Say of both why a strand with the same row and column is not joined to a series."""
    figure = next(iter(strand.figures.values()))
    for other in found:
        if other.has(strand.answer):
            continue
        last = other.strands[-1]
        first = next(iter(last.figures.values()))
        same, both = overlap(other, strand)
        if both >= MIN_OVERLAP and not same:
            said = f"none of the {both} values for the same periods is the same"
        elif last.heading != strand.heading:
            said = "the words above the table are others"
        else:
            said = "the question asks something else"
        own.apart.append(f"Not joined to values given on {day_of(last.answer)}: {said}"
                         f"{_quoted(first.above)}.")  # fmt: skip
        other.apart.append(f"Not joined to values given on {day_of(strand.answer)}: {said}"
                           f"{_quoted(figure.above)}.")  # fmt: skip


def _quoted(words: str) -> str:
    return f" (“{words[:160]}”)" if words else ""


def day_of(answer: Answer) -> str:
    """The day of an answer, in words."""
    return day(answer.date_answered) if answer.date_answered else "no stated day"
