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
        ("has the home office said so?", "home-office"),
        ("what has dcms said about tennis", "department-for-culture-media-and-sport-2023"),
        ("answers from the ministry of justice on tagging", "ministry-of-justice"),
        ("WHAT HAS THE HOME OFFICE SAID ABOUT VISAS", "home-office"),
        ("what has defra said on owls", "department-for-environment-food-and-rural-affairs"),
        ("according to dwp what is a carer", "department-for-work-and-pensions"),
        ("what has justice said?", None),
        ("what has been said about dwp", None),
        ("what did Jeremy Wright say?", None),
        ("what did the moj say?", "ministry-of-justice"),
        ("what did Home Office ministers say about tagging", "home-office"),
        ("DCMS ethnicity pay gap", None),
        ("To ask the Secretary of State for the Home Department, what he has said.", None),
        ("Home Office answers on tagging", "home-office"),
        ("MoJ's answers on tagging", "ministry-of-justice"),
        ("show me the Home Office’s written answers: tagging", "home-office"),
        ("Home Office on tagging", "home-office"),
        ("Home Office questions on tagging", "home-office"),
        ("questions put to the Home Office", "home-office"),
        ("letters to the Home Office", None),
        ("how many Home Office staff on tagging", None),
        ("Home Office answers are late", None),
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
        ("lords questions on owls", "Lords"),
        ("Commons PQs about owls", "Commons"),
        ("Lords question time", None),
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


MINISTERS = (
    "Hancock, Matt",
    "Hancock, Matthew",
    "Fox, Dr Liam",
    "Baroness Neville-Rolfe",
    "Grant, Jo",
)
MEMBERS = (
    "Davies, Philip",
    "Philip Davies",
    "Haigh, Louise",
    "Stuart, Gisela",
    "Saville Roberts, Liz",
)


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    folder = tmp_path_factory.mktemp("people")
    facts = [
        fact(
            uin=str(number),
            answering_member=MINISTERS[number % len(MINISTERS)],
            asking_member=MEMBERS[number // len(MINISTERS)],
            answer_html=f"<p>Owls are welcome in place {number}.</p>",
        )
        for number in range(len(MINISTERS) * len(MEMBERS))
    ]
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "facts.jsonl", *facts)], settings)
    return Service(settings)


def names(reply, asked_or_answered):
    found = {getattr(one.answer, asked_or_answered) for one in reply.passages or reply.near_misses}
    return sorted(found)


@pytest.mark.parametrize(
    ("question", "ministers"),
    [
        ("what has Matthew Hancock said about owls", ["Matt Hancock", "Matthew Hancock"]),
        ("what has Matt Hancock said about owls", ["Matt Hancock", "Matthew Hancock"]),
        ("what has matt hancock said about owls", ["Matt Hancock", "Matthew Hancock"]),
        ("what has Hancock, Matt said about owls", ["Matt Hancock", "Matthew Hancock"]),
        ("WHAT HAS MATT HANCOCK SAID ABOUT OWLS", ["Matt Hancock", "Matthew Hancock"]),
        ("what did Mr Hancock say of owls", ["Matt Hancock", "Matthew Hancock"]),
        ("what did the minister matt hancock say of owls", ["Matt Hancock", "Matthew Hancock"]),
        ("answers by Liam Fox on owls", ["Dr Liam Fox"]),
        ("replies from dr liam fox about owls", ["Dr Liam Fox"]),
        ("according to Sir Liam Fox are owls welcome", ["Dr Liam Fox"]),
        ("what has been said by liam fox about owls", ["Dr Liam Fox"]),
        ("what did Lady Neville-Rolfe say about owls", ["Baroness Neville-Rolfe"]),
        ("what has baroness neville-rolfe said about owls", ["Baroness Neville-Rolfe"]),
        ("all that Liam Fox has said on owls", ["Dr Liam Fox"]),
        ("what Liam Fox said about owls", ["Dr Liam Fox"]),
        ("PQs to Liam Fox about owls", ["Dr Liam Fox"]),
        ("Liam Fox on owls", ["Dr Liam Fox"]),
        ("liam fox re owls", ["Dr Liam Fox"]),
        ("Liam Fox's answers about owls", ["Dr Liam Fox"]),
        ("any Liam Fox answers on owls", ["Dr Liam Fox"]),
        ("Liam Foxs replies to owls", ["Dr Liam Fox"]),
        ("the minister Liam Fox’s written answers: owls", ["Dr Liam Fox"]),
    ],
)
def test_who_answered_is_read_in_either_order_and_any_case(people, question, ministers):
    reply = people.reply(Request(question, hits=100))
    assert names(reply, "answering_member") == ministers
    assert reply.query.interpretations == ("minister",)
    assert people.reply(Request(question, disabled=("minister",))).query.filters.minister is None


@pytest.mark.parametrize(
    ("question", "members"),
    [
        ("questions asked by Philip Davies about owls", ["Philip Davies"]),
        ("questions asked by philip davies about owls", ["Philip Davies"]),
        ("owls: questions by Davies, Philip", ["Philip Davies"]),
        (
            "written questions tabled by Sir Phil Davies on owls",
            ["Philip Davies"],
        ),
        ("what has Phillip Davies asked about owls", ["Philip Davies"]),
        ("PQs from Louise Haigh on owls", ["Louise Haigh"]),
        ("PQs from louise haigh MP on owls", ["Louise Haigh"]),
        ("did Gisela Stuart ever ask about owls", ["Gisela Stuart"]),
        ("Philip Davies on owls", ["Philip Davies"]),
        ("Philip Davies' questions on owls", ["Philip Davies"]),
        ("Louise Haigh’s parliamentary questions on owls", ["Louise Haigh"]),
        ("gisela stuarts PQs about owls", ["Gisela Stuart"]),
        ("owls: any Louise Haigh PQs", ["Louise Haigh"]),
        ("all questions from Elizabeth Saville Roberts about owls", ["Liz Saville Roberts"]),
    ],
)
def test_who_asked_is_read_in_either_order_and_any_case(people, question, members):
    reply = people.reply(Request(question, hits=100))
    assert names(reply, "asking_member") == members
    assert reply.query.interpretations == ("member",)
    assert reply.query.terms == ("owl",)
    assert people.reply(Request(question, disabled=("member",))).query.filters.member is None


@pytest.mark.parametrize(
    "question",
    [
        "what has grant said about owls",  # a word, though a minister has it as a name
        "what did prisoners say about owls",
        "what has the government said about owls",
        "answers from experts on owls",
        "questions from members about owls",
        "questions by the public on owls",
        "what has Gavin Hancock said about owls",
        "what did anyone ask about owls",
        "Stewart asked about owls",
        "the welcome that Matt Hancock gave to owls",
        "Matt Hancock owls",
        "further to the Written Answer by Liam Fox on 3 March (HL12), what owls are",
        "Pursuant to the answer given by Liam Fox, are owls welcome?",
        "in light of questions asked by Philip Davies, are owls welcome?",
        "Grant on owls",
        "Baroness answers on owls",
        "Lord's answers on owls",
        "prison officers on owls",
        "the public's questions on owls",
        "Matt Hancock questions whether owls are welcome",
    ],
)
def test_other_words_are_no_names(people, question):
    filters = people.reply(Request(question)).query.filters
    assert (filters.minister, filters.member) == (None, None)


def test_a_given_member_wins_over_words(people):
    asked = Request("questions asked by Philip Davies about owls", read_filters(member="Haigh"))
    assert names(people.reply(asked), "asking_member") == ["Louise Haigh"]
