"""A table as lines of text, one a row, such as `| Year | Spend |`."""

from __future__ import annotations

from qa.errors import Rejected

MAX_REPEATED_CHARACTERS = 200
"""A cell's text up to this length is repeated in every row that it spans, because a year or a name
is needed to understand the row."""


MAX_ROWS_SPANNED = 500
"""The most rows that a cell spans; one that spans 0 spans the rest of its part of the table."""


class TableBuilder:
    """Takes the cells of a table in order and returns its rows.

    `room` is how many cells and characters the table may have before it is rejected, because
    spanning cells multiply.
    """

    def __init__(self, room: int) -> None:
        self.cell_open = False
        self._spans = (1, 1)  # columns and rows of the next cell
        self._row: list[str] = []
        self._own = False  # whether the row has words of its own
        self._opened = False  # whether a tag has opened the row
        # By column: a cell that spans more rows, as the number of rows left and its words. Those
        # used in this row move to `_below`, for the next.
        self._above: dict[int, tuple[int, str]] = {}
        self._below: dict[int, tuple[int, str]] = {}
        self._room = room

    def open_cell(self, columns: int, rows: int) -> None:
        """Begin a cell that spans so many columns and rows."""
        self.cell_open, self._spans = True, (columns, rows)

    def end_cell(self, words: str) -> None:
        """End a cell, begun or not; `words` are its text on one line."""
        words = words.replace("|", "¦")  # a bar would look like a border of the cell
        columns, rows = self._spans
        self.cell_open, self._spans = False, (1, 1)
        self._own = self._own or bool(words)
        self._add_spanning_cells()
        for _ in range(columns):
            if rows > 1:
                repeated = words if len(words) <= MAX_REPEATED_CHARACTERS else ""
                self._below[len(self._row)] = (rows - 1, repeated)
            self._add(words)
            words = ""

    def open_row(self) -> None:
        """Begin a row; cells above may span it though it has none of its own."""
        self._opened = True

    def end_section(self) -> None:
        """End a part of the table, such as its head; no cell spans rows of two parts."""
        self._above = {}

    def end_row(self) -> str:
        """End the row and return it as one line; empty where it has no words of its own."""
        if not self._row and not self._own and not self._opened:
            return ""  # `</tr><tr>`: two tags, one end
        self._opened = False
        self._add_spanning_cells()
        for column in sorted(self._above):
            while len(self._row) < column:
                self._add("")
            self._add_spanning_cells()
        self._above, self._below = self._below, {}
        row, self._row = self._row, []
        own, self._own = self._own, False
        return "|" + "".join(f" {cell} |" if cell else " |" for cell in row) if own else ""

    def _add_spanning_cells(self) -> None:
        """Fill the next columns that cells above span."""
        while above := self._above.pop(len(self._row), None):
            rows, words = above
            if rows > 1:
                self._below[len(self._row)] = (rows - 1, words)
            self._add(words)

    def _add(self, words: str) -> None:
        self._room -= len(words) + 1
        if self._room < 0:
            raise Rejected(
                "The answer's text is too long: cells of a table span too many rows or columns.",
                "Correct colspan and rowspan in that table, or take the answer out of the file.",
            )
        self._row.append(words)
