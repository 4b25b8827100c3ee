"""A question of several parts is answered part by part, and as a whole as it was before."""

import dataclasses

import pytest

from qa.archive.ingest import ingest
from qa.model import Filters, Request
from qa.service.service import Service, passages_of, shown
from qa.settings import Settings
from tests.making import fact, lines

ASK = "To ask the Secretary of State for Rural Affairs, "


def said(uin, text, **stated):
    return fact(
        **stated,
        uin=uin,
        question_text=f"{ASK}about matter {uin}.",
        answer_html=f"<p>{text}</p>",
        heading=None,
    )


OWLS = "In 2016 wardens ringed 210 barn owls in the forests of northern Kent."
BATS = "Volunteers found 85 pipistrelle bats roosting in churches of Essex villages."
COST = "Ringing barn owls cost the wardens £4,000 in Kent, mostly for ladders."
FACTS = [
    said("101", OWLS),
    said("102", BATS),
    said("103", COST, asking_member="Green, Gil", answering_member="Hill, Zoe"),
] + [
    said(str(200 + n), f"Farmers of county {word} were paid for hedges, ponds and meadows.")
    for n, word in enumerate("alder ash beech birch cedar elm hazel holly larch maple".split())
]
BOTH = ASK + (
    "how many barn owls wardens ringed in Kent; and how many pipistrelle bats volunteers found "
    "roosting in churches in Essex."
)
HALF = (
    "how many submarines, frigates and aircraft carriers the admirals of Portsmouth and Plymouth "
    "ordered from shipyards in Gdansk, Hamburg and Cadiz; "
    "and how many pipistrelle bats volunteers found roosting in churches in Essex."
)


@pytest.fixture(scope="module")
def service(tmp_path_factory, words_only):
    folder = tmp_path_factory.mktemp("parts")
    settings = Settings(data_dir=folder / "data")
    assert not ingest([lines(folder / "a.jsonl", *FACTS)], settings).rejected
    return Service(settings)


def parts(service, question, **asked):
    return service.reply(Request(question, parts=True, **asked)).parts


def test_each_part_has_its_own_passages(service):
    first, second = parts(service, BOTH)
    assert (first.label, second.label) == ("1", "2")
    assert first.text == ASK + "how many barn owls wardens ringed in Kent"
    assert first.passages[0].text == OWLS
    assert second.answerable
    assert second.passages[0].text == BATS
    assert second.reason is None
    assert len(first.passages) <= 3


def test_a_part_that_leans_is_read_with_the_first(service):
    _, cost = parts(service, ASK + "how many barn owls were ringed; and what that cost.")
    assert cost.text == "what that cost."
    assert cost.passages[0].answer.uin in ("101", "103")
    asked = "how many submarines admirals ordered abroad; and who was paid for that."
    assert [part.answerable for part in parts(service, ASK + asked)] == [False, False]


def test_an_item_that_asks_is_read_with_the_first(service):
    _, cost = parts(service, ASK + "(a) how many barn owls were ringed and (b) what it cost.")
    assert (cost.label, cost.text) == ("(b)", "what it cost.")
    assert cost.passages[0].answer.uin in ("101", "103")


def test_a_name_that_a_passage_of_a_part_mentions_is_not_missed(service):
    whole = service.reply(Request(BOTH, hits=1))
    assert (whole.answerable, whole.unmentioned) == (True, ("Kent",))
    assert service.reply(Request(BOTH, hits=1, parts=True)).unmentioned == ()


def test_the_whole_is_the_same_with_parts_and_without(service):
    for question in (BOTH, HALF, "barn owls", ASK + "what (a) owls and (b) bats there are in Kent"):
        without = service.reply(Request(question))
        whole = service.reply(Request(question, parts=True))
        assert without.parts == ()
        assert dataclasses.replace(whole, parts=(), reason=without.reason) == without


def test_a_declined_question_says_which_parts_are_covered(service):
    reply = service.reply(Request(HALF, parts=True))
    assert (reply.answerable, [one.answerable for one in reply.parts]) == (False, [False, True])
    assert reply.reason == "1 of the 2 parts of this question is covered: see each part."
    assert service.reply(Request(HALF)).reason != reply.reason


@pytest.mark.parametrize("question", ["barn owls", "hello", "who are you? what is this?", "?; ?"])
def test_a_question_of_one_part_has_none(service, question):
    assert parts(service, question) == ()


def test_later_pages_of_a_ranking_have_no_parts(service):
    assert parts(service, BOTH, offset=1) == ()


def test_a_part_that_names_somebody_unknown_within_a_filter_says_so(service):
    asked = "what questions did Ann Smith ask on owls; what questions did Gil Green ask on owls?"
    _, second = parts(service, asked, filters=Filters(minister="Jones"))
    assert (second.answerable, second.passages) == (False, ())
    assert second.reason.startswith("“Jones” has answered nothing that “Gil Green” asked.")


def test_the_json_of_a_part_shows_passages_as_the_reply_does(service):
    reply = service.reply(Request(HALF, parts=True)).as_json()
    part = reply["parts"][1]
    assert list(part) == ["label", "text", "answerable", "confidence", "reason", "passages"]
    passage = part["passages"][0]
    whole = service.reply(Request(BATS)).as_json()["passages"][0]
    assert passage.keys() == whole.keys()
    assert shown(reply, passage["passage_id"])["text"] == BATS
    assert passage in list(passages_of(reply))


def test_a_reply_stored_before_parts_is_read(service):
    reply = service.reply(Request(BATS)).as_json()
    del reply["parts"]
    assert next(passages_of(reply))["text"] == BATS
