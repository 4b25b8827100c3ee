"""One table under way: cells in, rows out, each a line such as `| Year | Spend |`."""

from __future__ import annotations

from qa.errors import Rejected

REPEATED = 200
"""Characters up to which a cell's text is repeated in every row it spans: a year or a name is
needed there to understand the row, a long text would be told again and again."""


class Table:
    """Cells of the current row, and the cells above that reach into it.

    `room` is how many cells and characters the table may come to before it is rejected, since
    spanning cells multiply.
    """

    def __init__(self, room: int) -> None:
        self.cell_open = False
        self._spans = (1, 1)  # columns and rows of the cell that comes next
        self._row: list[str] = []
        self._own = False  # whether the row has words besides those that reach in from above
        # By column: how many rows are still to be reached into, and with what words. Those of
        # this row move, as they are used, to the next row's.
        self._above: dict[int, tuple[int, str]] = {}
        self._below: dict[int, tuple[int, str]] = {}
        self._room = room

    def open_cell(self, columns: int, rows: int) -> None:
        """A cell begins, spanning so many columns and rows."""
        self.cell_open, self._spans = True, (columns, rows)

    def end_cell(self, words: str) -> None:
        """A cell ends, begun or not; `words` are its text on one line."""
        words = words.replace("|", "¦")  # a bar would look like the edge of a cell
        columns, rows = self._spans
        self.cell_open, self._spans = False, (1, 1)
        self._own = self._own or bool(words)
        self._reach_in()
        for _ in range(columns):
            if rows > 1:
                reach = words if len(words) <= REPEATED else ""
                self._below[len(self._row)] = (rows - 1, reach)
            self._add(words)
            words = ""

    def end_row(self) -> str:
        """The row that ends, as one line; empty where it has no words of its own."""
        if not self._row and not self._own:
            return ""  # `</tr><tr>`: two tags, one end
        self._reach_in()
        for column in sorted(self._above):
            while len(self._row) < column:
                self._add("")
            self._reach_in()
        self._above, self._below = self._below, {}
        row, self._row = self._row, []
        own, self._own = self._own, False
        return "|" + "".join(f" {cell} |" if cell else " |" for cell in row) if own else ""

    def _reach_in(self) -> None:
        """Fill the next columns as long as cells above reach into them."""
        while above := self._above.pop(len(self._row), None):
            rows, words = above
            if rows > 1:
                self._below[len(self._row)] = (rows - 1, words)
            self._add(words)

    def _add(self, words: str) -> None:
        self._room -= len(words) + 1
        if self._room < 0:
            raise Rejected(
                "The answer's text is too long: cells of a table span far too many others.",
                "Mend the colspan and rowspan of that table, or take the answer out of the file.",
            )
        self._row.append(words)
