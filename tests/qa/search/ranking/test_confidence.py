"""Confidence is a probability that follows from what the best passages hold."""

import math
from dataclasses import replace

import pytest

from qa.archive.ingest import ingest
from qa.model import Request
from qa.search.ranking.confidence import evidence
from qa.search.ranking.fusion import rank
from qa.search.readings import query_of
from qa.search.snapshot import SnapshotManager
from qa.search.understanding.spelling import Spelling
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


def by_words(coverage, held, missing_names=0.0, missing_year=0, missing_amount=0, other_bodies=0.0):
    """The confidence where the best passage holds so many terms."""
    logit = -3.140 + 1.976 * coverage + 1.792 * math.log(1 + held)
    logit -= 1.815 * missing_names + 6.059 * missing_year + 0.844 * missing_amount
    return 1 / (1 + math.exp(0.958 * other_bodies - logit))


def test_confidence_by_words_rests_on_coverage_and_the_terms_held(service):
    whole = service.reply(Request("owls in the tower"))
    assert whole.confidence == pytest.approx(by_words(1, 2))
    part = service.reply(Request("keeper zebra quagga lynx"))
    assert "cover 25% of what was asked" in part.reason  # all four weigh as the rarest
    assert part.confidence == pytest.approx(by_words(0.25, 1))


def test_the_only_term_of_a_question_counts_as_two(service):
    assert service.reply(Request("keeper")).confidence == pytest.approx(by_words(1, 2))


def test_a_question_whose_words_are_held_is_not_declined_for_want_of_them(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    texts = ["Otters and herons share the weir.", "Oats grow."]
    facts = [fact(uin=str(n), answer_html=f"<p>{text}</p>") for n, text in enumerate(texts, 1)]
    ingest([lines(tmp_path / "facts.jsonl", *facts)], settings)
    reason = Service(settings).reply(Request("otters, herons and the weir in 2031")).reason
    assert "hold 75% of what was asked" in reason  # three of four, which weigh alike
    assert "too unsure" in reason


def test_a_name_that_the_best_passage_lacks_counts_against_it(service):
    half = service.reply(Request("the keeper of Zebra"))
    assert half.confidence == pytest.approx(by_words(0.5, 1, missing_names=1))
    other = service.reply(Request("the keeper of zebra"))
    assert other.confidence == pytest.approx(by_words(0.5, 1))


def test_a_word_in_capitals_is_no_name_where_everything_is(service):
    loud = service.reply(Request("THE KEEPER OF ZEBRA"))
    assert loud.confidence == service.reply(Request("the keeper of zebra")).confidence


@pytest.mark.parametrize("typed", ["the keeper of zebra", "zebra's keeper?", "THE KEEPER OF ZEBRA"])
def test_a_word_that_answers_write_with_a_capital_is_a_name_as_typed(service, typed):
    with SnapshotManager(service.settings).open() as opened:
        for words, missing in ((["Zebra"], 1.0), (["zebra"], 0.0)):
            snapshot = replace(opened, spelling=Spelling({"zebra"}.__contains__, words))
            ranking = rank(query_of(Request(typed), snapshot), snapshot, 10)
            assert evidence(ranking, snapshot).missing_names == pytest.approx(missing)


def test_an_acronym_that_the_best_passage_spells_out_is_held(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    texts = ["Owls nest in very high cost cases.", "The tower has a keeper."]
    facts = [fact(uin=str(n), answer_html=f"<p>{text}</p>") for n, text in enumerate(texts, 1)]
    ingest([lines(tmp_path / "facts.jsonl", *facts)], settings)
    with SnapshotManager(settings).open() as snapshot:
        for typed, coverage, missing in (
            ("owls, VHCCs", 1.0, 0.0),
            ("keeper, VHCCs", 0.5, 1.0),
            ("owls, VHCLs", 0.5, 1.0),
            ("keeper, TH", 0.5, 1.0),  # two letters, as some two words nearly always spell
        ):
            ranking = rank(query_of(Request(typed), snapshot), snapshot, 10)
            found = evidence(ranking, snapshot)
            assert (found.coverage, found.missing_names) == pytest.approx((coverage, missing))


@pytest.mark.parametrize(("year", "missing"), [("2015", 0), ("2031", 1)])
def test_a_year_counts_against_it_where_no_best_passage_is_of_it(service, year, missing):
    found = service.reply(Request(f"keeper {year}"))
    assert found.confidence == pytest.approx(by_words(0.5, 1, missing_year=missing))


@pytest.mark.parametrize(
    ("asked", "text", "missing"),
    [
        ("How many owls nest?", "Owls nest in the tower.", 1),
        ("How many owls nest?", "Owls nest, 14 in all.", 0),
        ("How many owls nest?", "Twelve owls nest.", 0),
        ("How many owls nest?", "One sees owls nest.", 1),
        ("Owls that nest?", "Owls nest in the tower.", 0),
        ("How many owls nest?", "Owls nest; the information requested is not held centrally.", 0),
    ],
    ids=["no figure", "a figure", "in words", "one", "no amount asked", "not held"],
)
def test_an_amount_that_is_asked_for_counts_where_there_is_no_figure(
    tmp_path, asked, text, missing
):
    settings = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "facts.jsonl", fact(answer_html=f"<p>{text}</p>"))], settings)
    found = Service(settings).reply(Request(asked))
    assert found.confidence == pytest.approx(by_words(1, 2, missing_amount=missing))


def test_other_bodies_among_the_best_count_against_the_first(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    facts = [
        fact(uin=str(n), answering_body=body, answer_html=f"<p>Owls {'hoot ' * n}.</p>")
        for n, body in enumerate(["Ministry of Justice"] * 2 + ["Home Office"] * 2, 1)
    ]
    ingest([lines(tmp_path / "facts.jsonl", *facts)], settings)
    found = Service(settings).reply(Request("owls"))
    assert found.confidence == pytest.approx(by_words(1, 2, other_bodies=0.5))


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
