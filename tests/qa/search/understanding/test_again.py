"""A turn that asks for the reply before in another form shows the same passages."""

from datetime import date

import pytest

from qa.model import Request
from qa.search.understanding.again import asks_again, asks_for_figures
from qa.search.understanding.context import QueryContext
from qa.search.understanding.query import understand
from qa.text.analyzer import Analyzer

CONTEXT = QueryContext(Analyzer(), date(2018, 1, 31))


def read(question, *history):
    return understand(Request(question, history=history), CONTEXT, 5000)[0]


@pytest.mark.parametrize(
    "turn",
    [
        "source?",
        "what's the source for that?",
        "do you have a link please",
        "Hansard reference",
        "summarise that",
        "can you give me a summary",
        "tl;dr",
        "give me three bullet points",
        "the key points",
        "what's our best line",
        "lines to take please",
        "download",
        "export to word",
        "email it to me",
        "print this",
        "longer version",
        "in a table",
        "as bullet points please",
        "shorter",
        "more detail please",
        "the full answer",
        "explain",
        "in plain English",
        "who said it",
        "who asked that?",
        "which minister said that, and when",
        "when was it answered?",
        "what date was this",
        "how old is this?",
        "what's the UIN",
        "question number?",
        "exact wording please",
        "can I quote this?",
        "is this accurate",
        "draft me a reply",
        "write a short paragraph on that",
        "turn it into bullet points",
        "repeat that",
    ],
)
def test_it_is_read_as_the_question_before(turn):
    assert asks_again(turn)
    assert read(turn, "drones in prison").terms == read("drones in prison").terms


@pytest.mark.parametrize(
    "turn",
    [
        "sources of funding",
        "table tennis",
        "explain parole",
        "sentence",
        "brief interventions",
        "rail links",
        "more",
        "details of the scheme",
        "",
        "who asked for parole",
        "when was the scheme answered for",
        "which minister visited",
        "draft reply to the consultation",
        "repeat offenders",
        "right to work",
        "exact numbers",
        "link " * 40,
    ],
)
def test_what_names_a_subject_is_asked(turn):
    assert not asks_again(turn)


def test_what_follows_it_leans_on_the_question_before_it():
    after = read("and for women?", "drones in prison", "summarise that")
    assert after.terms == read("and for women?", "drones in prison").terms


@pytest.mark.parametrize("turn", ["any figures?", "numbers please", "got any stats on that?"])
def test_figures_alone_are_those_of_the_question_before(turn):
    query = read(turn, "drones in prison")
    assert set(query.terms) == {"drone", "prison"}
    assert "how many" in query.rewritten


def test_what_follows_figures_leans_on_the_question_before_them():
    after = read("more", "drones in prison", "any figures?")
    assert (after.terms, after.pages_on) == (read("drones in prison").terms, 1)


def test_figures_of_a_subject_are_asked_for_with_it():
    assert not asks_for_figures("figures on absconds")
    assert set(read("any figures on absconds?", "drones").terms) >= {"figur", "abscond"}


def test_with_nothing_before_it_is_searched_for():
    assert read("link").terms == ("link",)
