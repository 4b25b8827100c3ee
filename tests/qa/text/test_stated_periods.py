"""Periods as answers state them, worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.stated_periods import stated_periods

STATED = [
    ("In the year to March 2015, 1,140 took part", [("12 months to", "Year to March 2015")]),
    ("in the 12 months ending September 2014", [("12 months to", "Year to September 2014")]),
    ("in the year ending 31 March 2015", [("12 months to", "Year to March 2015")]),
    ("In 2015/16, the CPS completed 941", [("years", "2015-16")]),
    ("2013–14 and 2014-2015", [("years", "2013-14"), ("years", "2014-15")]),
    ("2008/9 and 2009/0", [("years", "2008-09"), ("years", "2009-10")]),
    ("2014/5/6 and 2014-5-6", []),
    ("1999-00", [("years", "1999-00")]),
    ("in 2014 and 2015", [("year", "2014"), ("year", "2015")]),
    ("2010 to 2014", [("5 years", "2010 to 2014")]),
    ("As at 31 March 2015", [("day", "31 March 2015")]),
    ("on 1st April 2015", [("day", "1 April 2015")]),
    ("01/04/2015", [("day", "1 April 2015")]),
    ("at the end of March 2015", [("end of month", "March 2015")]),
    ("as at March 2015", [("end of month", "March 2015")]),
    ("in March 2015", [("month", "March 2015")]),
    ("Mar-15", [("month", "March 2015")]),
    ("January to March 2015", [("3 months", "January to March 2015")]),
    ("between April 2014 and March 2015", [("12 months", "April 2014 to March 2015")]),
    ("1 April 2014 to 31 March 2015", [("12 months", "April 2014 to March 2015")]),
    ("Q1 2015", [("quarter", "Q1 2015")]),
    ("Q1 2014-15", [("quarter of years", "Q1 2014-15")]),
    ("since 2010", [("open", "2010")]),
    ("Since 31 March 2016", [("open", "31 March 2016")]),
    ("by 2020", [("open", "2020")]),
    ("from 3 May 2015 to 6 June 2016", [("open", "from 3 May 2015 to 6 June 2016")]),
    ("the Equality Act 2010", []),
    ("the 2015 Spending Review", []),
    ("the Management Regulations 1999", []),
    ("31 February 2015 ", []),
    ("40/13/2015", []),
    ("£2,014 and 2,015 and 20145 and 2014.5", []),
    ("call 0300 123 1234", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_periods_are_read_as_a_person_reads_them(text, expected):
    assert [(one.kind, one.label) for one in stated_periods(text)] == expected


@given(st.text(alphabet="0123456789 -/–toQMarchJune,.()endyear", max_size=60))
def test_a_period_is_a_slice_and_has_its_ends_in_order(text):
    at = 0
    for one in stated_periods(text):
        assert at <= one.start < one.end <= len(text)
        assert one.first <= one.last
        at = one.end
