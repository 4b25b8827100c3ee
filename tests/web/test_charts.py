"""A timeline as bars: their positions, labels and filters, worked out by hand."""

from collections import Counter
from datetime import date

from qa.search.browse.timeline import timeline
from web.charts import LABEL_PIXELS, MAX_BAR_PIXELS, MAX_BODY_STRIPS, MAX_LABELLED_BARS, chart

NAMES = {"ministry-of-justice": "Ministry of Justice", "home-office": "Home Office"}
MOJ, HOME = NAMES


class MatchesOn:
    """A match set of answers given on some days by some bodies."""

    def __init__(self, dated):
        self._months = Counter((day.year, day.month, body) for day, body in dated)

    def months(self):
        return self._months


def counted(dated):
    return timeline(MatchesOn(dated))


def test_bars_share_one_scale_and_filter_to_their_answers():
    dated = [(date(2016, 3, 5), MOJ)] * 3 + [(date(2016, 4, 5), MOJ), (date(2016, 4, 6), HOME)]
    drawn = chart(counted(dated), NAMES, {})
    assert [strip.title for strip in drawn.strips] == [
        "All answering bodies", "Ministry of Justice", "Home Office",
    ]  # fmt: skip
    assert [strip.answers for strip in drawn.strips] == [5, 4, 1]
    assert (drawn.answers, drawn.unit, drawn.shows_counts) == (5, "month", True)
    every, moj, home = drawn.strips
    assert every.description == "March 2016: 3, April 2016: 2"
    lower = round(MAX_BAR_PIXELS * 2 / 3)
    assert [(bar.y, bar.height) for bar in every.bars] == [
        (LABEL_PIXELS, MAX_BAR_PIXELS),
        (LABEL_PIXELS + MAX_BAR_PIXELS - lower, lower),
    ]
    assert [bar.height for bar in moj.bars] == [MAX_BAR_PIXELS, round(MAX_BAR_PIXELS / 3)]
    assert [bar.height for bar in home.bars] == [0, round(MAX_BAR_PIXELS / 3)]
    assert home.height == LABEL_PIXELS + round(MAX_BAR_PIXELS / 3)
    assert [(bar.x, bar.middle, bar.width) for bar in every.bars] == [
        (7.0, 25.0, 36.0), (57.0, 75.0, 36.0),
    ]  # fmt: skip
    assert every.bars[0].filters == {"from": "2016-03-01", "to": "2016-03-31"}
    assert home.bars[1].filters == {"from": "2016-04-01", "to": "2016-04-30", "body": HOME}
    assert drawn.axis == ("Mar\n2016", "Apr")


def test_one_body_is_one_strip():
    drawn = chart(counted([(date(2016, 3, 5), MOJ)]), NAMES, {})
    assert [strip.title for strip in drawn.strips] == ["Ministry of Justice"]
    assert drawn.strips[0].bars[0].filters["body"] == MOJ


def test_the_dates_of_a_bar_stay_within_the_filters():
    dated = [(date(2016, 3, 5), MOJ), (date(2016, 5, 5), MOJ)]
    bars = chart(counted(dated), NAMES, {"from": "2016-03-04", "to": "2016-05-05"}).strips[0].bars
    assert [(bar.filters["from"], bar.filters["to"]) for bar in bars] == [
        ("2016-03-04", "2016-03-31"), ("2016-04-01", "2016-04-30"), ("2016-05-01", "2016-05-05"),
    ]  # fmt: skip


def test_many_bodies_share_a_strip_without_links():
    dated = [(date(2016, 3, 5), f"body-{n:02}") for n in range(MAX_BODY_STRIPS + 3)]
    dated.append((date(2016, 3, 6), ""))
    drawn = chart(counted(dated), {}, {})
    assert len(drawn.strips) == 1 + MAX_BODY_STRIPS + 1
    assert drawn.strips[-1].title == "4 other bodies"
    assert drawn.strips[-1].answers == 4
    assert not drawn.strips[-1].bars[0].filters
    assert sum(strip.answers for strip in drawn.strips[1:]) == drawn.answers == MAX_BODY_STRIPS + 4
    assert "Answering body not stated" in [strip.title for strip in drawn.strips]


def test_a_crowded_axis_has_fewer_labels_and_no_wide_counts():
    dated = [(date(2015, 2, 5), MOJ), (date(2016, 8, 5), MOJ)]
    drawn = chart(counted(dated), NAMES, {})
    assert len(drawn.axis) == len(drawn.periods) == 19 > MAX_LABELLED_BARS
    assert drawn.shows_counts
    assert not chart(counted([*dated, *[dated[0]] * 1000]), NAMES, {}).shows_counts
    assert [label for label in drawn.axis if label] == [
        "Feb\n2015", "Apr", "Jul", "Oct", "Jan\n2016", "Apr", "Jul",
    ]  # fmt: skip
    years = chart(counted([(date(1998, 2, 5), MOJ), (date(2016, 8, 5), MOJ)]), NAMES, {})
    assert [label for label in years.axis if label] == ["2000", "2005", "2010", "2015"]
    assert years.periods[0] == "1998"
    assert sum(bool(bar.height) for bar in years.strips[0].bars) == 2
