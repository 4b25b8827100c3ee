"""Answers by month, or year, and body: worked out by hand, and as properties."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model.browse import Period, Timeline, TimelineRow
from qa.search.browse.timeline import MAX_MONTHS, timeline

MOJ, HOME = "ministry-of-justice", "home-office"
DCMS = "department-for-culture-media-and-sport"
DIGITAL = "department-for-digital-culture-media-and-sport"
TODAY = "department-for-culture-media-and-sport-2023"


class Dated:
    """A match set of answers given on some days by some bodies."""

    def __init__(self, dated):
        self._months = Counter((day.year, day.month, body) for day, body in dated)

    def months(self):
        return self._months


def counted(dated):
    return timeline(Dated(dated))


def test_months_without_a_gap_and_bodies_with_most_first():
    found = counted(
        [
            (date(2015, 11, 30), HOME),
            (date(2016, 1, 1), MOJ),
            (date(2016, 2, 29), MOJ),
            (date(2016, 2, 1), MOJ),
        ]
    )
    assert found == Timeline(
        "month",
        (
            Period("2015-11-01", "2015-11-30"),
            Period("2015-12-01", "2015-12-31"),
            Period("2016-01-01", "2016-01-31"),
            Period("2016-02-01", "2016-02-29"),
        ),
        (1, 0, 1, 2),
        (TimelineRow(MOJ, (0, 0, 1, 2)), TimelineRow(HOME, (1, 0, 0, 0))),
    )
    assert found.answers == 4
    assert [row.answers for row in found.rows] == [3, 1]


def test_a_long_span_is_found_by_year():
    month_after = date(2014 + MAX_MONTHS // 12, 1, 1)
    assert counted([(date(2014, 1, 1), MOJ), (month_after - timedelta(1), MOJ)]).unit == "month"
    found = counted([(date(2014, 1, 1), MOJ), (month_after, MOJ), (month_after, HOME)])
    assert found.unit == "year"
    assert found.periods[0] == Period("2014-01-01", "2014-12-31")
    assert found.counts == (1, 0, 2)
    assert found.rows == (TimelineRow(MOJ, (1, 0, 1)), TimelineRow(HOME, (0, 0, 1)))


def test_a_line_of_bodies_is_one_row_of_todays_body():
    found = counted([(date(2017, 6, 1), DCMS), (date(2017, 8, 1), DIGITAL), (date(2017, 8, 2), "")])
    assert found.rows == (TimelineRow(TODAY, (1, 0, 1)), TimelineRow("", (0, 0, 1)))
    assert found.counts == (1, 0, 2)
    assert counted([(date(2017, 6, 1), DCMS)]).rows == (TimelineRow(TODAY, (1,)),)


def test_nothing_is_no_timeline():
    assert counted([]).answers == 0
    assert counted([]).periods == ()


days = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@given(st.lists(st.tuples(days, st.sampled_from([MOJ, HOME, ""])), min_size=1))
def test_every_answer_is_in_one_period_and_one_row(dated):
    found = counted(dated)
    assert found.answers == len(dated) == sum(row.answers for row in found.rows)
    assert {row.body: row.answers for row in found.rows} == Counter(body for _, body in dated)
    for period, count in zip(found.periods, found.counts, strict=True):
        within = [day for day, _ in dated if period.first <= day.isoformat() <= period.last]
        assert len(within) == count
    days = [date.fromisoformat(period.first) for period in found.periods[1:]]
    ends = [date.fromisoformat(period.last) for period in found.periods[:-1]]
    assert days == [end + timedelta(1) for end in ends]
    assert found.counts[0]
    assert found.counts[-1]


@pytest.mark.parametrize("year", [1, 9999])
def test_the_ends_of_the_calendar_are_periods_too(year):
    assert counted([(date(year, 12, 31), MOJ)]).periods == (
        Period(f"{year:04}-12-01", f"{year:04}-12-31"),
    )
