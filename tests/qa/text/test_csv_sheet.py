"""Rows as CSV: they read back as they were, and no spreadsheet runs them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.csv_sheet import csv_sheet

VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=20)


def read(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


@given(st.lists(st.lists(VALUES, min_size=1, max_size=4), max_size=4))
def test_rows_read_back_except_for_the_apostrophe_before_a_formula(rows):
    back = read(csv_sheet(rows))
    assert [[cell.removeprefix("'") for cell in row] for row in back] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]


@pytest.mark.parametrize(
    "value",
    [
        "=1+1",
        "+cmd",
        "-SUM(A1)",
        "@x",
        "\t=1",
        "\r=1",
        "- item",
        "-1+2",
        "\uff1d1+1",
        "\uff0b1",
        "\uff20x",
    ],
)
def test_a_formula_gets_an_apostrophe_before_it(value):
    assert read(csv_sheet([[value]])) == [[f"'{value}"]]


@pytest.mark.parametrize("value", ["-5", "+1,200.5", "-3.2%", "12", "", "a=b", "£-4"])
def test_numbers_and_plain_words_are_not_changed(value):
    assert read(csv_sheet([[value, "x"]])) == [[value, "x"]]
