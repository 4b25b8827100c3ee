"""A question is understood; everything out of bounds is refused by name."""

from datetime import date

import pytest

from qa.errors import BadRequest
from qa.model import Filters, Request
from qa.search.understanding.context import QueryContext
from qa.search.understanding.query import understand
from qa.text.analyzer import Analyzer

MAX_CHARS = 100


def understood(question="prison", *, today=None, lexicon=None, spelling=None, **asked):
    context = QueryContext(Analyzer(), today, lexicon, spelling)
    return understand(Request(question, **asked), context, MAX_CHARS)[0]


def dates(query):
    return query.filters.date_from, query.filters.date_to


def test_a_term_that_is_repeated_counts_once_and_keeps_its_first_word():
    query = understood("Prisons: which prison?")
    assert query.terms == ("prison",)
    assert query.words == {"prison": "Prisons"}


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("how many (a) men and (b) women", ("men", "women")),
        ("how many (i) assaults and (ii) deaths", ("assault", "death")),
        ("how many a) men and b) women", ("men", "women")),
        ("(a) the (i) health and (ii) food of owls, (b) bats", ("health", "food", "owl", "bat")),
        ("(1) men and (2) women; (1) boys and (2) girls", ("men", "women", "boy", "girl")),
        ("category B and plan (b) in prison", ("categori", "b", "plan", "prison")),
        ("section 4 (a) and (b) of the Act", ("section", "4", "b", "act")),
    ],
)
def test_the_labels_of_a_series_are_no_terms(question, terms):
    assert understood(question).terms == terms


def test_a_question_is_read_as_without_the_labels_of_its_series():
    labelled = understood("how many (a) men and (b) women")
    assert labelled == understood("how many men and women")


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
        "excluded": [],
        "did_you_mean": {},
        "expansions": [],
        "interpretations": [],
        "disabled": [],
        "sort": "relevance",
        "period_offer": None,
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


def test_words_that_date_the_answer_become_its_dates_and_leave_the_terms():
    query = understood("what was said in late 2017 of tagging", today=date(2018, 9, 14))
    assert dates(query) == ("2017-10-01", "2017-12-31")
    assert "2017" not in query.terms
    assert "late" not in query.terms


def test_given_dates_win_over_those_in_words():
    query = understood(
        "said in late 2017", today=date(2018, 9, 14), filters=Filters(date_to="2015-12-31")
    )
    assert dates(query) == (None, "2015-12-31")


def test_a_follow_up_keeps_the_dates_of_the_question_before():
    earlier = ["what was said in late 2017 of tagging"]
    query = understood("and of jails?", history=tuple(earlier), today=date(2018, 9, 14))
    assert dates(query) == ("2017-10-01", "2017-12-31")


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
        ("UIN: 190140", ("190140",)),
        ("UIN#190140", ("190140",)),
        ("question UIN190140", ("190140",)),
        ("PQ190140", ("190140",)),
        ("WQ 190140", ("190140",)),
        ("pq no 190140", ("190140",)),
        ("PQ ref 190140", ("190140",)),
        ("No. 190140", ("190140",)),
        ("Written Question - 190140", ("190140",)),
        ("HL-2474", ("HL2474",)),
        ("190140, 197108", ("190140", "197108")),
        ("190140 197108", ("190140", "197108")),
        ("190140; 197108 / HL2474", ("190140", "197108", "HL2474")),
        ("What did the answers to PQs 190140 and 197108 say?", ("190140", "197108")),
        ("https://www.theyworkforyou.com/wrans/?id=2017-11-28.116256.h", ("116256",)),
        ("2015 2016", ()),
        ("no 10 Downing Street", ()),
        ("questions: 41,780", ()),
        ("135726 prisoners", ()),
        ("question 41,780", ()),
        ("how many answered 41780", ()),
        ("section 135726", ()),
    ],
)
def test_uins_are_read_where_they_are_named_as_such(question, uins):
    assert understood(question).uins == uins
