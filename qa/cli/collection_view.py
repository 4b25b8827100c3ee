"""The collection table as `qa collections` prints it: on a terminal, or as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from qa.cli.layout import Parts, Row, table, wrapped
from qa.cli.terminal import MAX_COLUMNS, Line, Part, Style, columns, is_terminal

if TYPE_CHECKING:
    from qa.evaluation.collection_table import CollectionTable

HEADS = {
    "nDCG@10": "nDCG@10",
    "Success@5": "Success@5",
    "AUROC": "AUROC",
    "right_outcome": "Right",
    "answerable_declined": "Declined",
    "unanswerable_answered": "Answered",
}
"""The columns of a terminal and their figures; JSON and CSV have more."""

NOTE = (
    "Topics: with an answer + without. Right: share of topics with the right outcome. Declined: "
    "share of those with an answer. Answered: share of those without. Success@5 is at the grade "
    "that answers. The last three are at the threshold; --json and --csv have the intervals."
)


def collection_view(found: CollectionTable) -> Iterator[Line]:
    """The table of all collections, with the mean and the worst of each ranking."""
    from qa.evaluation.collection_table import RANKINGS, mean, worst

    rows: list[Row] = [_row("Collection", "Topics", HEADS, "bold")]
    for ranking, measured in found.by_ranking().items():
        rows.append([[Part(RANKINGS[ranking].capitalize(), ("bold",))]])
        for one in measured:
            values = {name: figure.value for name, figure in one.figures().items()}
            topics = f"{one.answerable}+{one.unanswerable}"
            # Spaces, where a name can be wrapped on a narrow terminal.
            rows.append(_row(one.collection.name.replace("-", " "), topics, _shown(values)))
        if len(measured) > 1:
            rows.append(_row("mean", "", _shown(mean(measured)), "bold"))
            rows.append(_row("worst", "", _shown(worst(measured)), "bold"))
    width = columns() if is_terminal() else MAX_COLUMNS
    yield from table(rows, width)
    yield ""
    yield from wrapped([Part(NOTE, ("dim",))], width)


def collection_csv(found: CollectionTable) -> str:
    """A header, and a line for each collection and ranking, with every figure and its interval."""
    rows = []
    for one in found.rows:
        row = one.as_json()
        for name, figure in row.pop("figures").items():
            row[name] = figure["value"]
            row[f"{name} low"], row[f"{name} high"] = figure["low"], figure["high"]
        rows.append(row)
    file = io.StringIO()
    writer = csv.DictWriter(file, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def _shown(values: Mapping[str, float | None]) -> dict[str, str]:
    """Each value as a cell: as many places as a collection of a hundred topics supports."""
    return {
        name: "-" if value is None else f"{value:.3f}"
        for name in HEADS
        for value in [values.get(name)]
    }


def _row(name: str, topics: str, cells: Mapping[str, str], *styles: Style) -> list[Parts]:
    return [[Part(text, styles)] for text in (name, topics, *(cells[one] for one in HEADS))]
