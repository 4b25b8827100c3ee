"""A turn that names only another period asks the question before of that period."""

from datetime import date

import pytest

from qa.search.understanding.context import QueryContext
from qa.search.understanding.moved_period import in_its_period
from qa.text.analyzer import Analyzer

CONTEXT = QueryContext(Analyzer(), date(2018, 1, 31))


@pytest.mark.parametrize(
    ("before", "turn", "moved"),
    [
        ("said in March 2017 on owls", "and in April?", "said in April 2017 on owls"),
        ("what was said in March 2017", "and April 2016?", "what was said in April 2016"),
        ("what was said in March 2017", "what about 2016", "what was said in 2016"),
        ("how many owls in 2016?", "and in 2015?", "how many owls in 2015?"),
        ("answers on 3 May 2016", "and 4 May 2016", "answers on 4 May 2016"),
        ("answers since 2015", "the same for 2014", "answers in 2014"),
        ("Lords answers last month", "and this month?", "Lords answers this month"),
        ("owls 2016", "2015?", "owls 2015"),
        ("what was said in May 2017", "ok, now last week", "what was said in last week"),
    ],
)  # fmt: skip
def test_the_period_of_the_question_before_is_replaced(before, turn, moved):
    assert in_its_period(before, turn, CONTEXT) == moved


@pytest.mark.parametrize(
    ("before", "turn"),
    [
        ("what was said in March 2017", "and on owls in April?"),
        ("what was said in March 2017", "and since then?"),
        ("what was said of owls", "and in April?"),
        ("owls in 2014 against owls of 2016", "and in 2015?"),
        ("owls in 2016", "and in Wales?"),
        ("owls in 2016", ""),
    ],
)
def test_any_other_turn_replaces_nothing(before, turn):
    assert in_its_period(before, turn, CONTEXT) is None


def test_without_a_day_from_which_to_count_nothing_is_replaced():
    assert in_its_period("owls in 2016", "and in 2015?", QueryContext(Analyzer())) is None
