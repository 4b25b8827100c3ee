"""Who asks through an official, and on what occasion, is not searched for."""

from datetime import date

import pytest

from qa.model import Filters, Request
from qa.search.understanding.context import QueryContext
from qa.search.understanding.enquirer import without_enquirer
from qa.search.understanding.query import understand
from qa.text.analyzer import Analyzer

CONTEXT = QueryContext(Analyzer(), date(2018, 1, 31))


def read(question):
    return understand(Request(question), CONTEXT, 5000)[0]


@pytest.mark.parametrize(
    "asked",
    [
        "A journalist is asking about {}",
        "Journalist from the Guardian is asking whether {}. What's on the record?",
        "A BBC reporter has been in touch about {}",
        "The Guardian wants to know about {}. What have we said on this?",
        "BBC asking about {}",
        "my constituent is worried about {}",
        "Hi team, a constituent has written to me about {}. Thanks, Tom",
        "several constituents have written to me asking about {}",
        "One of our constituents from North Kent asked if {}",
        "My MP wrote to the minister about {}",
        "SoS is meeting the Police Federation on Thursday. What have we said about {}?",
        "PM is visiting a steelworks on Friday - what have we said about {}",
        "The prisons minister has a meeting with the Treasury tomorrow: {}",
    ],
)
def test_it_is_left_out(asked):
    assert read(asked.format("owls in barns")).terms == read("owls in barns").terms


def test_how_much_it_asks_for_stays():
    typed = "The Times is asking how many owls there are"
    assert without_enquirer(typed) == "how many owls there are"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "constituents",
        "constituents' access to a GP",
        "journalists in prison",
        "the minister is refusing to fund owls. Why?",
        "The Times Crossword",
        "mail about bills",
        "is the sun angry",
        "minister for owls",
        "a debate on owls",
        "who asked about owls",
    ],
)
def test_what_only_begins_alike_stays(text):
    assert without_enquirer(text) == text


@pytest.mark.parametrize(
    "asked",
    [
        "answers on owls since 2016",
        "MoD answers about owls since 2016",
        "can you find any answers on owls since 2016",
        "PQs about owls since 2016",
    ],
)
def test_an_open_period_dates_the_answers_that_are_asked_for(asked):
    query = read(asked)
    assert (query.filters.date_from, query.filters.date_to) == ("2016-01-01", None)
    assert "owl" in query.terms
    assert not {"answer", "sinc", "2016"} & set(query.terms)


def test_the_period_of_a_subject_is_searched_for():
    query = read("Could you help me find anything on owls since 2016?")
    assert query.filters == Filters()
    assert query.terms == read("owls since 2016").terms
