"""A question asks for the answers of a body or a House where its words say so, and nowhere else."""

import pytest

from qa.archive.ingest import ingest
from qa.model import Request
from qa.model.filters import read_filters
from qa.search.understanding.context import QueryContext
from qa.search.understanding.entities import extract_body, extract_house
from qa.service.service import Service
from qa.settings import Settings
from qa.text.analyzer import Analyzer
from tests.making import fact, lines

CONTEXT = QueryContext(Analyzer())


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
def test_a_body_is_extracted_where_it_is_the_one_that_speaks(question, body):
    found = extract_body(question, CONTEXT)
    assert (found and found.filters.body) == body


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
def test_a_house_is_extracted_where_the_answers_were_given_there(question, house):
    found = extract_house(question, CONTEXT)
    assert (found and found.filters.house) == house


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


def test_what_is_extracted_becomes_a_filter_and_can_be_switched_off(service):
    asked = "what has the Home Office said about welcome owls?"
    reply = service.reply(Request(asked))
    assert uins(reply) == ["2"]
    assert reply.query.interpretations == ("body",)
    assert reply.query.filters.body == "home-office"
    assert "offic" not in reply.query.terms
    assert len(uins(service.reply(Request(asked, disabled=("body",))))) == 3
    assert uins(service.reply(Request("welcome owls, as said in the Lords"))) == ["HL3"]


def test_given_filters_win_over_words(service):
    asked = "what has the Home Office said about welcome owls?"
    assert uins(service.reply(Request(asked, read_filters(body="MoJ")))) == ["1", "HL3"]


def test_a_body_without_answers_does_not_filter(service):
    reply = service.reply(Request("what has the Department for Education said about owls?"))
    assert reply.query.filters.body is None
    assert "body" not in reply.query.interpretations
    assert len(uins(reply)) == 3


def test_a_follow_up_keeps_the_filter(service):
    earlier = ["what has the Home Office said about welcome owls?"]
    assert uins(service.reply(Request("and of not welcome ones?", history=tuple(earlier)))) == ["2"]
