"""What opens a question and says only in which form it is wanted is not searched for."""

from datetime import date

import pytest

from qa.model import Request
from qa.search.understanding.context import QueryContext
from qa.search.understanding.frames import without_frame
from qa.search.understanding.query import understand
from qa.text.analyzer import Analyzer

CONTEXT = QueryContext(Analyzer(), date(2018, 1, 31))


def terms(question, **asked):
    return understand(Request(question, **asked), CONTEXT, 5000)[0].terms


@pytest.mark.parametrize(
    "frame",
    [
        "summarise",
        "Summarise the answers on",
        "give me a summary of",
        "a brief overview of",
        "explain",
        "compare",
        "draft a reply on",
        "write me a short briefing note about",
        "lines to take on",
        "is it true that",
        "fact check:",
        "check whether",
        "what did ministers say about",
        "what has the government said so far about",
        "what did the prisons minister say about",
        "what have we said about",
        "what we've said about",
        "what the government has said on",
        "what do we know about",
        "what has the Secretary of State for Justice said on",
        "has the minister ever said",
        "has the department answered any questions on",
        "who asked about",
        "who has asked most about",
        "which MPs asked about",
        "has anyone asked a question about",
        "how many questions on",
        "how many PQs have been asked about",
        "how many times has the government been asked about",
        "show me all previous questions that mention",
        "answers given on",
        "the PQ where someone asked about",
        "what was the answer to the question about",
        "top 3 answers on",
        "the five best passages about",
        "now one on",
        "what's happening with",
        "what is going on with",
        "is the government going to",
        "what is the government doing about",
        "what are we currently doing on",
        "what's being done about",
        "are ministers planning to",
        "did the Chancellor say anything about",
    ],
)
def test_a_frame_is_left_out(frame):
    assert terms(f"{frame} drones over bees") == terms("drones over bees")


@pytest.mark.parametrize(
    "question",
    [
        "summary offences in magistrates' courts",
        "how many bees",
        "how often are bees counted",
        "table tennis clubs",
        "drafting of bills",
        "explanatory notes",
        "line managers on leave",
        "which members of the jury asked for expenses",
        "what the government said",
        "questions to candidates",
        "brief interventions on drinking",
        "who asked them",
        "three prisons on islands",
        "what's happening",
        "one on one tuition",
        "is the prison going to close",
    ],
)
def test_what_only_looks_like_a_frame_stays(question):
    assert without_frame(question) == question


def test_a_frame_whose_date_became_a_filter_is_left_out():
    query = understand(Request("What was said in June 2014 about bees?"), CONTEXT, 5000)[0]
    assert (query.terms, query.rewritten) == (("bee",), "bees?")
    assert (query.filters.date_from, query.filters.date_to) == ("2014-06-01", "2014-06-30")


@pytest.mark.parametrize(
    "asked",
    [
        "What's our line on {}?",
        "what was the government's position on {}?",
        "Whats the latest line to take on {}",
        "what is the department’s official stance on {}",
    ],
)
def test_what_asks_for_the_line_is_left_out(asked):
    assert terms(asked.format("drones over bees")) == terms("drones over bees")


def test_a_year_after_what_asks_for_the_line_dates_the_answer():
    query = understand(Request("What was the line on bees in 2016?"), CONTEXT, 5000)[0]
    assert (query.terms, query.filters.date_from) == (("bee",), "2016-01-01")


@pytest.mark.parametrize(
    "asked", ["what is the line on", "what lines run on Sunday", "the position"]
)
def test_what_names_no_subject_after_the_line_stays(asked):
    assert "courtesy" not in understand(Request(asked), CONTEXT, 5000)[0].interpretations


def test_answers_given_on_a_day_are_those_of_the_day():
    query = understand(Request("answers given on 03/03/2017 about bees"), CONTEXT, 5000)[0]
    assert (query.terms, query.filters.date_from) == (("bee",), "2017-03-03")


def test_a_frame_stays_where_courtesy_is_switched_off():
    assert "summaris" in terms("summarise drones", disabled=("courtesy",))
    asked = "What was said in June 2014 about bees?"
    assert "said" in terms(asked, disabled=("courtesy",))
