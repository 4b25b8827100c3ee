"""An explanation names what was matched, where, and its share; the shares are whole."""

import pytest

from qa.archive.ingest import ingest
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
        fact(uin="3", question_text="Cats.", answer_html="<p>There are none.</p>"),
    ]
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "facts.jsonl", *facts)], settings)
    return Service(settings)


def explained(service, question, **asked):
    reply = service.reply(question, explain=True, **asked)
    return {one.answer.uin: one.why for one in reply.passages or reply.near_misses}


def test_each_matched_word_has_its_fields_and_the_shares_are_whole(service):
    why = explained(service, "owls nest")["1"]
    found = {one.word: one for one in why.terms}
    assert found["owls"].fields == ("source_question", "answer")
    assert found["nest"].fields == ("answer",)
    assert sum(one.share for one in why.terms) == pytest.approx(1)
    assert (why.meaning, why.nearness) == (0.0, None)


def test_other_words_are_told_from_those_typed(service):
    (term,) = (one for one in explained(service, "jail owls")["2"].terms if one.also)
    assert (term.word, term.also, term.fields) == (None, "prison", ("source_question", "answer"))


def test_filters_that_held_are_told(service):
    why = explained(service, "owls", filters=read_filters(house="commons"))["1"]
    assert why.as_json()["filters"]["house"] == "Commons"
    assert why.as_json()["nearness"] is None


def test_unasked_there_is_no_explanation(service):
    (passage, *_) = service.reply("owls").as_json()["passages"]
    assert "explain" not in passage
    (passage, *_) = service.reply("owls", explain=True).as_json()["passages"]
    assert [one["word"] for one in passage["explain"]["terms"]] == ["owls"]
