"""Confidence is a probability that follows from what the best passages hold."""

import math

import pytest

from qa.archive.ingest import ingest
from qa.model import Request
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("confidence")
    facts = [
        fact(uin="1", question_text="Owls.", answer_html="<p>Owls nest in the tower.</p>"),
        fact(uin="2", question_text="Towers.", answer_html="<p>The tower has a keeper.</p>"),
    ]
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "facts.jsonl", *facts)], settings)
    return Service(settings)


def test_all_held_and_nothing_held_are_the_ends_of_the_curve(service):
    assert service.reply(Request("owls in the tower")).confidence == pytest.approx(
        1 / (1 + math.exp(4.37 - 8.70))
    )
    part = service.reply(Request("keeper zebra quagga lynx"))
    held = 0.25  # one word of four, which all weigh as the rarest
    assert "cover 25% of what was asked" in part.reason
    assert part.confidence == pytest.approx(1 / (1 + math.exp(4.37 - 8.70 * held)))


def test_where_nothing_is_found_there_is_no_confidence(service):
    assert service.reply(Request("zebra")).confidence == 0.0


def test_the_more_is_held_the_surer_it_is(service):
    asked = ["zebra quagga keeper", "zebra keeper", "owls keeper", "tower keeper"]
    sure = [service.reply(Request(question)).confidence for question in asked]
    assert sure == sorted(sure)
    assert sure[0] < sure[-1]


def test_an_answer_that_is_named_is_sure(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "facts.jsonl", fact(uin="41780"))], settings)
    assert Service(settings).reply(Request("UIN 41780")).confidence == 1.0
