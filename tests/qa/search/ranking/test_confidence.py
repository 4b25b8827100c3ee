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


OWL = KEEPER = math.log(1 + 1.5 / 1.5)
"""The idf of a term that one of two passages has; a term that none has weighs as much."""
TOWER = math.log(1 + 0.5 / 2.5)


def by_words(coverage, held, missing_names=0.0, missing_year=0.0):
    """The confidence where the best of two passages holds terms with this idf in all."""
    logit = -1.655 + 2.678 * coverage - 1.315 * missing_names - 5.452 * missing_year
    return 1 / (1 + math.exp(-logit - 0.163 * (held - math.log(2))))


def test_confidence_by_words_rests_on_coverage(service):
    whole = service.reply(Request("owls in the tower"))
    assert whole.confidence == pytest.approx(by_words(1, OWL + TOWER))
    part = service.reply(Request("keeper zebra quagga lynx"))
    assert "cover 25% of what was asked" in part.reason  # all four weigh as the rarest
    assert part.confidence == pytest.approx(by_words(0.25, KEEPER))


def test_a_question_whose_words_are_held_is_not_declined_for_want_of_them(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    texts = ["Otters and herons share the weir.", "Oats grow."]
    facts = [fact(uin=str(n), answer_html=f"<p>{text}</p>") for n, text in enumerate(texts, 1)]
    ingest([lines(tmp_path / "facts.jsonl", *facts)], settings)
    reason = Service(settings).reply(Request("otters, herons and the weir in 2031")).reason
    assert "hold 75% of what was asked" in reason  # three of four, which weigh alike
    assert "too unsure" in reason


def test_one_term_alone_is_not_weighed_against_chance(service):
    assert service.reply(Request("keeper")).confidence == pytest.approx(by_words(1, math.log(2)))


def test_words_that_meet_by_chance_speak_less_for_an_answer(tmp_path):
    """Of 64 passages half have each common word, so that some have both by chance; two rare words
    meet in one passage only because it is about both."""
    settings = Settings(data_dir=tmp_path / "data", semantic=False)
    words = [(("plan", "spend")[n % 2], ("north", "south")[n // 2 % 2]) for n in range(63)]
    texts = [f"{one} {other}" for one, other in words] + ["otter weir"]
    facts = [
        fact(uin=str(number), question_text="Asked.", answer_html=f"<p>{text} {'x' * number}.</p>")
        for number, text in enumerate(texts, start=1)
    ]
    ingest([lines(tmp_path / "facts.jsonl", *facts)], settings)
    service = Service(settings)
    common = service.reply(Request("north spend")).confidence
    rare = service.reply(Request("otter weir")).confidence
    north, spend, otter = (math.log(1 + (64 - df + 0.5) / (df + 0.5)) for df in (31, 31, 1))
    # Less the log of 64: the log of 32, and that of 2 which is taken off above.
    assert common == pytest.approx(by_words(1, north + spend - math.log(32)), abs=0.01)
    assert rare == pytest.approx(by_words(1, 2 * otter - math.log(32)))


def test_a_name_that_the_best_passage_lacks_counts_against_it(service):
    half = service.reply(Request("the keeper of Zebra"))
    assert half.confidence == pytest.approx(by_words(0.5, KEEPER, missing_names=1))
    other = service.reply(Request("the keeper of zebra"))
    assert other.confidence == pytest.approx(by_words(0.5, KEEPER))


def test_a_word_in_capitals_is_no_name_where_everything_is(service):
    loud = service.reply(Request("THE KEEPER OF ZEBRA"))
    assert loud.confidence == service.reply(Request("the keeper of zebra")).confidence


@pytest.mark.parametrize(("year", "missing"), [("2015", 0), ("2031", 1)])
def test_a_year_counts_against_it_where_no_best_passage_is_of_it(service, year, missing):
    found = service.reply(Request(f"keeper {year}"))
    assert found.confidence == pytest.approx(by_words(0.5, KEEPER, missing_year=missing))


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
