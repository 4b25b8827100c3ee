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


def by_words(coverage, missing_names=0.0, missing_year=0.0):
    logit = -1.7 + 3.671 * coverage - 1.107 * missing_names - 5.365 * missing_year
    return 1 / (1 + math.exp(-logit))


def test_confidence_by_words_rests_on_coverage(service):
    assert service.reply(Request("owls in the tower")).confidence == pytest.approx(by_words(1))
    part = service.reply(Request("keeper zebra quagga lynx"))
    assert "cover 25% of what was asked" in part.reason  # all four weigh as the rarest
    assert part.confidence == pytest.approx(by_words(0.25))


def test_a_name_that_the_best_passage_lacks_counts_against_it(service):
    half = service.reply(Request("the keeper of Zebra"))
    assert half.confidence == pytest.approx(by_words(0.5, missing_names=1))
    assert service.reply(Request("the keeper of zebra")).confidence == pytest.approx(by_words(0.5))


def test_a_word_in_capitals_is_no_name_where_everything_is(service):
    loud = service.reply(Request("THE KEEPER OF ZEBRA"))
    assert loud.confidence == service.reply(Request("the keeper of zebra")).confidence


@pytest.mark.parametrize(("year", "missing"), [("2015", 0), ("2031", 1)])
def test_a_year_counts_against_it_where_no_best_passage_is_of_it(service, year, missing):
    found = service.reply(Request(f"keeper {year}"))
    assert found.confidence == pytest.approx(by_words(0.5, missing_year=missing))


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
