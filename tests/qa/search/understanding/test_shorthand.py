"""Hurried spellings are written out; words and acronyms are left as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.search.understanding.shorthand import written_out


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("whats the govt doing re. bail", "what is the government doing about bail"),
        ("last yr, ppl in prison", "last year, people in prison"),
        ("Whats new?", "what is new?"),
        ("avg. wait b/w arrest & trial", "average wait between arrest & trial"),
        ("hrs in cells (approx.)", "hours in cells (approximately)"),
        ("the dept's view", "the dept's view"),
        ("what is HMG doing, and the gov?", "what is government doing, and the government?"),
        ("agency nurses 22/23", "agency nurses 2022/23"),
        ("in 23-24, and 99-00", "in 2023-24, and 99-00"),
        ("ur and u", "your and you"),
        ("housing pymts", "housing payments"),
        ("gp appts, ads for them", "gp appointments, advertising for them"),
        ("ad hoc grants", "ad hoc grants"),
        ("wot is teh gov doin", "what is the government doing"),
        ("prisons w/ gyms, w/o pools", "prisons with gyms, without pools"),
    ],
)
def test_a_hurried_spelling_is_written_out(typed, written):
    assert written_out(typed) == written


@pytest.mark.parametrize(
    "text",
    [
        "YRS and HRS",
        "the IM",
        "U-turn",
        "reinfo",
        "info-sharing",
        "re-offending",
        "a re run",
        "wk/yr",
        "gov.uk",
        "on 11/12 and 14/15/16",
        "24/7 care for 18-24s",
        "14/17",
        "16/17 year olds, 18-19s and those aged 17/18",
        "support for 18-19 year olds, 16-17",
    ],
)
def test_a_word_or_an_acronym_stays(text):
    assert written_out(text) == text


@given(st.text(max_size=200))
def test_written_out_text_stays_as_it_is(text):
    once = written_out(text)
    assert written_out(once) == once
