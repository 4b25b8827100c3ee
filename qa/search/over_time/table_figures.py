"""Figures in tables: a row label, a column label, a period and a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.model import Answer
from qa.search.over_time.cell import Cell, is_period, is_value, unmarked, value_of
from qa.search.over_time.figure import Figure, label_terms, notes_of, without
from qa.search.over_time.part_periods import PeriodNotes, part_years
from qa.search.over_time.tables import Table, spread, tables_of
from qa.text.analyzer import Analyzer
from qa.text.footnotes import Footnotes
from qa.text.lines import line_at
from qa.text.stated_periods import StatedPeriod, stated_periods

_EMPTY = re.compile(r"\(\s*(?:to|at|in)?\s*\)|(?<!\w)(?!(?<=\d\s)[–-]\s\d)[,/;:*.–-](?!\w)")
"""What is left in a label of the marks around a period; "0 - 15 minutes" is kept."""
_PROVISIONAL = re.compile(r"\(p\)|\bprovisional\b|\(e\)|\bestimated?\b|\bunaudited\b", re.I)
_SCALE = re.compile(
    r"(?P<money>[£$€])\s?['’]?(?P<scale>000s?|millions?|m\b|mn\b|bn\b|billions?|thousands?|k\b)?"
    r"|\((?P<count>000s?|['’]000s?|thousands|millions)\)|(?P<cent>%|\bper ?cent(?:age)?\b)",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"\b(?:the )?(?:(?:information|figures?|data|details|answer|table|tables|number \d|requested"
    r"|provided|given|presented|shown|shows?|sets?|set out|outlined|outlines|listed|contained|found"
    r"|viewed|seen|available|latest|most recent|currently|following|follows?|below|above|attached"
    r"|as follows|please|find|see|is|are|in|can|be|which|that|this|these|for which|each|year"
    r"|years|period|periods|financial|calendar|annual|last|past|previous|complete|full|to date"
    r"|annex|breakdown|broken down|since|recorded|central|centrally|held)\b)",
    re.IGNORECASE,
)
_SCALE_WORDS = {"m": "million", "mn": "million", "bn": "billion", "k": "thousand",
                "000": "thousand", "000'": "thousand"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Label:
    """Words of a head or a first cell without period and marks, the period, and its footnotes."""

    words: str
    period: StatedPeriod | None
    periods: int
    notes: tuple[str, ...]
    provisional: bool


def table_figures(answer: Answer, notes: Footnotes, analyzer: Analyzer) -> Iterator[Figure]:
    """The figures of an answer's tables whose period is certain, in order.

    The period is in the column head, in the first cell of the row, in a row that divides the table,
    or in the words above it; a cell for which two of these state one has no certain period.
    """
    said = PeriodNotes(answer.text)
    for table in tables_of(answer.text):
        for figure in _figures(answer, table, notes, analyzer):
            if said.is_as_named(figure.period):
                yield figure


def _figures(
    answer: Answer, table: Table, notes: Footnotes, analyzer: Analyzer
) -> Iterator[Figure]:
    text = answer.text
    width = max(map(len, table.rows))
    if width < 1 or any(len(row) != width for row in table.rows):
        return
    names = spread(table.rows[table.titles : table.head])
    columns = [_label([row[n] for row in names], text, notes) for n in range(width)]
    titles = [cell for row in table.rows[: table.titles] for cell in row if cell.text]
    above = [Cell(text[one.start : one.end], one.start, one.end) for one in table.above]
    heading = _heading(titles or above, text, notes)
    body = [row for row in table.rows[table.head :] if not _is_note(row, notes)]
    labels = _label_columns(body, columns)
    by_column = sum(one.period is not None for one in columns)
    section = _label([], text, notes)
    sums = part_years([row[0].text for row in body])
    for place, row in enumerate(body):
        filled = [cell for cell in row if cell.text]
        if width > 1 and len(filled) == 1 and filled[0] is row[0]:
            section = _label(filled, text, notes)
            continue
        if place in sums:
            continue
        own = _label([row[n] for n in labels], text, notes)
        for n, cell in enumerate(row):
            column = columns[n]
            if n in labels or not cell.text or (by_column and column.period is None):
                continue
            dated = [one for one in (column, own, section) if one.periods]
            if not dated and heading.periods == 1:
                dated = [heading]
            if len(dated) != 1 or dated[0].period is None or dated[0].period.kind == "open":
                continue
            value = value_of(cell)
            if value is None:
                continue
            number, unit, span = value
            parts = [one.words for one in (section, own, column) if one.words]
            said = " – ".join(parts)
            unit = _unit(unit, [column, own, section, heading])
            yield Figure(
                answer,
                "table",
                label_terms(" ".join(parts), analyzer),
                label_terms(_GENERIC.sub(" ", heading.words), analyzer),
                said,
                heading.words,
                unit,
                dated[0].period,
                number,
                span,
                line_at(text, row[0].start),
                tuple(dict.fromkeys((
                    *heading.notes, *column.notes, *own.notes, *section.notes,
                    *notes_of(cell.span, text, notes)))),
                column.provisional or own.provisional or section.provisional
                or bool(_PROVISIONAL.search(cell.text)),
            )  # fmt: skip


def _label_columns(body: Sequence[Sequence[Cell]], columns: Sequence[_Label]) -> list[int]:
    """The columns, from the left, that name the row: without a period in the head, and mostly
    without values; a column of periods names the row too."""
    found: list[int] = []
    for n, column in enumerate(columns):
        if column.periods:
            break
        cells = [row[n].text for row in body if row[n].text]
        values = sum(is_value(one) and not is_period(one) for one in cells)
        if cells and 2 * values > len(cells):
            break
        if n == len(columns) - 1 and found:
            break
        found.append(n)
    return found


def _label(cells: Sequence[Cell], text: str, notes: Footnotes) -> _Label:
    words, periods, provisional = [], [], False
    used: list[str] = []
    for cell in cells:
        used += notes_of(cell.span, text, notes)
        provisional = provisional or bool(_PROVISIONAL.search(cell.text))
        said = unmarked(cell, notes)
        found = list(stated_periods(said))
        periods += found
        rest = without(said, [(one.start, one.end) for one in found])
        rest = " ".join(_EMPTY.sub(" ", rest).split()).strip(" ,/;:*–-")
        if rest and rest not in words:
            words.append(rest)
    only = {one.label for one in periods}
    period = periods[0] if len(only) == 1 else None
    return _Label(" – ".join(words), period, len(only), tuple(used), provisional)


def _heading(cells: Sequence[Cell], text: str, notes: Footnotes) -> _Label:
    """The words above a table, of all lines; its period only where all state the same one."""
    label = _label(cells, text, notes)
    return _Label(label.words.replace(" – ", " "), label.period, label.periods, label.notes,
                  label.provisional)  # fmt: skip


def _is_note(row: Sequence[Cell], notes: Footnotes) -> bool:
    filled = [cell for cell in row if cell.text]
    return len(filled) == 1 and any(
        one.span.start < filled[0].end and filled[0].start < one.span.end for one in notes.notes
    )


def _unit(unit: str, labels: Sequence[_Label]) -> str:
    """The unit of a cell: its own, with the scale that a label states; else that of the first label
    that states one."""
    for label in labels:
        found = _SCALE.search(label.words)
        if found is None:
            continue
        if found["cent"]:
            if unit in ("", "%") and label is not labels[-1]:
                return "%"
            continue
        scale = (found["scale"] or found["count"] or "").casefold().strip("'’")
        scale = _SCALE_WORDS.get(scale.removesuffix("s"), scale.removesuffix("s"))
        if found["money"] and unit in ("", found["money"]):
            return found["money"] + (f" {scale}" if scale else "")
        if found["count"] and not unit:
            return scale
    return unit
