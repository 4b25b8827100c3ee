"""What says the same to several questions is told once, with all of them; nothing else is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.archive.ingest import ingest
from qa.model import Request
from qa.model.filters import read_filters
from qa.search.ranking.duplicates import Shingles
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

LONG = (
    "Governors of every prison keep a list of owls and count them each night before the gates are "
    "locked because rats had eaten the bread that was baked on site for staff and visitors alike "
    "until the birds came back from the wood behind the wall to nest in the old chapel"
)
OTHER = LONG.replace("chapel", "gatehouse")


def said(uin, text, day):
    return fact(
        uin=uin,
        question_text=f"Owls, number {uin}.",
        answer_html=f"<p>{text}</p>",
        date_answered=day,
        house="Lords" if uin.startswith("HL") else "Commons",
    )


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alike")
    facts = [
        said("101", LONG, "2015-03-09"),
        said("102", LONG, "2015-05-12"),
        said("HL103", OTHER, "2015-04-01"),
        said("104", LONG.replace("every prison", "every prison but 2"), "2015-04-02"),
        said("105", "There are owls.", "2015-02-01"),
        said("106", "I will write to the hon. Member about owls.", "2015-06-01"),
        said("107", "Cats.", "2015-07-01"),
    ]
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "facts.jsonl", *facts)], settings)
    return Service(settings)


def uins(reply):
    return [one.answer.uin for one in reply.passages]


def test_the_same_said_to_several_is_one_hit_with_all_of_them(service):
    reply = service.reply(Request("list of owls that governors count each night", hits=10))
    same = {
        tuple(sorted(one.same.answer_ids)): one.same.latest for one in reply.passages if one.same
    }
    assert same == {("2015-03-02/101", "2015-03-02/102", "2015-03-02/HL103"): "2015-05-12"}
    assert len(set(uins(reply))) == len(uins(reply))
    assert reply.as_json()["passages"][0]["rank"] == 1


def test_members_are_only_those_that_the_filters_let_through(service):
    reply = service.reply(
        Request("list of owls each night", read_filters(date_to="2015-04-30"), hits=10)
    )
    same = [one.same for one in reply.passages if one.same]
    assert [(sorted(one.answer_ids), one.latest) for one in same] == [
        (["2015-03-02/101", "2015-03-02/HL103"], "2015-04-01")
    ]


def test_the_order_can_be_by_date(service):
    newest = service.reply(Request("owls", hits=10, sort="newest"))
    days = [one.answer.date_answered for one in newest.passages]
    assert days == sorted(days, reverse=True)
    assert [one.rank for one in newest.passages] == list(range(1, len(days) + 1))
    oldest = service.reply(Request("owls", hits=10, sort="oldest"))
    days = [one.answer.date_answered for one in oldest.passages]
    assert days == sorted(days)
    assert len(newest.passages) == len(oldest.passages)
    assert newest.confidence == oldest.confidence


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_are_parts_of_the_whole(service, sort):
    whole = service.reply(Request("owls", hits=10, sort=sort))
    pages = [service.reply(Request("owls", hits=2, offset=skip, sort=sort)) for skip in (0, 2, 4)]
    assert [uin for page in pages for uin in uins(page)] == uins(whole)
    assert [one.rank for one in pages[1].passages] == [3, 4]


@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        (LONG, LONG, True),
        (LONG, LONG.upper(), True),
        (LONG, OTHER, True),
        ("There were 34 of them in 2014.", "There were 34 of them in 2015.", False),
        (LONG + " 1", LONG + " 2", False),
        ("There are owls.", "There are cats.", False),
        ("owls", "", False),
    ],
)
def test_what_differs_in_a_figure_or_in_much_is_not_alike(one, other, like):
    assert Shingles(one).is_near_duplicate(Shingles(other)) is like
    assert Shingles(other).is_near_duplicate(Shingles(one)) is like


@given(st.one_of(st.text(), st.text("aZ_09 \t\n\x1c\x7f.,'-é’²", max_size=40)))
def test_words_are_found_in_plain_and_other_letters_alike(text):
    words = re.findall(r"\w+", text.casefold())
    assert Shingles(text)._words == words
    assert Shingles(text)._figures == [word for word in words if word[0].isdigit()]
