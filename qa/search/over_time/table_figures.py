"""Figures in tables: a row label, a column label, a period and a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from qa.model import Answer, Span
from qa.search.over_time.figure import Figure, label_terms, notes_of, without
from qa.search.over_time.part_periods import PeriodNotes, part_years
from qa.text.analyzer import Analyzer
from qa.text.captions import caption_above
from qa.text.footnotes import Footnotes
from qa.text.lines import head_rows, introduces, is_row, line_at, points_to_table
from qa.text.passages import sentences
from qa.text.stated_periods import StatedPeriod, stated_periods

MAX_ROWS, MAX_COLUMNS = 400, 40
"""The rows and columns of a table that are read; a larger one is a data set of its own."""
NEAR_SENTENCES = 4
"""The sentences above a table that may say what it is of: the last that leads to it does."""

_LINE = re.compile(r"\S[^\n]*")
_VALUE = re.compile(
    r"(?P<money>[£$€]?)\s?(?P<sign>[-−–]?)(?P<number>\d{1,3}(?:,\s?\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"\s?(?P<scale>bn|mn?|k|million|billion|thousand)?\s?(?P<cent>%|per cent)?"
)
_NO_NUMBER = re.compile(
    r"[-–—~*.:]{1,4}|n/?a\.?|not (?:available|applicable|known|held|recorded)|nil|none"
    r"|unknown|(?:<|less than |fewer than |under )\s?(?:\d+|five|ten|three)(?: or fewer)?"
    r"|(?:five|ten|three|5|10|3) or (?:fewer|less)|(?:zero|x|z|c)",
    re.IGNORECASE,
)
_MARKS = re.compile(
    r"\s?(?:\[\w{1,2}\]|\((?:\d{1,2}|p|r|e|provisional|revised|estimated?)\)|\*+|[¹²³†‡]+)$",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"\(\s*(?:to|at|in)?\s*\)|(?<!\w)(?!(?<=\d\s)[–-]\s\d)[,/;:*.–-](?!\w)")
"""What is left in a label of the marks around a period; "0 - 15 minutes" is kept."""
_ADDRESS = re.compile(r"\S*(?:https?:)?//\S+|www\.\S+")
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
_SCALES = {"m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9, "k": 3, "thousand": 3}


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table: its rows, the number of title rows and of rows that name the columns, and the slices
    of the words above it."""

    rows: list[list[_Cell]]
    titles: int
    head: int
    above: list[Span] = field(default_factory=list)


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
    for table in _tables(answer.text):
        for figure in _figures(answer, table, notes, analyzer):
            if said.is_as_named(figure.period):
                yield figure


def _tables(text: str) -> Iterator[_Table]:
    lines = [match.span() for match in _LINE.finditer(text)]
    at = 0
    after = 0  # where the last table ended
    while at < len(lines):
        if not is_row(text[slice(*lines[at])]):
            at += 1
            continue
        first = at
        while at < len(lines) and is_row(text[slice(*lines[at])]) and (
            at == first or lines[at - 1][1] + 1 == lines[at][0]
        ):  # fmt: skip
            at += 1
        rows = [_cells(text, *line) for line in lines[first:at]]
        if 1 < len(rows) <= MAX_ROWS and max(map(len, rows)) <= MAX_COLUMNS:
            yield _headed(rows, _above(text, lines[first][0], after))
        after = lines[at - 1][1]


def _cells(text: str, start: int, end: int) -> list[_Cell]:
    bars = [at for at in range(start, end) if text[at] == "|"]
    found = []
    for left, right in pairwise(bars):
        inner = text[left + 1 : right]
        begin = left + 1 + len(inner) - len(inner.lstrip())
        found.append(_Cell(inner.strip(), begin, begin + len(inner.strip())))
    return found


def _above(text: str, start: int, after: int) -> list[Span]:
    """The caption of a table, else the sentence that leads to it, after the table before."""
    caption = caption_above(text, start)
    if caption and caption.start >= after and not _is_address(text, caption):
        return [caption]
    before = [
        one
        for one in sentences(text, after, start)
        if not is_row(text[one.start : one.end]) and not _is_address(text, one)
    ]
    near = before[-NEAR_SENTENCES:]
    leading = [one for one in near if _leads(text[one.start : one.end])] or near
    return leading[-1:]


def _is_address(text: str, span: Span) -> bool:
    return bool(_ADDRESS.fullmatch(text[span.start : span.end].strip()))


def _leads(line: str) -> bool:
    return introduces(line) or points_to_table(line)


def _headed(rows: list[list[_Cell]], above: list[Span]) -> _Table:
    texts = [[cell.text for cell in row] for row in rows]
    head = head_rows(texts)
    titles = 0
    while titles < head and sum(map(bool, texts[titles])) <= 1:
        titles += 1
    # A second row of heads, under heads that span columns.
    while (
        titles < head < len(rows) - 1
        and len(texts[head]) > 2
        and all(texts[head][1:])
        and not any(_is_value(one) or _is_period(one) for one in texts[head][1:])
    ):
        head += 1
    return _Table(rows, titles, head, above)


def _figures(
    answer: Answer, table: _Table, notes: Footnotes, analyzer: Analyzer
) -> Iterator[Figure]:
    text = answer.text
    width = max(map(len, table.rows))
    if width < 1 or any(len(row) != width for row in table.rows):
        return
    names = _spread(table.rows[table.titles : table.head])
    columns = [_label([row[n] for row in names], text, notes) for n in range(width)]
    titles = [cell for row in table.rows[: table.titles] for cell in row if cell.text]
    above = [_Cell(text[one.start : one.end], one.start, one.end) for one in table.above]
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
            value = _value(cell)
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


def _spread(names: list[list[_Cell]]) -> list[list[_Cell]]:
    """The rows that name the columns; a head that spans columns is put over each of them.

    It spans them for certain where the same names recur under each such head: "2019/20 | | 2020/21
    |" over "Fees | VAT | Fees | VAT".
    """
    if len(names) != 2:
        return names
    over, under = names
    begins = [n for n, cell in enumerate(over) if n and cell.text]
    if len(begins) < 2:
        return names
    groups = [
        [cell.text for cell in under[one:two]] for one, two in pairwise([*begins, len(under)])
    ]
    if len(groups[0]) < 2 or not all(groups[0]) or any(one != groups[0] for one in groups):
        return names
    spread = list(over)
    for n in range(begins[0], len(over)):
        spread[n] = over[n] if over[n].text else spread[n - 1]
    return [spread, under]


def _label_columns(body: Sequence[Sequence[_Cell]], columns: Sequence[_Label]) -> list[int]:
    """The columns, from the left, that name the row: without a period in the head, and mostly
    without values; a column of periods names the row too."""
    found: list[int] = []
    for n, column in enumerate(columns):
        if column.periods:
            break
        cells = [row[n].text for row in body if row[n].text]
        values = sum(_is_value(one) and not _is_period(one) for one in cells)
        if cells and 2 * values > len(cells):
            break
        if n == len(columns) - 1 and found:
            break
        found.append(n)
    return found


def _label(cells: Sequence[_Cell], text: str, notes: Footnotes) -> _Label:
    words, periods, provisional = [], [], False
    used: list[str] = []
    for cell in cells:
        used += notes_of(cell.span, text, notes)
        provisional = provisional or bool(_PROVISIONAL.search(cell.text))
        said = _unmarked(cell, notes)
        found = list(stated_periods(said))
        periods += found
        rest = without(said, [(one.start, one.end) for one in found])
        rest = " ".join(_EMPTY.sub(" ", rest).split()).strip(" ,/;:*–-")
        if rest and rest not in words:
            words.append(rest)
    only = {one.label for one in periods}
    period = periods[0] if len(only) == 1 else None
    return _Label(" – ".join(words), period, len(only), tuple(used), provisional)


def _heading(cells: Sequence[_Cell], text: str, notes: Footnotes) -> _Label:
    """The words above a table, of all lines; its period only where all state the same one."""
    label = _label(cells, text, notes)
    return _Label(label.words.replace(" – ", " "), label.period, label.periods, label.notes,
                  label.provisional)  # fmt: skip


def _unmarked(cell: _Cell, notes: Footnotes) -> str:
    spans = [
        (one.span.start - cell.start, one.span.end - cell.start)
        for one in notes.markers
        if cell.start <= one.span.start < cell.end
    ]
    said = without(cell.text, spans, "")
    while marks := _MARKS.search(said):
        said = said[: marks.start()]
    return said.strip()


def _is_note(row: Sequence[_Cell], notes: Footnotes) -> bool:
    filled = [cell for cell in row if cell.text]
    return len(filled) == 1 and any(
        one.span.start < filled[0].end and filled[0].start < one.span.end for one in notes.notes
    )


def _is_value(said: str) -> bool:
    said = _MARKS.sub("", said.strip())
    return bool(_VALUE.fullmatch(said) or _NO_NUMBER.fullmatch(said))


def _is_period(said: str) -> bool:
    found = list(stated_periods(said))
    return len(found) == 1 and len(said) - (found[0].end - found[0].start) <= 4


def _value(cell: _Cell) -> tuple[Decimal | None, str, Span] | None:
    """A cell's number, its unit, and the slice of it without marks; None where it has none."""
    said = cell.text
    while marks := _MARKS.search(said):
        if not said[: marks.start()]:
            break  # an asterisk alone is a value that is not given
        said = said[: marks.start()]
    span = Span(cell.start, cell.start + len(said))
    if _NO_NUMBER.fullmatch(said):
        return None, "", span
    found = _VALUE.fullmatch(said)
    if found is None or (found["number"].startswith("0") and found["number"][1:2].isdigit()):
        return None
    number = Decimal(re.sub(r"[,\s]", "", found["number"]))
    if found["scale"]:
        number = number.scaleb(_SCALES[found["scale"].casefold()])
    if found["sign"]:
        number = -number
    return number, found["money"] or ("%" if found["cent"] else ""), span


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
