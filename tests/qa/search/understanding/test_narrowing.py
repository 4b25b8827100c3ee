"""A turn that only narrows the one before it is its filters: none of its words is searched."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.ingest import ingest
from qa.model import Filters, Request
from qa.search.understanding.narrowing import narrowed
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

YEAR_2016 = Filters(date_from="2016-01-01", date_to="2016-12-31")
SUBJECT = "how many owls are there?"


@pytest.fixture(scope="module")
def service(tmp_path_factory, words_only):
    folder = tmp_path_factory.mktemp("narrowing")
    facts = [
        fact(
            uin=f"{'HL' if house == 'Lords' else ''}{number}",
            house=house,
            answering_body=body,
            answering_member=minister,
            asking_member="Ray, Ann" if number == 100 else None,
            date_tabled=f"{year}-03-02",
            date_answered=f"{year}-03-09",
            question_text="To ask the Secretary of State, how many owls there are.",
            answer_html=f"<p>There are {number} owls in {place}.</p>",
        )
        for number, (house, body, minister, year, place) in enumerate(
            (
                ("Commons", "Cabinet Office", "Hancock, Matt", 2015, "Wales"),
                ("Commons", "Ministry of Justice", "Gyimah, Sam", 2016, "Northern Ireland"),
                ("Lords", "Ministry of Justice", "Faulks, Lord", 2017, "Scotland"),
            ),
            start=100,
        )
    ]
    settings = Settings(data_dir=folder / "data", today="2018-01-31", threshold=0.0)
    assert not ingest([lines(folder / "a.jsonl", *facts)], settings).rejected
    return Service(settings)


def never(text):
    return False


def asked(service, *turns):
    return service.reply(Request(turns[-1], history=turns[:-1])).query


@pytest.mark.parametrize(
    ("turn", "filters"),
    [
        ("only 2016", YEAR_2016),
        ("2016 only", YEAR_2016),
        ("just 2016 please", YEAR_2016),
        ("and only from 2016", YEAR_2016),
        ("from 2016?", YEAR_2016),
        ("before 2016", Filters(date_to="2015-12-31")),
        ("since 2017", Filters(date_from="2017-01-01")),
        ("anything since March 2017?", Filters(date_from="2017-03-01")),
        ("last year", Filters(date_from="2017-01-01", date_to="2017-12-31")),
        ("what about this month?", Filters(date_from="2018-01-01", date_to="2018-01-31")),
        ("in the past two weeks", Filters(date_from="2018-01-17", date_to="2018-01-31")),
        ("lords only", Filters(house="Lords")),
        ("lords", Filters(house="Lords")),
        ("and the Commons?", Filters(house="Commons")),
        ("moj", Filters(body="ministry-of-justice")),
        ("Cabinet Office", Filters(body="cabinet-office")),
        ("the ministry of justice", Filters(body="ministry-of-justice")),
        ("the ones from Ann Ray", Filters(member="Ann Ray")),
        ("anything from Ann Ray?", Filters(member="Ann Ray")),
        ("any from the lords?", Filters(house="Lords")),
        ("lords in 2016 only", replace(YEAR_2016, house="Lords")),
        ("only in the Commons", Filters(house="Commons")),
        ("only cabinet office", Filters(body="cabinet-office")),
        ("only answers by Matt Hancock", Filters(minister="Matt Hancock")),
        ("what did Matt Hancock say?", Filters(minister="Matt Hancock")),
    ],
)
def test_a_turn_that_only_narrows_is_the_question_before_with_its_filters(service, turn, filters):
    query = asked(service, SUBJECT, turn)
    assert query.filters == filters
    assert query.terms == asked(service, SUBJECT).terms
    assert "history" in query.interpretations


@pytest.mark.parametrize(
    "turn", ["in Northern Ireland", "At the Cabinet Office?", "in Kent", "Kent only"]
)
def test_a_place_by_itself_is_asked_about_with_the_subject(service, turn):
    query = asked(service, SUBJECT, turn)
    assert set(query.terms) > set(asked(service, SUBJECT).terms)
    assert "history" in query.interpretations
    assert "history" not in asked(service, SUBJECT, "in vitro babies").interpretations


@pytest.mark.parametrize("turn", ["over the last two years", "last orders", "the past"])
def test_a_span_of_figures_is_asked_about(service, turn):
    assert asked(service, SUBJECT, turn).filters == Filters()


@pytest.mark.parametrize(
    "turn",
    [
        "has that changed?",
        "has this been updated since",
        "any changes?",
        "is that still the case",
        "are they still true?",
        "is this still the position",
    ],
)
def test_whether_it_still_holds_asks_for_the_latest(service, turn):
    query = asked(service, SUBJECT, turn)
    assert "latest" in query.interpretations
    assert query.terms == asked(service, SUBJECT).terms


@pytest.mark.parametrize("turn", ["earlier", "any older ones?", "the oldest", "earlier answers"])
def test_older_ones_are_the_oldest_first(service, turn):
    query = asked(service, SUBJECT, turn)
    assert (query.sort, query.terms) == ("oldest", asked(service, SUBJECT).terms)


@pytest.mark.parametrize(
    ("turn", "excluded"),
    [
        ("not about Scotland", ("Scotland",)),
        ("without Scotland", ("Scotland",)),
        ("not Scotland", ("Scotland",)),
        ("not in Wales or northern ireland", ("Wales", "northern-ireland")),
        ("except for Wales", ("Wales",)),
        ("but not in northern ireland", ("northern-ireland",)),
    ],
)
def test_a_turn_excludes_what_it_does_not_want(service, turn, excluded):
    query = asked(service, SUBJECT, turn)
    assert query.excluded == excluded
    assert query.terms == asked(service, SUBJECT).terms


def test_of_words_joined_all_are_excluded_together(service):
    reply = service.reply(Request("not in northern wales", history=(SUBJECT,)))
    assert len(reply.passages) == 3
    reply = service.reply(Request("not in northern ireland", history=(SUBJECT,)))
    assert len(reply.passages) == 2


def test_what_narrows_stays_until_another_of_its_kind(service):
    turns = (SUBJECT, "only 2016", "lords only", "not about Wales", "anything newer?")
    query = asked(service, *turns)
    assert query.filters == Filters(date_from="2017-01-01", house="Lords")
    assert (query.excluded, "latest" in query.interpretations) == (("Wales",), True)
    assert asked(service, *turns[:4], "since 2014").filters.date_from == "2014-01-01"
    assert asked(service, *turns, "how many badgers are there?").filters == Filters()


def test_a_new_period_leaves_who_said_it(service):
    query = asked(service, SUBJECT, "what did Matt Hancock say in 2015?", "only 2016")
    assert query.filters == replace(YEAR_2016, minister="Matt Hancock")


def test_what_is_asked_for_next_is_no_longer_excluded(service):
    for before in ((SUBJECT, "not in Wales"), ("owls NOT Wales",)):
        query = asked(service, *before, "and in Wales?")
        assert "wale" in query.terms
        assert query.excluded == ()


@pytest.mark.parametrize(
    "remark", ["not helpful", "not good enough", "not sure", "without children", "not 2016",
               "not the lords", "not Cabinet Office"],
)  # fmt: skip
def test_a_remark_or_another_filter_is_not_excluded(service, remark):
    assert asked(service, SUBJECT, remark).excluded == ()


def test_a_year_by_itself_is_no_uin_after_a_question(service):
    query = asked(service, SUBJECT, "2016")
    assert (query.uins, query.terms[0]) == ((), "2016")
    assert asked(service, "2016").uins == ("2016",)


@pytest.mark.parametrize(
    "turn",
    ["only women", "by prison", "from women", "since then?", "not", "only", "newer prisons",
     "older prisoners", "women without work in the north of England who are not counted"],
)  # fmt: skip
def test_another_turn_does_not_only_narrow(service, turn):
    assert narrowed(turn, never, never) is None


@given(st.text(max_size=80))
def test_any_text_is_read(text):
    assert narrowed(text, never, never) is None or isinstance(text, str)


@pytest.mark.parametrize("turn", ["only " * 10_000, "," * 5000, "and" + "," * 5000 + "x"])
def test_a_long_turn_is_not_looked_through(turn):
    assert narrowed(turn, never, never) is None


@pytest.mark.parametrize(
    ("turn", "read_as"),
    [("Dwp", "said by Dwp"), ("MoD", "said by MoD"), ("Burns", None), ("health", None)],
)
def test_a_word_that_a_phone_begins_with_a_capital_is_no_body(turn, read_as):
    assert narrowed(turn, lambda text: text.startswith("said by"), never) == read_as
