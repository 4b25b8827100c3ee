"""A period that a question names, and that is no filter, is offered as one."""

from datetime import date

import pytest

from qa.errors import BadRequest
from qa.model import Filters, Request
from qa.model.queries import PeriodOffer
from qa.search.understanding.answer_dates import offered_period
from qa.search.understanding.context import QueryContext
from qa.search.understanding.query import understand
from qa.text.analyzer import Analyzer

TODAY = date(2018, 9, 14)
CONTEXT = QueryContext(Analyzer(), TODAY)
ASK = "To ask the Secretary of State for Justice, "


def understood(question, **asked):
    return understand(Request(question, **asked), CONTEXT, 1000)[0]


@pytest.mark.parametrize(
    ("question", "first", "last", "words"),
    [
        ("assaults in 2016", "2016-01-01", "2016-12-31", "in 2016"),
        ("knife crime 2016", "2016-01-01", "2016-12-31", "2016"),
        ("how many escaped last year?", "2017-01-01", "2017-12-31", "last year"),
        ("escapes since January 2017", "2017-01-01", None, "since January 2017"),
        ("escapes between 2015 and 2017", "2015-01-01", "2017-12-31", "between 2015 and 2017"),
        ("escapes before 2017", None, "2016-12-31", "before 2017"),
        (ASK + "how many escaped in 2016.", "2016-01-01", "2016-12-31", "in 2016"),
        (ASK + "how many escaped in each of the last two years.", "2016-09-14", "2018-09-14",
         "the last two years"),
        ("escapes after the Escapes Act 2012 and since 2015", "2015-01-01", None, "since 2015"),
    ],
)  # fmt: skip
def test_a_period_of_the_subject_is_offered(question, first, last, words):
    assert understood(question).period_offer == PeriodOffer(first, last, words)


@pytest.mark.parametrize(
    "question",
    [
        "assaults",
        "the Justice Act 2015",
        "who paid for the 2016 report?",
        "places in 2030",
        "escapes on 5 March 2016",
        ASK + "pursuant to the Answer of 5 March 2016 to Question 1234, how many escaped.",
        ASK + "with reference to the White Paper published in March 2016, how many escaped.",
        ASK + "with reference to the Prisons Strategy 2016, how many escaped.",
        "",
    ],
)
def test_a_day_or_the_year_of_a_title_is_not_offered(question):
    assert offered_period(question, CONTEXT) is None


def test_what_is_a_filter_or_switched_off_is_not_offered():
    said = understood("What did ministers say in 2016 about escapes?")
    assert said.filters.date_from == "2016-01-01"
    assert said.period_offer is None
    assert understood("escapes in 2016", filters=Filters(date_to="2017-01-01")).period_offer is None
    for name in ("dates", "all"):
        assert understood("escapes in 2016", disabled=(name,)).period_offer is None
    with pytest.raises(BadRequest):
        understood("escapes in 2016", disabled=("period_offer",))


def test_without_a_day_to_count_from_nothing_is_offered():
    assert offered_period("escapes in 2016", QueryContext(Analyzer(), None)) is None


def test_an_offer_changes_nothing_of_the_query_but_itself():
    query = understood("escapes in 2016")
    assert query.filters == Filters()
    assert query.interpretations == ()
    assert "2016" in query.terms
    assert query.as_json()["period_offer"] == {
        "from": "2016-01-01", "to": "2016-12-31", "words": "in 2016",
    }  # fmt: skip
    assert understood("escapes").as_json()["period_offer"] is None
