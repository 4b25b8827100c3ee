"""Which days of a window are due."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qa.archive.sync.window import OVERLAP_DAYS, days_due, months
from tests.syncing import SINCE, UNTIL

DAYS = st.dates(SINCE, UNTIL)


@given(st.dictionaries(DAYS, st.none() | st.dates(SINCE, date(2024, 3, 1))), DAYS, DAYS)
def test_a_day_is_due_until_it_is_fetched_after_the_overlap(known, one, other):
    since, until = sorted((one, other))
    stated = {str(day): moment and f"{moment}T12:00:00+00:00" for day, moment in known.items()}
    found = days_due(stated, since, until)
    assert found == sorted(set(found))
    inside = {since + timedelta(days=n) for n in range((until - since).days + 1)}
    assert set(found) <= inside
    settled = {
        day
        for day, moment in known.items()
        if moment and moment >= day + timedelta(days=OVERLAP_DAYS)
    }
    broken_off = any(known.get(day, "") is None for day in inside)
    again = set() if broken_off else set(sorted(d for d in inside if known.get(d))[-OVERLAP_DAYS:])
    assert set(found) == (inside - settled) | again


def test_a_window_is_split_at_the_ends_of_months():
    cut = list(months(date(2023, 12, 30), date(2024, 3, 1)))
    assert [(str(first), str(last)) for first, last in cut] == [
        ("2023-12-30", "2023-12-31"),
        ("2024-01-01", "2024-01-31"),
        ("2024-02-01", "2024-02-29"),
        ("2024-03-01", "2024-03-01"),
    ]
