"""A question that names no subject lists the answers of its filters by date."""

from datetime import date, timedelta

import pytest

from qa.archive.ingest import ingest
from qa.errors import BadRequest
from qa.model import Request
from qa.model.filters import read_filters
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

FIRST = date(2016, 2, 1)
WORDS = "owls barns cats clubs lakes mills tolls ports".split()
PEOPLE = ("Fox, Dr Liam", "Grant, Jo")


def said(number):
    """One answer each fifth day, by turns of either minister, every third in the Lords."""
    day = (FIRST + timedelta(days=5 * number)).isoformat()
    lords = number % 3 == 0
    return fact(
        uin=f"HL{number}" if lords else str(number + 100),
        house="Lords" if lords else "Commons",
        date_tabled=day,
        date_answered=day,
        answering_member=PEOPLE[number % 2],
        asking_member="Haigh, Louise" if number < 4 else "Davies, Philip",
        question_text=f"To ask about the {WORDS[number % 8]} of county {number}.",
        answer_html=f"<p>The {WORDS[number % 8]} of county {number} are {number + 200} in all, as "
        f"the {WORDS[(number * 3 + 1) % 8]} officer of place {number * 7} wrote.</p>",
        heading=None,
    )


FACTS = [said(number) for number in range(20)]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("listings")
    settings = Settings(data_dir=folder / "data")
    assert not ingest([lines(folder / "a.jsonl", *FACTS)], settings).rejected
    return Service(settings)


def found(service, question, **asked):
    return [one.answer.uin for one in service.reply(Request(question, **asked)).passages]


def expected(condition):
    """The UINs of the answers that meet a condition, newest first."""
    newest = sorted(FACTS, key=lambda one: one["date_answered"], reverse=True)
    return [one["uin"] for one in newest if condition(one)]


@pytest.mark.parametrize(
    ("question", "condition"),
    [
        ("answers by Liam Fox", lambda one: "Fox" in one["answering_member"]),
        ("What did Liam Fox say?", lambda one: "Fox" in one["answering_member"]),
        (
            "show me everything Jo Grant has answered",
            lambda one: "Grant" in one["answering_member"],
        ),
        ("what was answered in March 2016?", lambda one: one["date_answered"][:7] == "2016-03"),
        ("March 2016", lambda one: one["date_answered"][:7] == "2016-03"),
        ("2/3/2016", lambda one: one["date_answered"] == "2016-03-02"),
        ("what was answered on 2 March 2016", lambda one: one["date_answered"] == "2016-03-02"),
        ("Lords answers", lambda one: one["house"] == "Lords"),
        ("any PQs in April 2016", lambda one: one["date_answered"][:7] == "2016-04"),
        ("questions asked by Louise Haigh", lambda one: "Haigh" in one["asking_member"]),
        (
            "what did Liam Fox say in March 2016",
            lambda one: "Fox" in one["answering_member"] and one["date_answered"][:7] == "2016-03",
        ),
        ("Liam Fox", lambda one: "Fox" in one["answering_member"]),
        ("louise haigh?", lambda one: "Haigh" in one["asking_member"]),
        ("Ministry of Justice", lambda one: True),
        ("MoJ answers", lambda one: True),
        ("latest answers", lambda one: True),
        ("the newest PQs to MoJ", lambda one: True),
    ],
)
def test_all_that_the_filters_match_is_listed_newest_first(service, question, condition):
    reply = service.reply(Request(question, hits=50))
    assert [one.answer.uin for one in reply.passages] == expected(condition)
    assert (reply.answerable, reply.confidence, reply.digest) == (True, 1.0, ())
    assert reply.query.sort == "newest"
    assert "order" in reply.query.interpretations


def test_the_oldest_come_first_where_that_is_asked(service):
    asked = "answers by Liam Fox, oldest first"
    assert found(service, asked, hits=50) == found(service, "answers by Liam Fox", hits=50)[::-1]


def test_pages_of_a_listing_agree(service):
    whole = found(service, "MoJ answers", hits=20)
    assert [found(service, "MoJ answers", hits=1, offset=n) for n in range(20)] == [
        [one] for one in whole
    ]


def test_filters_that_are_given_narrow_a_listing(service):
    lords = found(service, "answers by Liam Fox", filters=read_filters(house="Lords"), hits=50)
    assert lords == expected(
        lambda one: one["house"] == "Lords" and "Fox" in one["answering_member"]
    )


def test_filters_without_a_question_list_their_answers(service):
    asked = read_filters(house="Lords", minister="Fox")
    lords = expected(lambda one: one["house"] == "Lords" and "Fox" in one["answering_member"])
    assert found(service, "", filters=asked, hits=50) == lords
    assert found(service, " ", filters=asked, hits=50, sort="oldest") == lords[::-1]
    with pytest.raises(BadRequest, match="The question is empty"):
        service.reply(Request(""))


@pytest.mark.parametrize(
    "question", ["thanks", "answers", "latest", "what did Liam Fox say about owls", "Lords owls"]
)
def test_what_names_a_subject_or_nothing_at_all_lists_nothing(service, question):
    assert service.reply(Request(question)).query.is_listing is False


def test_the_order_of_a_listing_can_be_switched_off_like_any_interpretation(service):
    query = service.reply(Request("answers by Liam Fox", disabled=("order",))).query
    assert (query.is_listing, query.interpretations) == (False, ("minister",))


def test_where_nothing_is_within_the_filters_the_reply_says_so(service):
    late = service.reply(Request("what was answered in 2030?"))
    assert not late.answerable
    assert late.reason is not None
    assert "cannot say what was answered in 2030" in late.reason
    none = service.reply(
        Request("Lords answers", read_filters(member="Haigh", date_from="2016-05-01"))
    )
    assert none.reason == "No published answer is within these filters."


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("and on owls?", "what did Liam Fox say?"),
        ("on owls", "Liam Fox"),
        ("about owls", "answers by Liam Fox"),
    ],
)
def test_a_follow_up_searches_within_the_filters(service, question, before):
    reply = service.reply(Request(question, history=(before,)))
    assert {one.answer.answering_member for one in reply.passages} == {"Dr Liam Fox"}
    assert reply.query.terms == ("owl",)
    assert (reply.query.is_listing, reply.query.sort) == (False, "relevance")
    assert "owls" in reply.passages[0].answer.source_question


@pytest.mark.parametrize(
    ("question", "before", "alone"),
    [
        ("and Jo Grant?", "said by Liam Fox in March 2016", "what did Jo Grant say in March 2016"),
        ("and in April?", "said by Liam Fox in March 2016", "said by Liam Fox in April 2016"),
        ("lords only", "answers by Liam Fox", "Liam Fox's answers in the Lords"),
        ("from MoJ", "latest answers", "latest MoJ answers"),
        ("oldest first", "Lords answers in 2016", "Lords answers in 2016, oldest first"),
    ],
)  # fmt: skip
def test_a_follow_up_narrows_a_listing(service, question, before, alone):
    followed = service.reply(Request(question, history=(before,), hits=50))
    assert followed.query.is_listing
    assert [one.answer.uin for one in followed.passages] == found(service, alone, hits=50)
