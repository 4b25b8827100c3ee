"""A series as a plot: places, lines, gaps, marks and words, worked out by hand."""

from hypothesis import given
from hypothesis import strategies as st

from web.plots import LEFT, PLOT_PIXELS, RIGHT, TOP_PIXELS, plot

BASE = TOP_PIXELS + PLOT_PIXELS


def value(year, number, joined=True, breaks=(), stated=None):
    return {
        "period": str(year), "first": f"{year}-01-01", "last": f"{year}-12-31", "number": number,
        "statements": [{"stated": stated or f"{number}"}], "joined": joined,
        "breaks": [{"kind": kind, "said": said} for kind, said in breaks],
    }  # fmt: skip


def drawn(*values, unit=""):
    return plot({"values": list(values), "unit": unit})


def test_values_are_drawn_from_zero_and_in_time():
    shown = drawn(value(2010, 50.0, False), value(2011, 100.0), value(2020, 0.0, False))
    assert [(one.x, one.y) for one in shown.points] == [
        (LEFT, BASE - PLOT_PIXELS / 2), (22.29, TOP_PIXELS), (RIGHT, BASE),
    ]  # fmt: skip
    (line,) = shown.segments
    assert (line.x1, line.x2) == (LEFT, 22.29)
    assert [(one.y, one.text) for one in shown.ticks] == [
        (BASE, "0"), (BASE - PLOT_PIXELS / 2, "50"), (TOP_PIXELS, "100"),
    ]  # fmt: skip


def test_a_break_has_a_mark_and_a_gap_has_only_room():
    shown = drawn(
        value(2010, 5.0, False),
        value(2011, 6.0, False, [("footnote", "Another footnote.")]),
        value(2014, 7.0, False, [("gap", "No value between 2011 and 2014.")]),
    )
    assert shown.segments == ()
    (mark,) = shown.marks
    assert (mark.number, mark.period, mark.said) == (1, "2011", ("Another footnote.",))
    assert shown.points[0].x < mark.x < shown.points[1].x
    assert shown.description == "2010: 5.0, break; 2011: 6.0, break; 2014: 7.0"


def test_what_is_no_number_has_no_point_and_a_provisional_one_is_a_ring():
    shown = drawn(
        value(2010, None, False, [("no_number", "")], "*"),
        value(2011, 3.0, False, [("provisional", "")]),
    )
    assert [one.provisional for one in shown.points] == [True]
    assert "2010: *" in shown.description


def test_ticks_are_short_and_have_the_unit():
    assert drawn(value(2010, 31823503.0), unit="£").ticks[-1].text == "£40m"
    assert drawn(value(2010, 65.5), unit="%").ticks[-1].text == "100%"
    assert drawn(value(2010, 31.0), unit="£ million").ticks[-1].text == "£40 million"
    assert drawn(value(2010, -5.0), value(2011, 5.0)).ticks[0].text == "-5"


numbers = st.floats(-1e12, 1e12).map(lambda number: round(number, 3))


@given(st.lists(st.tuples(numbers, st.booleans()), min_size=1, max_size=30))
def test_every_point_is_within_the_plot(given):
    shown = drawn(*(value(1990 + at, number, joined) for at, (number, joined) in enumerate(given)))
    for one in shown.points:
        assert LEFT <= one.x <= RIGHT
        assert TOP_PIXELS - 0.2 <= one.y <= BASE + 0.2
    assert len(shown.segments) == sum(joined for _, joined in given[1:])
    assert 0 < len(shown.axis) <= len(given)
    assert len(shown.ticks) < 8
