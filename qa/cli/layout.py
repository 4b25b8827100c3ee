"""Layout: parts wrapped into lines of a given width, and rows of cells as aligned columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from qa.cli.terminal import Part

Parts = Sequence[Part]
Row = Sequence[Parts]

GAP = "  "
"""Between two columns."""
MIN_CELL_COLUMNS = 10
"""A cell that is wrapped to less is hard to read."""

_NUMBER = re.compile(r"[£$€(<~+-]*\d[\d,.]*\s?(?:%|bn|m|k)?[)*]*|[-–*]|n/a|")


def text_of(parts: Parts) -> str:
    """The text of parts."""
    return "".join(part.text for part in parts)


def wrapped(parts: Parts, room: int) -> Iterator[list[Part]]:
    """The parts as lines of at most `room` characters, broken at spaces and new lines.

    A word that is longer, such as an address, is a line of its own and whole: the terminal breaks
    it, and it is copied as one.
    """
    at = 0
    for line in text_of(parts).split("\n"):
        start = end = None
        for word in re.finditer(r"\S+", line):
            if start is None or end is None:
                start = word.start()
            elif word.end() - start > room:
                yield _cut(parts, at + start, at + end)
                start = word.start()
            end = word.end()
        yield [] if start is None or end is None else _cut(parts, at + start, at + end)
        at += len(line) + 1


def table(rows: Sequence[Row], room: int) -> Iterator[list[Part]]:
    """The rows as lines with aligned columns, figures to the right.

    The widest columns are wrapped where they do not fit. A table of more columns than fit has its
    cells behind each other, with bars between.
    """
    count = max(map(len, rows), default=0)
    cells = [[*row, *[()] * (count - len(row))] for row in rows]
    widths = _widths(cells, room)
    if widths is None:
        for row in cells:
            behind = [part for cell in row for part in (*cell, Part(" | "))]
            yield from wrapped(behind[:-1], room)
        return
    figures = [
        all(_NUMBER.fullmatch(text_of(row[column]).strip()) for row in cells[1:])
        for column in range(count)
    ]
    for row in cells:
        columns = [list(wrapped(cell, width)) for cell, width in zip(row, widths, strict=True)]
        for line in zip_longest(*columns, fillvalue=[]):
            yield _aligned(line, widths, figures)


def _aligned(line: Sequence[Parts], widths: Sequence[int], figures: Sequence[bool]) -> list[Part]:
    laid: list[Part] = []
    for cell, width, right in zip(line, widths, figures, strict=True):
        space = Part(" " * (width - len(text_of(cell))))
        laid += [*([Part(GAP)] if laid else []), *([space, *cell] if right else [*cell, space])]
    while laid and not laid[-1].text.strip():
        laid.pop()
    return laid


def _widths(cells: Sequence[Row], room: int) -> list[int] | None:
    """The width of each column, the widest ones narrowed to fit; None where they cannot."""
    widths, least = [], []
    for column in zip(*cells, strict=True):
        texts = [text_of(cell) for cell in column]
        longest = max((len(word) for text in texts for word in text.split()), default=0)
        widths.append(min(room, max(map(len, texts))))
        least.append(min(widths[-1], max(longest, MIN_CELL_COLUMNS)))
    room -= len(GAP) * (len(widths) - 1)
    if sum(least) > room:
        return None
    while sum(widths) > room:
        widths[
            max(
                (at for at, width in enumerate(widths) if width > least[at]),
                key=widths.__getitem__,
            )
        ] -= 1
    return widths


def _cut(parts: Parts, start: int, end: int) -> list[Part]:
    """The parts of their text from `start` to `end`."""
    found, at = [], 0
    for part in parts:
        first, last = max(start, at), min(end, at + len(part.text))
        if first < last:
            found.append(part._replace(text=part.text[first - at : last - at]))
        at += len(part.text)
    return found
