"""Other words for what was typed: acronyms both ways, lay words, renamed bodies."""

import math

import pytest

from qa.archive.ingest import ingest
from qa.model import Request
from qa.search.ranking.term_weights import term_weights
from qa.search.understanding import lexicon
from qa.search.understanding.lexicon import Lexicon
from qa.service.service import Service
from qa.settings import Settings
from qa.text.analyzer import Analyzer
from tests.making import fact, lines

ANALYZER = Analyzer()
LEXICON = Lexicon(lexicon.shipped_rules(), ANALYZER)


def also(question):
    return [one.phrase for one in LEXICON.expand(list(ANALYZER.terms_and_words(question)))]


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("tagging costs", "electronic monitoring"),
        ("electronic monitoring costs", "tagging"),
        ("who is on ROTL?", "release on temporary licence"),
        ("release on temporary licence", "ROTL"),
        ("jails", "prison"),
        ("what did noms say", "HMPPS"),
        ("SEND pupils", "special educational needs and disability"),
    ],
)
def test_other_words_are_found_for_what_is_typed(question, phrase):
    assert phrase in also(question)


@pytest.mark.parametrize(
    "question", ["will he send pupils home", "monitoring of electronic mail", ""]
)
def test_no_other_words_are_found_where_none_are_meant(question):
    assert not {"special educational needs and disability", "tagging"} & set(also(question))


def test_each_line_of_the_lexicon_says_what_it_is_for():
    rules = lexicon.shipped_rules()
    assert len(rules) == len(set(rules)) > 200
    for typed, phrase in rules:
        assert ANALYZER.terms(typed), phrase
        assert ANALYZER.terms(phrase), typed


@pytest.fixture
def service(tmp_path):
    facts = [
        fact(uin="1", answer_html="<p>The Widget Quality Board (WQB) met.</p>"),
        fact(uin="2", answer_html="<p>The Widget Quality Board (WQB) was closed.</p>"),
        fact(uin="3", answer_html="<p>The WQB costs too much.</p>"),
        fact(uin="4", answer_html="<p>Electronic monitoring is used for curfews.</p>"),
        *(
            fact(uin=str(n), answer_html=f"<p>Farm number {n} grows oats.</p>")
            for n in range(5, 12)
        ),
    ]
    settings = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "facts.jsonl", *facts)], settings)
    return Service(settings)


def test_a_short_form_that_two_answers_explain_is_searched_both_ways(service):
    long = service.reply(Request("costs of the widget quality board", hits=10))
    assert "2015-03-02/3" in [one.answer.answer_id for one in long.passages]
    assert "WQB" in long.as_json()["query"]["expansions"]
    assert (
        service.reply(Request("is the WQB closed?")).passages[0].answer.answer_id == "2015-03-02/2"
    )


def test_other_words_count_for_the_word_that_was_typed(service):
    reply = service.reply(Request("tagging curfews", explain=True))
    assert reply.passages[0].answer.answer_id == "2015-03-02/4"
    assert reply.confidence == pytest.approx(1 / (1 + math.exp(1.7 - 3.671)))
    assert reply.unmatched == ("tagging",)
    assert sum(service.explained_words(reply).values()) == pytest.approx(1.0)


def test_other_words_weigh_less_than_those_typed(service):
    index = service._snapshots.index()
    query = service.reply(Request("the WQB")).query
    weights = term_weights(query, index)
    assert sum(weights[term] for term in ANALYZER.terms("widget quality board")) < weights["wqb"]
