"""What is shown before the first question: examples that the store answers, newest answers."""

import os
import shlex
from datetime import date

import pytest
from click.testing import CliRunner

from qa.archive.ingest import ingest
from qa.cli import main
from qa.model import Request
from qa.model.browse import FirstVisit
from qa.service.first_visit import EXAMPLES, SHIPPED, SMALL_STORE, sync_command
from qa.service.service import Service
from qa.settings import Settings
from tests.fake_parliament import FakeParliament
from tests.making import CORPUS, REAL_ANSWERS, fact, lines
from tests.parliament_records import NAMED
from tests.syncing import by_id

BODIES = ["attorney-general"]
BODIES += ["cabinet-office", "ministry-of-justice"] if os.environ.get("QA_PROVE") else []


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data", semantic=False)


def entered(settings, tmp_path, *facts):
    ingest([lines(tmp_path / "a.jsonl", *facts)], settings)
    return Service(settings)


def asked(uin, question, answer, **more):
    whole = f"To ask the Secretary of State, {question}."
    return fact(uin=uin, question_text=whole, answer_html=f"<p>{answer}</p>", **more)


OWLS = asked("1", "how many owls were counted in open prisons", "Nine owls were counted in prisons")
OTTERS = asked(
    "2", "how many otters were counted in open prisons", "Five otters were counted in prisons"
)
HOME = asked(
    "3",
    "what steps he is taking to protect badgers at the border",
    "We protect badgers at the border by means of tunnels.",
    answering_body="Home Office",
)


def test_examples_come_from_different_bodies_the_commonest_first(settings, tmp_path):
    found = entered(settings, tmp_path, OWLS, OTTERS, HOME).first_visit()
    assert found.examples == (
        "How many owls were counted in open prisons?",
        "What is the government doing to protect badgers at the border?",
        "How many otters were counted in open prisons?",
    )


def test_one_that_asks_in_another_way_is_preferred(settings, tmp_path):
    short = asked(
        "4",
        "how many cats were seen at the border",
        "Nine cats were seen at the border.",
        answering_body="Home Office",
    )
    third = asked("5", "how many bats were seen in open prisons", "Two bats were seen in prisons.")
    service = entered(settings, tmp_path, OWLS, OTTERS, third, HOME, short)
    assert service.first_visit().examples == (
        "How many bats were seen in open prisons?",
        "What is the government doing to protect badgers at the border?",
        "How many owls were counted in open prisons?",
    )


def test_a_question_that_its_own_answer_is_not_first_for_is_no_example(settings, tmp_path):
    same = [
        asked(str(n), "how many libraries were counted in open prisons", "There are twelve.")
        for n in range(4)
    ]
    found = entered(settings, tmp_path, *same).first_visit().examples
    assert found == ("How many libraries were counted in open prisons?",)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how many owls were counted in open prisons", "The information is not held centrally."),
        ("how many owls were killed in open prisons", "Nine owls were killed in open prisons."),
        ("what owls there are; and how many of those are barn owls", "There are nine owls."),
    ],
)
def test_a_stub_a_grim_subject_and_a_fragment_are_no_examples(settings, tmp_path, question, answer):
    assert entered(settings, tmp_path, asked("1", question, answer)).first_visit().examples == ()


def test_the_newest_answers_of_substance_are_listed_newest_first(settings, tmp_path):
    days = ["2016-01-04", "2016-01-02", "2016-01-03", "2016-01-01"]
    facts = [
        asked(str(n), f"what bird {n} is", f"Bird {n} is a finch.", date_answered=day)
        for n, day in enumerate(days)
    ]
    stub = asked("9", "what bird 9 is", "This is not held centrally.", date_answered="2016-02-01")
    newest = entered(settings, tmp_path, *facts, stub).first_visit().newest
    assert [answer.uin for answer in newest] == ["0", "2", "1"]


def test_the_answers_that_ship_have_questions_and_are_few(settings):
    ingest([CORPUS], settings)
    service = Service(settings)
    found = service.first_visit()
    assert (found.small, len(found.newest)) == (True, 2)
    assert found.examples == SHIPPED
    assert all(service.reply(Request(question)).answerable for question in found.examples)


def test_a_store_is_small_up_to_a_number_of_answers(settings, tmp_path):
    facts = [
        asked(str(n), f"what bird {n} is", f"Bird {n} is a finch.") for n in range(SMALL_STORE)
    ]
    assert entered(settings, tmp_path, *facts[:-1]).first_visit().small
    assert not entered(settings, tmp_path, *facts).first_visit().small


def test_it_is_worked_out_once_for_each_state_of_the_store(settings, tmp_path):
    service = entered(settings, tmp_path, OWLS)
    first = service.first_visit()
    assert service.first_visit() is first
    ingest([lines(tmp_path / "b.jsonl", HOME)], settings)
    assert len(service.first_visit().newest) == 2


def test_an_empty_store_has_nothing(settings):
    assert Service(settings).first_visit() == FirstVisit((), (), small=True)


def test_the_command_that_fills_a_store_works(tmp_path):
    command = sync_command(date(2024, 12, 31))
    assert command == 'qa sync --body "Ministry of Justice" --since 2024-01-01'
    with FakeParliament(by_id(*NAMED.values())) as fake:
        _, *arguments = shlex.split(command)
        more = ["--until", "2024-01-16", "--rate", "10000", "--api-url", fake.url]
        done = CliRunner().invoke(main, [*arguments, *more, "--data-dir", str(tmp_path)])
    assert done.exit_code == 0, done.stderr
    assert Service(Settings(data_dir=tmp_path)).coverage().answers > 10


@pytest.mark.skipif(not REAL_ANSWERS.exists(), reason="the real answers are not beside the clone")
@pytest.mark.parametrize("body", BODIES)
def test_real_answers_give_three_that_are_answered(settings, body):
    ingest([REAL_ANSWERS / f"{body}.jsonl"], settings)
    service = Service(settings)
    found = service.first_visit()
    assert len(set(found.examples)) == EXAMPLES
    assert not set(found.examples) & set(SHIPPED)
    assert all(service.reply(Request(question)).answerable for question in found.examples)
    assert not found.small
