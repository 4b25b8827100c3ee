"""A turn is read alone unless it leans on what came before, and then on one subject only."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.model import Request
from qa.search.understanding.context import QueryContext
from qa.search.understanding.context_carryover import correction, last_subject_and_after, leans
from qa.search.understanding.query import understand
from qa.text.analyzer import Analyzer

ANALYZER = Analyzer()
LEANING = """
what is being done to prevent them?
what did ministers do to fix them?
how to reopen them
how can we speed it up?
and for women?
And in London?
what about Wales?
how about under-18s
since when?
which year?
in which months?
how many weeks?
newest first
compare 2014 with 2016
who asked that?
is there anything from 2017?
Oldest first.
sort by date
the latest?
why?
how many?
in London?
by region?
how many of those were women?
how many were women?
how many in Wales?
only in Wales
just York please
same for Scotland
is the same true in Northern Ireland?
compared with Scotland?
which ones?
who else?
why was it closed?
what did they cost?
how are they paid?
who said that?
did that work?
is that still the case?
what is their budget?
was he consulted?
who is responsible for this?
what is being done about it?
what has the government said about this?
what do farmers think of it?
is there still a deadline for it?
how many people live there?
have any of them been prosecuted?
how much of it was spent on hospitals?
have drugs ever come in that way?
how many visits did that cause?
how many applications have there been?
what was the cost?
what is the latest figure?
are there any more recent figures?
any updates since then
tell me more
no, I meant women's prisons
eligibility
cost per night?
revenue raised
rates per head in 2016
no - Scotland
sorry, I meant hedgehogs
next steps
any legislation planned?
what action has been taken
what is the legal position
what does the law say
has anything changed?
still true?
latest position
the guidance
regional breakdown
each year since 2019
over the last five years
minister's view
any plans to fix this
delays
waiting times
arrests
penalties?
numbers affected
cost overrun
the green paper
phase 2
end date?
list of sites
locations
impact assessment
UK government position
over prisons
scotland
Northern Ireland
the south west?
by local authority
by police force area
applications closed?
mandatory?
written off
rural areas
per prison
how does that compare with Scotland
museums too
children specifically
do the same for museums
same question but for museums
""".strip().splitlines()
SELF_CONTAINED = """
hedgehogs
women
parking charges
rural broadband vouchers
blockchain in government
in vitro fertilisation funding
just transition fund
no deal Brexit preparations
planning policy
legal aid
impact of cuts on libraries
cost to the taxpayer of grounds maintenance
which prisons have a women's wing
regional airports
green belt
renters bill
South Wales Police
deaths in custody
library closures
Northern Ireland Protocol
190140
HL2474
How many prisoners are there in women's prisons in Wales?
How many prisons are there?
what is the number of people who take their own lives?
What happens to prisoners when they are released?
When someone is arrested, are they offered legal aid?
Prison officers are leaving. How many have they recruited?
when will the new hospital at Wellingborough open
why are probation officers leaving the service
where do asylum seekers live while they wait
is it illegal to cycle on the pavement?
is it true that prisoners can vote in elections
how much does it cost to keep somebody in prison?
how long does it take to get a passport renewed?
what is this government doing about potholes
what steps he is taking to reduce waiting times
whether she plans to visit Grimsby hospital
what guidance his Department has issued on asbestos
support for those who lost their homes in the floods
what has the Home Office said about its estate
will Her Majesty's Prison Wandsworth close
To ask the Secretary of State for Justice, what they have done about it.
""".strip().splitlines()
SUBJECTS = st.sampled_from(SELF_CONTAINED)


def understood(question, *history, today=date(2018, 1, 31)):
    context = QueryContext(ANALYZER, today)
    return understand(Request(question, history=history), context, 5000)[0]


@pytest.mark.parametrize("question", LEANING)
def test_a_turn_that_cannot_be_understood_alone_leans(question):
    assert leans(question, ANALYZER.terms)


@pytest.mark.parametrize("question", SELF_CONTAINED)
def test_a_turn_with_a_subject_of_its_own_is_read_alone(question):
    assert not leans(question, ANALYZER.terms)


@given(SUBJECTS, st.lists(st.sampled_from(LEANING + SELF_CONTAINED), max_size=4))
def test_a_new_subject_is_the_same_query_in_any_conversation(question, history):
    query = understood(question, *history)
    marks = tuple(one for one in query.interpretations if one != "alone")
    assert replace(query, interpretations=marks) == understood(question)


@given(st.lists(SUBJECTS, min_size=1, max_size=4), st.lists(st.sampled_from(LEANING), max_size=4))
def test_only_the_last_subject_and_the_turn_before_are_carried(subjects, leaning):
    turns = [*subjects, *leaning]
    carried = last_subject_and_after(turns, leaning_in(turns), {}.get, corrects=False)
    assert carried == (subjects[-1], *leaning[-1:])


def leaning_in(turns):
    return lambda at: leans(turns[at], ANALYZER.terms)


def test_turns_that_narrow_the_subject_are_carried_too():
    turns = ["parking charges", "only 2016", "and for women?", "lords only", "and in Kent?"]
    narrowing = {"only 2016", "lords only"}.__contains__
    leaning = leaning_in(turns)
    either = lambda at: narrowing(turns[at]) or leaning(at)  # noqa: E731
    assert last_subject_and_after(turns, either, narrowing, corrects=False) == (
        "parking charges", "only 2016", "lords only", "and in Kent?",
    )  # fmt: skip
    assert last_subject_and_after(turns, either, narrowing, corrects=True) == (
        "parking charges", "only 2016", "lords only",
    )  # fmt: skip
    assert last_subject_and_after(turns[:2], either, narrowing, corrects=True) == tuple(turns[:2])
    for corrects in (True, False):  # "and for women?" is what "lords only" narrows.
        carried = last_subject_and_after(turns[:4], either, narrowing, corrects)
        assert carried == tuple(turns[:4])


@given(st.text(max_size=60))
def test_any_text_is_read_with_at_most_two_turns(text):
    assert isinstance(leans(text, ANALYZER.terms), bool)
    turns = [text] * 3
    assert len(last_subject_and_after(turns, leaning_in(turns), {}.get, corrects=False)) <= 2


PRISONERS = "how many prisoners are there in Wales?"


def test_a_short_turn_that_was_read_with_the_one_before_is_carried_with_it():
    asked = Request("and of owls?", history=(PRISONERS, "education budget", "thanks"))
    apart = understand(asked, QueryContext(ANALYZER), 5000)[0]
    seen = []
    context = QueryContext(ANALYZER, is_joined=lambda turns: not seen.append(tuple(turns)))
    joined = understand(asked, context, 5000)[0]
    assert set(apart.terms) == {"owl", "educ", "budget"}
    assert set(joined.terms) == {"owl", "educ", "budget", "prison", "wale"}
    assert seen == [(PRISONERS, "education budget")]


def readings(question, **asked):
    asked = {"history": (PRISONERS,)} | asked
    understood = understand(Request(question, **asked), QueryContext(ANALYZER), 5000)
    return [(one.interpretations, len(one.terms)) for one in understood]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("and for women?", [(("history",), 3)]),
        ("who is the governor?", [(("history",), 3), (("alone",), 1)]),
        ("what is the education budget?", [(("history",), 4), (("alone",), 2)]),
        ("which medicines?", [(("history",), 3), (("alone",), 1)]),
        ("which councils have the longest", [(("history",), 4), (("alone",), 2)]),
        ("is there a waiver", [(("history",), 3), (("alone",), 1)]),
        ("how many children", [(("history",), 3), (("alone",), 1)]),
        ("how many children in Kent", [(("history",), 4), (("alone",), 2)]),
        ("impact on children", [(("history",), 4), (("alone",), 2)]),
        ("which prisons are affected", [(("history",), 3), (("alone",), 2)]),
        ("in vitro fertilisation funding?", [(("history",), 5)]),
        (
            "what is the budget for the education of young offenders?",
            [((), 4), (("history",), 6)],
        ),
        ("women", [(("alone",), 1), (("history",), 3)]),
        ("women prisoners", [(("alone",), 2), (("history",), 3)]),
        ("how much was spent on rural broadband vouchers?", [((), 4), (("history",), 6)]),
        ("To ask the Secretary of State for Justice, what he spent on it.", [(("formula",), 2)]),
    ],
)
def test_a_turn_in_doubt_has_both_readings(question, expected):
    assert readings(question) == expected


def test_either_reading_can_be_chosen():
    assert readings("and for women?", disabled=("history",)) == [(("alone",), 1)]
    assert readings("women", disabled=("alone",)) == [(("history",), 3)]
    assert readings("women", disabled=("history",)) == [(("alone",), 1)]
    assert readings("women", disabled=("all",)) == [((), 1)]
    assert readings("women", history=()) == [((), 1)]


def test_another_year_replaces_the_year_before():
    query = understood("same for 2015", "how many prisoners died in 2016?")
    assert query.terms == ("2015", "prison", "die")
    query = understood("and in Wales?", "how many prisoners died in 2016?")
    assert query.terms == ("wale", "prison", "die", "2016")


def test_an_order_stays_with_its_subject():
    assert understood("and for women?", "tagging, newest first").sort == "newest"
    assert understood("knife crime", "tagging, newest first").sort == "relevance"


def test_a_correction_keeps_the_subject_and_replaces_the_turn_before():
    history = ("how many prisoners are there in Wales?", "and for girls?")
    query = understood("no, I meant women's prisons", *history)
    assert query.terms == ("women", "prison", "wale")
    assert correction("sorry, I meant to ask about hedgehogs") == "hedgehogs"
    assert correction("wrong, I meant hedgehogs") == "hedgehogs"
    assert correction("try hedgehogs instead") == "hedgehogs"
    assert correction("no smoking areas") is None
    assert correction("what is done instead of prison") is None


def test_a_turn_after_nothing_is_searched_as_typed():
    assert understood("and for women?").terms == ("women",)
    assert "history" not in understood("and for women?").interpretations


@pytest.mark.parametrize(
    ("question", "window"),
    [
        ("any updates since then", ("2016-01-01", None)),
        ("and before that?", (None, "2014-12-31")),
        ("and for women?", ("2015-01-01", "2015-12-31")),
    ],
)
def test_since_then_moves_the_dates_of_the_turn_before(question, window):
    query = understood(question, "what did ministers say in 2015 about legal aid")
    assert (query.filters.date_from, query.filters.date_to) == window
    assert "updat" not in query.terms
