"""Questions to begin with, taken from the store and answered by it."""

import pytest

from qa.archive.ingest import ingest
from qa.model import Request
from qa.service.service import Service
from qa.settings import Settings
from tests.making import REAL_ANSWERS, fact, lines


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data")


def entered(settings, tmp_path, *facts):
    ingest([lines(tmp_path / "a.jsonl", *facts)], settings)
    return Service(settings)


def asked(uin, question, answer, **more):
    return fact(uin=uin, question_text=question, answer_html=f"<p>{answer}</p>", **more)


def test_the_part_that_asks_is_taken_from_the_newest_answers(settings, tmp_path):
    ask = "To ask the Secretary of State for Justice, with reference to the review, "
    service = entered(
        settings,
        tmp_path,
        asked("1", f"{ask}how many owls were kept in open prisons.", "Nine owls.", heading="A"),
        asked(
            "2",
            f"{ask}what the cost of badgers was to young offenders.",
            "Badgers cost £5.",
            heading="B",
            date_answered="2016-01-01",
        ),
    )
    assert service.examples() == (
        "What the cost of badgers was to young offenders?",
        "How many owls were kept in open prisons?",
    )


def test_a_question_that_its_own_answer_is_not_first_for_is_no_example(settings, tmp_path):
    ask = "To ask the Secretary of State, how many libraries there are in prisons."
    same = [asked(str(n), ask, "There are twelve.", heading=f"H{n}") for n in range(4)]
    assert len(entered(settings, tmp_path, *same).examples()) == 1


def test_a_part_that_leans_on_the_rest_is_no_example(settings, tmp_path):
    ask = "To ask the Secretary of State, what owls there are; and how many of those are barn owls."
    owls = asked("1", ask, "There are nine owls, three of them barn owls.", heading=None)
    assert entered(settings, tmp_path, owls).examples() == ()


def test_a_stub_is_no_example(settings, tmp_path):
    ask = "To ask the Secretary of State, how many libraries there are in prisons."
    stub = asked("1", ask, "The information requested is not held centrally.")
    assert entered(settings, tmp_path, stub).examples() == ()


def test_an_empty_store_has_none(settings):
    assert Service(settings).examples() == ()


@pytest.mark.skipif(not REAL_ANSWERS.exists(), reason="the real answers are not beside the clone")
def test_real_answers_give_three_that_are_answered(settings):
    ingest([sorted(REAL_ANSWERS.glob("*.jsonl"))[0]], settings)
    service = Service(settings)
    found = service.examples()
    assert len(set(found)) == 3
    assert all(service.reply(Request(question)).answerable for question in found)
