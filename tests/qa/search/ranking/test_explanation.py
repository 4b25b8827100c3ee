"""An explanation names the terms that match, where, and parts that add up to the score."""

import pytest

from qa.archive.ingest import ingest
from qa.model import Request
from qa.model.filters import read_filters
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explained")
    facts = [
        fact(uin="1", question_text="Owls.", answer_html="<p>In jails owls nest.</p>"),
        fact(uin="2", question_text="Prison.", answer_html="<p>The prison has owls.</p>"),
        fact(uin="30333", question_text="Cats.", answer_html="<p>There are none.</p>"),
    ]
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "facts.jsonl", *facts)], settings)
    return Service(settings)


def explained(service, question, **asked):
    reply = service.reply(Request(question, explain=True, **asked))
    for one in reply.passages or reply.near_misses:
        terms = sum(term.score for term in one.why.terms)
        parts = terms + one.why.dense + one.why.feedback + one.why.pinned
        assert parts == pytest.approx(one.score)
    return {one.answer.uin: one.why for one in reply.passages or reply.near_misses}


def test_each_matched_word_has_its_fields(service):
    why = explained(service, "owls nest")["1"]
    found = {one.word: one for one in why.terms}
    assert found["owls"].fields == ("source_question", "answer")
    assert found["nest"].fields == ("answer",)
    assert (why.dense, why.feedback, why.cosine) == (0.0, 0.0, None)


def test_expansions_are_marked(service):
    (term,) = (one for one in explained(service, "jail owls")["2"].terms if one.expansion)
    assert (term.word, term.expansion, term.fields) == (
        None,
        "prison",
        ("source_question", "answer"),
    )


def test_filters_are_listed(service):
    why = explained(service, "owls", filters=read_filters(house="commons"))["1"]
    assert why.as_json()["filters"]["house"] == "Commons"
    assert why.as_json()["cosine"] is None


def test_an_explanation_comes_only_where_asked_for(service):
    (passage, *_) = service.reply(Request("owls")).as_json()["passages"]
    assert "explain" not in passage
    (passage, *_) = service.reply(Request("owls", explain=True)).as_json()["passages"]
    assert [one["word"] for one in passage["explain"]["terms"]] == ["owls"]


def test_the_boost_of_a_named_answer_is_a_part_of_its_score(service):
    assert explained(service, "UIN 30333 owls")["30333"].pinned > 0
