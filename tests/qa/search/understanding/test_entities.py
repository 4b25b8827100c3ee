"""A question keeps to a body or a House where its words plainly say so, and nowhere else."""

import pytest

from qa.archive.ingest import ingest
from qa.model.filters import read_filters
from qa.search.understanding.entities import body_kept_to, house_kept_to
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("what has the Home Office said about tagging?", "home-office"),
        ("What did MoJ say about tagging?", "ministry-of-justice"),
        ("did the Ministry of Justice ever promise more?", "ministry-of-justice"),
        ("answers from the Home Office on tagging", "home-office"),
        ("answers by MoJ", "ministry-of-justice"),
        ("according to the Department for Education, how many?", "department-for-education"),
        ("what did the Department for Digital, Culture, Media and Sport say of broadband?",
         "department-for-digital-culture-media-and-sport"),
        ("what has Justice said?", None),
        ("how many Home Office staff were sacked?", None),
        ("does MoJ use QALYs, VPF or WTP to put a value on its policies?", None),
        ("has the home office said so?", None),
        ("what did Jeremy Wright say?", None),
        ("what did the moj say?", None),
        ("DCMS ethnicity pay gap", None),
        ("To ask the Secretary of State for the Home Department, what he has said.", None),
    ],
)  # fmt: skip
def test_a_body_is_kept_to_where_it_is_the_one_that_speaks(question, body):
    kept = body_kept_to(question)
    assert (kept and kept.to) == body


@pytest.mark.parametrize(
    ("question", "house"),
    [
        ("what were the Lords told? what was said in the House of Lords on owls", "Lords"),
        ("what did ministers who told the Commons of owls mean", "Commons"),
        ("Lords written answers on owls", "Lords"),
        ("answers in the commons", "Commons"),
        ("House of Lords reform", None),
        ("how many Lords are there in the Lords", None),
        ("is it common to be told?", None),
        ("wifi in the House of Commons", None),
    ],
)
def test_a_house_is_kept_to_where_the_answers_were_given_there(question, house):
    kept = house_kept_to(question)
    assert (kept and kept.to) == house


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scope")
    facts = [
        fact(uin="1", answer_html="<p>Owls are welcome.</p>"),
        fact(uin="2", answering_body="Home Office", answer_html="<p>Owls are not welcome.</p>"),
        fact(uin="HL3", house="Lords", answer_html="<p>Owls are noble and welcome.</p>"),
    ]
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "facts.jsonl", *facts)], settings)
    return Service(settings)


def uins(reply):
    return sorted(one.answer.uin for one in reply.passages or reply.near_misses)


def test_what_a_question_keeps_to_becomes_its_filters_and_can_be_taken_away(service):
    asked = "what has the Home Office said about welcome owls?"
    reply = service.reply(asked)
    assert uins(reply) == ["2"]
    assert reply.query.parts == ("body",)
    assert reply.query.filters.body == "home-office"
    assert "offic" not in reply.query.terms
    assert len(uins(service.reply(asked, without=["body"]))) == 3
    assert uins(service.reply("welcome owls, as said in the Lords")) == ["HL3"]


def test_filters_that_are_given_stand_above_words(service):
    asked = "what has the Home Office said about welcome owls?"
    assert uins(service.reply(asked, read_filters(body="MoJ"))) == ["1", "HL3"]


def test_a_body_without_answers_restricts_nothing(service):
    reply = service.reply("what has the Department for Education said about owls?")
    assert reply.query.filters.body is None
    assert "body" not in reply.query.parts
    assert len(uins(reply)) == 3


def test_a_follow_up_keeps_to_the_same(service):
    earlier = ["what has the Home Office said about welcome owls?"]
    assert uins(service.reply("and of not welcome ones?", earlier=earlier)) == ["2"]
