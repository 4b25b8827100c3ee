"""Periods of tables that are not what their name says, and heads that span columns."""

from dataclasses import replace

import pytest

from qa.archive.ingest import ingest
from qa.search.over_time.part_periods import part_years
from qa.search.over_time.sentence_figures import sentence_figures
from qa.search.over_time.series import join
from qa.search.over_time.table_figures import table_figures
from qa.service.service import Service
from qa.settings import Settings
from qa.text.analyzer import Analyzer
from qa.text.footnotes import footnotes
from qa.text.stated_periods import stated_periods
from tests.making import lines
from tests.over_time_answers import FACTS

YEARS = "| Year | Letters |\n| 2020/21 | 400 |\n| 2021/22 | 500 |\n| 2022/23 | 600 |\n"


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("part-periods")
    settings = Settings(data_dir=folder / "data")
    assert not ingest([lines(folder / "a.jsonl", *FACTS)], settings).rejected
    return Service(settings).answer("2015-06-09/2")


def figures(answer, text):
    said = replace(answer, text=text, date_answered="2023-06-01")
    notes = footnotes(text)
    return [
        *table_figures(said, notes, Analyzer()),
        *sentence_figures(said, notes, Analyzer()),
    ]


def periods(answer, text):
    return [one.period.label for one in figures(answer, text)]


@pytest.mark.parametrize(
    "note",
    [
        "Note: for 2022, the data is not for the whole year, but for the year to date.",
        "Figures for 2022-23 do not cover the full financial year.",
        "The figure for 2022/23 is the year to date.",
        "The 2022-23 figures are part-year.",
        "We hold letters since 2019/20, including the 2022/23 year to date.",
    ],
)
def test_a_year_that_a_note_calls_a_part_is_not_taken(answer, note):
    assert periods(answer, f"{YEARS}\n{note}") == ["2020-21", "2021-22"]


@pytest.mark.parametrize(
    "note",
    [
        "Figures for 2018-19 are the year to date.",
        "The full year is shown for 2022-23.",
        "Letters of 2022-23 were not read in full.",
    ],
)
def test_what_is_said_of_another_year_or_thing_changes_nothing(answer, note):
    assert periods(answer, f"{YEARS}\n{note}") == ["2020-21", "2021-22", "2022-23"]


def test_years_that_are_said_to_be_financial_years_are_not_calendar_years(answer):
    table = "| Year | Partnerships |\n| 2021 | 400 |\n| 2022 | 500 |\n"
    note = "The year in the table refers to the financial year ending that year."
    assert periods(answer, table) == ["2021", "2022"]
    assert periods(answer, f"{table}\n{note}") == []


def test_a_year_with_some_months_under_it_is_their_sum():
    months = ["January", "Feb", "March", "April", "May", "June", "July", "August", "September",
              "October", "November", "December"]  # fmt: skip
    assert part_years(["2023", "October", "November", "2024", *months, "Total"]) == {0}
    assert part_years(["2023", "2024", "Total"]) == frozenset()
    assert part_years([]) == frozenset()


def test_a_year_with_some_months_under_it_is_not_taken(answer):
    table = "| Month | Notices |\n| 2021 | 3 |\n| May | 1 |\n| June | 2 |\n| 2022 | 71 |\n"
    assert periods(answer, table) == ["2022"]


def test_a_head_that_spans_columns_is_over_each_of_them(answer):
    text = (
        "| Work | 2019/20 | | 2020/21 | |\n| | Fees | VAT | Fees | VAT |\n"
        "| Inquiry | £50 | £10 | £40 | £8 |\n"
    )
    found = [(one.title, one.period.label, one.stated) for one in figures(answer, text)]
    assert found == [
        ("Inquiry – Fees", "2019-20", "£50"),
        ("Inquiry – VAT", "2019-20", "£10"),
        ("Inquiry – Fees", "2020-21", "£40"),
        ("Inquiry – VAT", "2020-21", "£8"),
    ]


def test_a_column_beside_a_head_that_does_not_recur_has_no_period(answer):
    text = (
        "| Work | 2019/20 | 2020/21 | |\n| | Fees | Fees | Change |\n"
        "| Inquiry | £50 | £40 | £10 |\n"
    )
    assert [one.stated for one in figures(answer, text)] == ["£50", "£40"]


def test_a_range_in_a_label_keeps_its_dash(answer):
    text = "| Time | 2020 | 2021 |\n| 0 - 15 minutes | 440 | 460 |\n"
    assert {one.title for one in figures(answer, text)} == {"0 - 15 minutes"}


def test_an_address_is_not_the_words_above_a_table(answer):
    text = f"The table shows letters sent:\n\nhttps://www.example.org/letters.pdf\n\n{YEARS}"
    assert {one.above for one in figures(answer, text)} == {"The table shows letters sent"}


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("31-Mar-08", "31 March 2008"),
        ("1-Apr-2014", "1 April 2014"),
        ("30-Sep-99", "30 September 1999"),
    ],
)
def test_a_day_with_dashes_is_a_day(said, label):
    assert [(one.kind, one.label) for one in stated_periods(said)] == [("day", label)]


def test_a_value_stated_before_the_end_of_its_period_says_so(answer):
    table = "| Month | Flights |\n| April 2023 | 4 |\n| May 2023 | 5 |\n| June 2023 | 1 |\n"
    (series,) = join(figures(answer, table), lambda *_: True)
    assert [[each["said"] for each in one["breaks"]] for one in series["values"]] == [
        [],
        [],
        ["Stated on 1 June 2023, before the end of the period."],
    ]


def test_an_estimate_in_a_sentence_is_marked(answer):
    text = "Receipts of business rates are estimated at £2bn in 2020-21 and £3bn in 2021-22."
    found = figures(answer, text)
    assert found
    assert all(one.provisional for one in found)
