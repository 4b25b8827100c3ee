"""The latest is the newest of what answers as well as the best, never the newest of anything."""

import pytest

from qa.archive.ingest import ingest
from qa.model import Request
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines


def said(uin, date, text):
    return fact(
        uin=uin,
        date_answered=date,
        date_tabled=date,
        question_text=f"To ask about matter {uin}.",
        answer_html=f"<p>{text}</p>",
        heading=None,
    )


FACTS = [
    said("101", "2014-03-03", "In March 210 owls were ringed by wardens in the New Forest."),
    said("102", "2016-03-03", "On 1 March, 340 owls were ringed by wardens in the New Forest."),
    said("103", "2015-03-03", "On 1 March, 295 owls were ringed by wardens in the New Forest."),
    said("104", "2018-03-03", "The cost of barns in every county is not held centrally."),
    said("105", "2017-03-03", "The owls of London are counted by volunteers of many clubs there."),
]
QUESTION = "owls ringed by wardens in the New Forest"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("latest")
    settings = Settings(data_dir=folder / "data")
    assert not ingest([lines(folder / "a.jsonl", *FACTS)], settings).rejected
    return Service(settings)


def uins(service, question, **asked):
    return [one.answer.uin for one in service.reply(Request(question, **asked)).passages]


@pytest.mark.parametrize(
    "words",
    [
        "latest",
        "latest answers on",
        "the newest written questions about",
        "the latest figures on",
        "What is the most recent number of",
        "newest",
        "Up-to-date",
    ],
)
def test_the_latest_comes_first(service, words):
    assert uins(service, f"{words} {QUESTION}")[:3] == ["102", "103", "101"]


def test_without_the_word_the_best_comes_first(service):
    assert uins(service, QUESTION)[:3] != ["102", "103", "101"]
    off = uins(service, f"latest {QUESTION}", disabled=("latest",))
    assert off[:3] != ["102", "103", "101"]


def test_an_order_that_was_asked_for_stays(service):
    assert uins(service, f"latest {QUESTION}", sort="oldest")[:3] == ["101", "103", "102"]


def test_pages_of_the_latest_follow_each_other(service):
    whole = uins(service, f"latest {QUESTION}", hits=4)
    parts = [uins(service, f"latest {QUESTION}", hits=1, offset=n) for n in range(4)]
    assert [one for part in parts for one in part] == whole
