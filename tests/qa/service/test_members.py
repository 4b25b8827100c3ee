"""Answers by who gave them and who asked for them, wherever a filter is taken."""

import pytest

from qa import store
from qa.archive.ingest import ingest
from qa.errors import BadRequest
from qa.model import Request
from qa.model.citation import cite
from qa.model.filters import read_filters
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("members")
    settings = Settings(data_dir=folder / "data")
    facts = [
        fact(uin="101", answering_member="Wright, Jeremy", asking_member="Smith, Ann"),
        fact(uin="102", answering_member="Mr Jeremy Wright", asking_member="Jos\u00e9 O'Neill"),
        fact(uin="103", answering_member="Sam Gyimah", asking_member="Ann Smith"),
        fact(uin="104", answering_member=None, asking_member=None),
    ]
    ingest([lines(folder / "a.jsonl", *facts)], settings)
    return settings


@pytest.fixture
def service(settings):
    return Service(settings)


def found(reply):
    return sorted(quotation.answer.uin for quotation in reply.passages)


@pytest.mark.parametrize(
    ("asked", "uins"),
    [
        ({}, ["101", "102", "103", "104"]),
        ({"minister": "Jeremy Wright"}, ["101", "102"]),
        ({"minister": "wright"}, ["101", "102"]),
        ({"minister": "Mr Wright"}, ["101", "102"]),
        ({"member": "ann SMITH"}, ["101", "103"]),
        ({"member": "jose"}, ["102"]),
        ({"member": "O'Neill"}, ["102"]),
        ({"minister": "Wright", "member": "Smith"}, ["101"]),
    ],
)
def test_every_word_of_a_name_must_stand_in_it(service, asked, uins):
    reply = service.reply(Request("how many libraries are there?", read_filters(**asked)))
    assert found(reply) == uins
    assert {name.split("/")[1] for name, _ in service.ranking(reply.query, 10, "answer")} == {*uins}


@pytest.mark.parametrize(
    ("parameter", "asked"),
    [
        ("minister", {"minister": "Wrigh"}),
        ("minister", {"minister": "100%"}),
        ("member", {"member": "Nobody"}),
        ("minister", {"minister": "Gyimah", "member": "O'Neill"}),
    ],
)
def test_a_name_that_no_answer_bears_is_refused(service, parameter, asked):
    with pytest.raises(BadRequest) as caught:
        service.reply(Request("libraries", read_filters(**asked)))
    assert caught.value.parameter == parameter


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"minister": "Gymah"}, "No minister matches “Gymah”. Did you mean Sam Gyimah?"),
        ({"minister": "Jermy Wright"}, "Did you mean Jeremy Wright?"),
        ({"member": "Smyth"}, "No member matches “Smyth”. Did you mean Ann Smith?"),
        ({"minister": "Xavier"}, "No minister matches “Xavier”. Give words of the name"),
        ({"minister": "Gyimah", "member": "Smiht"}, "No member matches “Smiht”. Did you mean Ann"),
        (
            {"minister": "Gyimah", "member": "O'Neill"},
            "“Gyimah” has answered nothing that “O'Neill” asked. Leave one of the two out.",
        ),
    ],
)
def test_an_unknown_name_is_named_with_a_near_one(service, asked, said):
    with pytest.raises(BadRequest) as caught:
        service.reply(Request("libraries", read_filters(**asked)))
    assert said in str(caught.value)


def test_a_uin_finds_its_answer_only_among_them(service):
    filters = read_filters(minister="Gyimah")
    assert found(service.reply(Request("UIN 103 on libraries", filters))) == ["103"]
    assert found(service.reply(Request("UIN 101 on libraries", filters))) == ["103"]


def test_what_has_changed_is_followed_for_them_alone(settings):
    with store.archive.reading(settings.store_path) as db:
        followed = store.archive.changes.follow(db, 0, 10, read_filters(member="Smith"), None)
    assert sorted(answer.uin for answer in followed.answers) == ["101", "103"]


@pytest.mark.parametrize(
    ("question", "minister", "uins"),
    [
        ("what has Jeremy Wright said about libraries?", "Jeremy Wright", ["101", "102"]),
        ("libraries, according to Sam Gyimah", "Sam Gyimah", ["103"]),
        ("what has Nigel Nobody said about libraries?", None, ["101", "102", "103", "104"]),
        ("libraries that Jeremy Wright opened", None, ["101", "102", "103", "104"]),
    ],
)
def test_a_minister_whose_answers_are_asked_for_is_understood(service, question, minister, uins):
    reply = service.reply(Request(question))
    assert reply.query.filters.minister == minister
    assert ("minister" in reply.query.interpretations) == (minister is not None)
    shown = reply.passages or reply.near_misses
    assert {one.answer.uin for one in shown} <= {*uins}
    if minister:
        assert found(reply) == uins
        without = service.reply(Request(question, disabled=("minister",)))
        assert without.query.filters.minister is None


def test_one_person_has_one_name_however_the_source_orders_it(settings, service):
    page = service.search_page(Request("how many libraries are there?"))
    assert page.facets.counts["minister"] == {"Jeremy Wright": 2, "Sam Gyimah": 1}
    assert page.facets.counts["member"] == {"Ann Smith": 2, "Jos\u00e9 O'Neill": 1}
    [record] = [one for one in page.reply.as_json()["passages"] if one["uin"] == "101"]
    assert (record["answering_member"], record["asking_member"]) == ("Jeremy Wright", "Ann Smith")
    assert ", answer by Jeremy Wright (" in cite(record | {"heading": "Libraries"})
    with store.archive.reading(settings.store_path) as db:
        [published] = db.execute(
            "SELECT published FROM versions v JOIN answers a ON a.version = v.id WHERE uin = '101'"
        ).fetchone()
    assert '"Wright, Jeremy"' in published
