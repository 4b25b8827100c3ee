"""A question over time for interfaces: the series as a CSV file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.model.over_time import OverTime, QuestionOverTime, said_period_kind
from qa.service.catalogue import Catalogue
from qa.text.csv_sheet import csv_sheet

COLUMNS = (
    "series", "title", "period", "value as stated", "number", "unit", "kind of period",
    "date answered", "answer id", "quotation", "url", "footnotes", "break",
)  # fmt: skip

_ANSWER_ID = re.compile(r"\s*\d{4}-\d\d-\d\d/\S+\s*")


def is_answer_id(text: str) -> bool:
    """Whether a text names an answer by its id rather than asks something."""
    return bool(_ANSWER_ID.fullmatch(text))


def over_time_of(service: Catalogue, asked: str) -> QuestionOverTime:
    """An answer that is named by its id, or a question or subject, over time."""
    if is_answer_id(asked):
        return service.answer_over_time(service.answer(asked))
    return service.question_over_time(asked)


def series_csv(record: OverTime) -> bytes:
    """The series of a question over time as CSV: one row for each statement of a value.

    A value that a spreadsheet would run as a formula is made text.
    """
    return csv_sheet([COLUMNS, *_rows(record)])


def _rows(record: OverTime) -> Iterator[tuple[str, ...]]:
    for number, series in enumerate(record["series"], start=1):
        for value in series["values"]:
            for place, one in enumerate(value["statements"]):
                yield (
                    str(number),
                    series["title"],
                    value["period"],
                    one["stated"],
                    "" if one["number"] is None else f"{one['number']:.15g}",
                    series["unit"],
                    said_period_kind(series["period_kind"]),
                    one["date_answered"] or "",
                    one["answer_id"],
                    one["quotation"],
                    one["url"] or "",
                    " ".join(one["notes"]),
                    "" if place else " ".join(each["said"] for each in value["breaks"]),
                )
