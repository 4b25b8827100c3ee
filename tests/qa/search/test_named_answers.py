"""An answer that a question names by its UIN comes first, however the UIN is typed."""

import pytest

from qa.archive.ingest import ingest
from qa.model import Request
from qa.search.readings import query_of
from qa.search.snapshot import SnapshotManager
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines


def said(uin, *paragraphs):
    return fact(
        uin=uin,
        question_text=f"To ask about matter {uin}.",
        answer_html="".join(f"<p>{one}</p>" for one in paragraphs),
        heading=None,
    )


LONG = [
    f"In county {n} wardens ringed {n + 40} owls in each of the woods, "
    + " ".join(f"{word}{n}" for word in "alder beech birch cedar elm hazel larch maple".split() * 9)
    + "."
    for n in range(7)
]
FACTS = [
    said("219050", *LONG),
    said("57372", "The cost of barns in every county is not held centrally."),
    said("12500", "Cats of London are counted by volunteers of many clubs there."),
    said("61344", "It was 57372 pounds in all."),
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("named")
    settings = Settings(data_dir=folder / "data")
    assert not ingest([lines(folder / "a.jsonl", *FACTS)], settings).rejected
    return settings


@pytest.fixture(scope="module")
def service(settings):
    return Service(settings)


def found(service, question):
    return [
        one.passage.passage_id.split("/")[1] for one in service.reply(Request(question)).passages
    ]


@pytest.mark.parametrize(
    "question",
    [
        "219050",
        "what was the answer to 219050",
        "What did 219050 say?",
        "hi, can you pls find 219050 for me",
        "219050 please",
        "re 219050",
        "show me Q219050",
        "who answered 219050?",
        "when was 219050 answered",
        "the 219050 answer",
        "UIN 219050 (Ann Smith)",
        "WPQ 219050",
        "Q.219050",
        "https://questions-statements.parliament.uk/written-questions/detail/2015-03-02/219050",
        "pls find www.parliament.uk/written-question/Commons/2015-03-02/219050/ thanks",
    ],
)
def test_an_answer_that_is_all_that_is_asked_for_is_read_from_its_beginning(service, question):
    assert found(service, question)[:3] == ["219050#1", "219050#2", "219050#3"]


@pytest.mark.parametrize(
    "question",
    [
        "219050 and 57372",
        "what did we say in reply to 219050 and 57372?",
        "compare 57372 with 219050",
    ],
)
def test_answers_that_are_named_together_take_turns(service, question):
    shown = found(service, question)
    assert {one.split("#")[0] for one in shown[:2]} == {"219050", "57372"}
    assert shown[2:4] == ["219050#2", "219050#3"]


def test_a_label_may_follow_a_uin(service):
    assert found(service, "219050 - county 5")[0] == "219050#6"


def test_what_is_asked_beside_a_uin_orders_its_passages(service):
    assert found(service, "owls of county 5 in 219050")[0] == "219050#6"


@pytest.mark.parametrize(
    "question",
    [
        "57372 barns",
        "barns for £57372",
        "57372% of owls",
        "barns for 57,372",
        "barns 57372.50",
        "more than 12500",
        "owls and 99999",
        "call 020 7219 57372 4",
    ],
)
def test_an_amount_is_no_uin(settings, question):
    with SnapshotManager(settings).open() as snapshot:
        assert query_of(Request(question), snapshot).uins == ()


@pytest.mark.parametrize("question", ["what was the answer to 999999?", "PQ 999999", "see 999999"])
def test_a_uin_that_no_answer_has_is_said_to_be_so(service, question):
    reply = service.reply(Request(question))
    assert not reply.answerable
    assert reply.reason == "No published answer has the UIN 999999."


def test_few_numbers_of_a_question_are_looked_up(settings):
    many = " and ".join(str(number) for number in range(57372, 57972, 7) if number % 100)
    with SnapshotManager(settings).open() as snapshot:
        assert query_of(Request(f"owls {many}"), snapshot).uins == ("57372",)
        assert query_of(Request(f"owls {many} and 219050"), snapshot).uins == ("57372",)


@pytest.mark.parametrize("question", ["who asked it?", "and county 5?", "what about owls"])
def test_what_follows_a_uin_is_asked_of_its_answer(service, question):
    reply = service.reply(Request(question, history=("219050",)))
    assert reply.query.uins == ("219050",)
    assert reply.passages[0].answer.uin == "219050"


def test_a_uin_within_an_earlier_question_names_nothing_later(service):
    earlier = "in reply to Question 219050 how many owls are there"
    assert service.reply(Request("and barns?", history=(earlier,))).query.uins == ()
