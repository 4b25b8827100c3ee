"""What a person typed, understood; everything out of bounds is refused by name."""

from datetime import date

import pytest

from qa.errors import BadRequest
from qa.model import Filters
from qa.search.understanding.query import Understanding, understand, wanted_hits
from qa.settings import Settings
from qa.text.analyzer import Analyzer

SETTINGS = Settings(question_chars=100)


def understood(question="prison", *, today=None, lexicon=None, spelling=None, **asked):
    by = Understanding(Analyzer(), today, lexicon, spelling)
    return understand(question, SETTINGS, by, **asked)


def dates(query):
    return query.filters.date_from, query.filters.date_to


def test_a_term_that_is_repeated_counts_once_and_keeps_its_first_word():
    query = understood("Prisons: which prison?")
    assert query.terms == ("prison",)
    assert query.words == {"prison": "Prisons"}


def test_a_query_is_shown_with_all_it_holds():
    assert understood(filters=Filters(house="Lords")).as_json() == {
        "terms": ["prison"],
        "from": None,
        "to": None,
        "body": None,
        "house": "Lords",
        "status": None,
        "kind": None,
        "minister": None,
        "member": None,
        "uins": [],
        "phrases": [],
        "corrected": {},
        "also": [],
        "parts": [],
        "without": [],
        "sort": "relevance",
    }


@pytest.mark.parametrize(
    "question", ["", " \n\t\N{NO-BREAK SPACE}", "x" * 101, "prison \ud800", "prison \x00"]
)
def test_what_is_no_question_is_refused_and_named(question):
    with pytest.raises(BadRequest) as caught:
        understood(question)
    assert caught.value.parameter == "q"
    assert caught.value.cure


def test_the_longest_question_is_taken():
    assert understood("x" * 100).terms


@pytest.mark.parametrize("hits", [0, -1, 101, 10**9])
def test_hits_are_bounded(hits):
    with pytest.raises(BadRequest, match="1 to 100"):
        wanted_hits(hits, SETTINGS)


def test_hits_left_open_are_as_set():
    assert wanted_hits(None, SETTINGS) == 5
    assert wanted_hits(100, SETTINGS) == 100


def test_words_that_date_the_answer_become_its_dates_and_leave_the_terms():
    query = understood("what was said in late 2017 of tagging", today=date(2018, 9, 14))
    assert dates(query) == ("2017-10-01", "2017-12-31")
    assert "2017" not in query.terms
    assert "late" not in query.terms


def test_dates_that_are_given_stand_above_those_in_words():
    query = understood(
        "said in late 2017", today=date(2018, 9, 14), filters=Filters(date_to="2015-12-31")
    )
    assert dates(query) == (None, "2015-12-31")


def test_the_dates_of_an_earlier_question_hold_for_one_that_leans_on_it():
    earlier = ["what was said in late 2017 of tagging"]
    query = understood("and of jails?", earlier=earlier, today=date(2018, 9, 14))
    assert dates(query) == ("2017-10-01", "2017-12-31")


def test_last_year_counts_from_the_day_that_is_set():
    set_to = Settings(today="2016-05-01")
    query = understand(
        "what was said last year?", set_to, Understanding(Analyzer(), date(2018, 9, 14))
    )
    assert dates(query) == ("2015-01-01", "2015-12-31")


@pytest.mark.parametrize(
    ("question", "uins"),
    [
        ("HL2244", ("HL2244",)),
        ("hl 2244", ("HL2244",)),
        ("UIN 135726", ("135726",)),
        ("what was the answer to question 41780?", ("41780",)),
        ("questions 41780, 41781 and HL12", ("41780", "41781", "HL12")),
        ("2021-09-03/41780", ("41780",)),
        ("135726", ("135726",)),
        ("PQ 135726 on libraries", ("135726",)),
        ("135726 prisoners", ()),
        ("question 41,780", ()),
        ("how many answered 41780", ()),
        ("section 135726", ()),
    ],
)
def test_uins_are_read_where_they_are_named_as_such(question, uins):
    assert understood(question).uins == uins
