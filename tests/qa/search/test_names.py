"""A reply says which names of the question none of its passages mentions."""

import pytest

from qa.archive.ingest import ingest
from qa.cli.replies import reply_lines
from qa.model import Request
from qa.search.names import long_names, names
from qa.search.understanding.spelling import Spelling
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

SPELLING = Spelling({"prison"}.__contains__, ["prisons", "Bedford", "March"])


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Owls in Leeds", ["Leeds"]),
        ("Leeds has owls", []),  # the first word has a capital anyway
        ("HMP has owls", ["HMP"]),
        ("bedford prisons", ["bedford"]),
        ("BEDFORD PRISONS", ["BEDFORD"]),
        ("bedford's prisons", ["bedford's"]),
        ("owls? Leeds has some", []),
        ("", []),
    ],
)
def test_a_name_is_typed_with_a_capital_or_written_so_by_answers(question, found):
    assert names(question, SPELLING) == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("cost of the Lower Thames Crossing", ["Lower Thames Crossing"]),
        ("Bank of England staff in Port Talbot's mills", ["Port Talbot"]),
        ("staff of the Bank of England", ["Bank of England"]),
        ("in Leeds, Port Talbot and High Down.", ["Port Talbot", "High Down"]),
        ("owls in Leeds", []),
        ("the NHS Pay Review Body owls", ["Pay Review Body"]),
        ("what did the Home Secretary say about owls", []),
        ("Lower Thames Crossing Cost", []),  # a title
        ("LOWER THAMES CROSSING", []),
        ("", []),
    ],
)
def test_a_name_of_several_words_is_one(question, found):
    assert list(long_names(question)) == found


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("names")
    texts = [
        "Owls nest in the tower.",
        "Bedford has a prison with very high cost cases (VHCC).",
        "Otters swim in March in Leeds and Bath, says HM Inspector.",
    ]
    facts = [fact(uin=str(n), answer_html=f"<p>{text}</p>") for n, text in enumerate(texts, 1)]
    settings = Settings(data_dir=folder / "data", threshold=0.0)
    ingest([lines(folder / "facts.jsonl", *facts)], settings)
    return Service(settings)


@pytest.mark.parametrize(
    ("question", "unmentioned"),
    [
        ("which owls nest in the tower of Bedford?", ("Bedford",)),
        ("which owls nest in the tower of Leeds or Bath?", ("Leeds", "Bath")),
        ("which owls nest in the tower?", ()),
        ("which owls nest in the tower in Quagga?", ()),  # no answer has it: it is unmatched
        ("the Owls nest in the tower, Roe", ()),
        ("which owls nest in the tower of HM Prison Bedford?", ("Prison Bedford",)),
        ("do owls nest in the tower, before March?", ()),
        ("very high cost cases in the prison of Bedford", ()),
        ("owls of the tower, and March Tower owls", ("March Tower",)),
        ("do owls nest in the tower, asks Prime Minister Bedford?", ("Bedford",)),
    ],
)
def test_names_that_no_passage_shown_mentions_are_named(service, question, unmentioned):
    reply = service.reply(Request(question, hits=1))
    assert reply.answerable
    assert reply.unmentioned == unmentioned
    assert reply.as_json()["unmentioned"] == list(unmentioned)


def test_with_the_passage_that_has_it_nothing_is_named(service):
    assert service.reply(Request("owls nest in the tower of Bedford", hits=5)).unmentioned == ()


def test_the_answering_body_and_members_count_as_mentioned(service):
    asked = "owls nest in the tower, says the Ministry of Justice"
    assert service.reply(Request(asked, hits=1)).unmentioned == ()


def test_a_name_of_an_earlier_turn_is_not_missed(service):
    reply = service.reply(Request("and owls?", history=("Otters in Leeds",), hits=1))
    assert reply.unmentioned == ()


def test_the_terminal_says_so(service):
    said = list(reply_lines(service.reply(Request("owls nest in the tower of Bedford", hits=1))))
    assert said[:2] == ["Not mentioned in these passages: Bedford.", ""]
