"""A word after NOT or a minus is in no answer found, where the question is no sentence."""

import pytest

from qa.archive.ingest import ingest
from qa.model import Request
from qa.search.understanding.exclusions import without_excluded
from qa.service.service import Service
from qa.settings import Settings
from qa.text.analyzer import Analyzer
from tests.making import fact, lines

ANALYZER = Analyzer()


@pytest.mark.parametrize(
    ("question", "rest", "words"),
    [
        ("legal aid NOT immigration", "legal aid", "immigration"),
        ("legal aid AND NOT immigration", "legal aid", "immigration"),
        ("prison OR jail -women", "prison OR jail", "women"),
        ("prison -women -youth", "prison", "women youth"),
        ("steel tariffs \u2013quotas", "steel tariffs", "quotas"),
        ("NOT immigration legal aid", "legal aid", "immigration"),
        ("school meals NOT Scotland, price", "school meals , price", "Scotland"),
        ("owls -re-offending", "owls", "re-offending"),
        ("legal aid but NOT immigration", "legal aid", "immigration"),
        ("broadband, not scotland", "broadband", "scotland"),
        ("broadband (not Scotland)", "broadband )", "Scotland"),
        ("broadband (but not in Scotland)", "broadband )", "Scotland"),
        ("broadband but not in Scotland", "broadband", "Scotland"),
        ("legal aid, not about northern ireland, cost", "legal aid , cost", "northern-ireland"),
        ("owls, not in Wales or northern Scotland", "owls", "Wales northern-Scotland"),
    ],
)
def test_words_are_excluded(question, rest, words):
    left, excluded = without_excluded(question, ANALYZER)
    assert " ".join(left.split()) == rest
    assert excluded == tuple(words.split())


@pytest.mark.parametrize(
    "question",
    [
        "why is legal aid NOT covering immigration",
        "is legal aid NOT available?",
        "we will NOT pay for hospitals",
        "prisoners not women",
        "young people not in education, employment or training",
        "those charged but not convicted",
        "is it legal, not in wales",
        "prisoners - women",
        "well-being of staff",
        "2015-16 costs",
        "costs -5",
        "NOT immigration",
        "LEGAL AID NOT IMMIGRATION",
        "-women",
        "first line\n-women",
        "legal aid NOT the",
        "",
    ],
)
def test_nothing_is_excluded(question):
    assert without_excluded(question, ANALYZER)[1] == ()


def test_an_exclusion_holds_for_passages_and_counts_and_can_be_switched_off(tmp_path):
    texts = ["Legal aid is for all.", "Legal aid for immigration is not.", "Legal aid: immigrants."]
    facts = [fact(uin=str(n), answer_html=f"<p>{text}</p>") for n, text in enumerate(texts)]
    settings = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "facts.jsonl", *facts)], settings)
    service = Service(settings)
    asked = "legal aid NOT immigration"
    reply = service.reply(Request(asked))
    assert [one.answer.uin for one in reply.passages] == ["0"]
    assert "excluded" in reply.query.interpretations
    assert reply.as_json()["query"]["excluded"] == ["immigration"]
    assert service.search_page(Request(asked)).facets.answers == 1
    off = service.reply(Request(asked, disabled=("excluded",)))
    assert len(off.passages) == 3
    assert "immigr" in off.query.terms
