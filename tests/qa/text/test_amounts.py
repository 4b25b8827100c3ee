"""Figures that count or measure, and those that only name or bound something."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.amounts import amounts

COUNTED = [
    ("There were 1,140 prisoners.", [("1,140", "1140", "")]),
    ("£1.5m was spent", [("£1.5m", "1500000", "£")]),
    ("£22.3 million", [("£22.3 million", "22300000", "£")]),
    ("€5 billion", [("€5 billion", "5000000000", "€")]),
    ("2 million people", [("2 million", "2000000", "")]),
    ("41.3% and 5.4 per cent", [("41.3%", "41.3", "%"), ("5.4 per cent", "5.4", "%")]),
    ("It received ten applications.", [("ten", "10", "")]),
    ("around 500 people", [("around 500", "500", "")]),
    ("It was 0.5%.", [("0.5%", "0.5", "%")]),
    ("There were 0 cases", [("0", "0", "")]),
]
NOT_COUNTED = [
    "section 67 of that law", "sections 30 to 41", "aged 18", "over 500 people", "5 or fewer",
    "at least 12 staff", "on 21 January", "(Volume 628)",
    "a 24-hour line", "10-year plan", "for 10 years", "within 28 days", "Question 12345",
    "PQ 61208", "UIN 216289", "HL 549", "page 12", "Table 3", "between 10 and 20", "9 to 12 people",
    "the 12 prisons", "10.30am", "at 9 am", "31st", "fewer than 5", "more than 100", "1. First",
    "up to 40", "level 2", "0300 123123", "the last 5", "A4", "B12 form", "v2.1.3", "12/34",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), COUNTED)
def test_a_figure_has_its_number_and_unit(text, expected):
    found = [(one.stated, one.number, one.unit) for one in amounts(text) if one.counts]
    assert found == [(stated, Decimal(number), unit) for stated, number, unit in expected]


@pytest.mark.parametrize("text", NOT_COUNTED)
def test_a_number_that_names_or_bounds_counts_nothing(text):
    assert [one.stated for one in amounts(text) if one.counts] == []


def test_years_are_no_figures_and_slices_can_be_left_out():
    assert list(amounts("in 2014")) == []
    assert [one.stated for one in amounts("12 in 34", [(0, 2)])] == ["34"]


@given(st.text(alphabet="0123456789 ,.£%mbnktenover-", max_size=40))
def test_a_figure_is_a_slice_of_the_text(text):
    at = 0
    for one in amounts(text):
        assert text[one.start : one.end] == one.stated
        assert at <= one.start
        at = one.end
