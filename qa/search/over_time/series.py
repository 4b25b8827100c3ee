"""Series: figures of several answers with the same words, unit and kind of period, joined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from qa.model import Answer
from qa.model.over_time import Break, Series, SeriesValue, Statement
from qa.search.over_time.figure import Figure
from qa.search.over_time.strands import Comparable, JoinedStrands, day_of, joined_strands, overlap

BREAKING = frozenset(["gap", "words", "footnote", "revised", "corrected", "no_number"])
"""The kinds of break at which a line is not drawn on."""
MAX_REMARKS = 6
MIN_PERIODS = 2
MIN_PERIODS_OF_ONE = 3
"""The periods of a series, and of one that a single answer states."""

_MONTHS_APART = {"year": 12, "years": 12, "12 months": 12, "12 months to": 12, "month": 1,
                 "quarter": 3, "quarter of years": 3}  # fmt: skip


def join(figures: Iterable[Figure], comparable: Comparable) -> list[Series]:
    """The series of figures, those of most answers and periods first."""
    found = map(_series, joined_strands(figures, comparable))
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


def _series(joined: JoinedStrands) -> Series:
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


def _other_words(joined: JoinedStrands) -> Iterator[str]:
    """That tables with other words above them are joined, and why."""
    for one, two in pairwise(joined.strands):
        if one.heading == two.heading:
            continue
        first, then = (next(iter(strand.figures.values())) for strand in (one, two))
        same = overlap(JoinedStrands([one]), two)[0]
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
        said = " and as ".join(f"{one.stated} on {day_of(one.answer)}" for one in stated.values())
        breaks.append({"kind": "revised", "said": f"Given as {said}."})
    corrected = [one for one in given if one.answer.status == "corrected"]
    if corrected:
        said = f"The answer of {day_of(corrected[0].answer)} has been corrected since."
        breaks.append({"kind": "corrected", "said": said})
    if given[0].provisional:
        breaks.append({"kind": "provisional", "said": "Stated as provisional or estimated."})
    elif _before_its_end(given[0]):
        said = f"Stated on {day_of(given[0].answer)}, before the end of the period."
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
    joined: JoinedStrands,
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
            said = f"The answer of {day_of(then.answer)} revises earlier values of this series."
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


def _revised_between(first: Answer, then: Answer, joined: JoinedStrands) -> bool:
    """Whether two answers give another value for a period that both have."""
    by_answer = {strand.answer.answer_id: strand.figures for strand in joined.strands}
    one, two = by_answer[first.answer_id], by_answer[then.answer_id]
    return any(one[label].number != two[label].number for label in one.keys() & two.keys())


def _plain(notes: Sequence[str]) -> list[str]:
    return [" ".join(note.casefold().split()).strip(" .") for note in notes]


def _words_change(first: Figure, then: Figure) -> str:
    return (
        f"The words above the table change: “{first.above[:200]}” on {day_of(first.answer)}, "
        f"“{then.above[:200]}” on {day_of(then.answer)}."
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
