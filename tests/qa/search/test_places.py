"""A turn can name an answer by its place in the reply before: "the second one"."""

import pytest

from qa.archive.ingest import ingest
from qa.model import Request
from qa.search.places import with_answers_named
from qa.search.snapshot import SnapshotManager
from qa.search.understanding.place import place_named
from qa.service.service import Service
from qa.service.watches import SavedSearch
from qa.settings import Settings
from tests.making import fact, lines
from tests.qa.search.owls import FACTS, OWLS


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("places")
    settings = Settings(data_dir=folder / "data", hits=5)
    assert not ingest([lines(folder / "a.jsonl", *FACTS)], settings).rejected
    return settings


@pytest.fixture(scope="module")
def service(settings):
    return Service(settings)


def shown(service, question, *history, **asked):
    reply = service.reply(Request(question, history=history, **asked))
    assert reply.question == question
    return [one.answer.uin for one in reply.passages]


def test_an_answer_is_named_by_its_place(service):
    listed = shown(service, OWLS)
    for place, turn in enumerate(["1", "the second one", "open the 3rd answer", "number 4"]):
        assert shown(service, turn, OWLS) == [listed[place]]
    assert shown(service, "who asked the fifth one?", OWLS) == [listed[4]]


def test_it_is_read_with_the_turn_before_and_watched_as_its_uin(service, settings):
    reply = service.reply(Request("the second one", history=(OWLS,)))
    assert reply.query.interpretations == ("history",)
    search = SavedSearch(Request("the second one", history=(OWLS,)))
    with SnapshotManager(settings).open() as snapshot:
        kept = search.checked("question", snapshot)
    assert kept.request.question == f"UIN {shown(service, OWLS)[1]}"


def test_what_follows_is_asked_of_the_answer(service):
    second = shown(service, OWLS)[1]
    assert shown(service, "when was it answered?", OWLS, "the second one") == [second]


def test_the_next_place_is_of_the_same_reply(service):
    listed = shown(service, OWLS)
    assert shown(service, "and the third?", OWLS, "the second one") == [listed[2]]
    assert shown(service, "the first one", OWLS, "2", "the third one") == [listed[0]]


def test_passages_of_one_answer_have_one_place(tmp_path):
    said = "Owls are counted. " + " ".join(f"Count{n} of owls is {n}." for n in range(60))
    long = fact(uin="7001", answer_html=f"<p>{said}</p>", heading=None)
    settings = Settings(data_dir=tmp_path / "data")
    short = fact(uin="7002", answer_html="<p>Owls are mentioned once, with hens.</p>", heading=None)
    assert not ingest([lines(tmp_path / "a.jsonl", long, short)], settings).rejected
    service = Service(settings)
    assert shown(service, OWLS)[:2] == ["7001", "7001"]
    assert set(shown(service, "the second one", OWLS)) == {"7002"}


def test_what_was_asked_of_an_answer_shows_no_list_of_its_own(service):
    listed = shown(service, OWLS)
    turns = (OWLS, "the second one", "who asked it?")
    assert shown(service, "and the third?", *turns) == [listed[2]]
    both = "UIN 5003 and 5004"
    assert shown(service, "the second one", both) == [shown(service, both)[1]]


def test_after_more_it_is_a_place_of_the_next_page(service):
    page = shown(service, "more", OWLS)
    assert shown(service, "the second one", OWLS, "more") == [page[1]]
    assert shown(service, "number 7", OWLS, "more") == [page[1]]


def test_the_nearest_passages_have_places_too(service):
    asked = "owls of Mars and Venus, with their moons and comets"
    reply = service.reply(Request(asked))
    assert not reply.answerable
    second = reply.near_misses[1].answer.uin
    assert shown(service, "the second one", asked) == [second]


@pytest.mark.parametrize("turn", ["the ninth one", "number 40"])
def test_a_place_that_the_reply_does_not_have_names_nothing(service, turn):
    assert service.reply(Request(turn, history=(OWLS,))).query.uins == ()


def test_an_old_turn_names_no_place(service):
    asked = "when was it answered?"
    for between, uins in ((4, 1), (5, 0)):
        history = (OWLS, "the second one", *["who asked it?"] * between)
        assert len(service.reply(Request(asked, history=history)).query.uins) == uins


def test_a_long_conversation_takes_three_replies_at_most(service):
    replies = []

    def reply(request):
        replies.append(request)
        return service.reply(request)

    history = (OWLS, "the second one") * 10
    named = with_answers_named(Request("number 1", history=history), reply)
    assert named.question.startswith("UIN ")
    assert named.history[1] == "the second one"
    assert len(replies) == 3


def test_a_place_names_nothing_where_nothing_was_shown_before(service):
    assert service.reply(Request("the second one")).query.uins == ()
    assert service.reply(Request("the second one", history=("x" * 6000,))).query.uins == ()
    for switch in ("history", "all"):
        reply = service.reply(Request("the second one", history=(OWLS,), disabled=(switch,)))
        assert reply.query.uins == ()


@pytest.mark.parametrize(
    ("turn", "place"),
    [
        ("the second one", 2),
        ("second", 2),
        ("what about the 2nd?", 2),
        ("and the tenth", 10),
        ("tell me more about the first one", 1),
        ("who answered the third question?", 3),
        ("who asked the third?", 3),
        ("tell me more about the 2nd", 2),
        ("full text of the first", 1),
        ("#3", 3),
        ("show me number 12", 12),
        ("open 2", 2),
    ],
)
def test_places(turn, place):
    assert place_named(turn) == place


@pytest.mark.parametrize(
    "turn",
    [
        "the second world war",
        "first offenders",
        "the first answer on drones",
        "what about the first prison",
        "newest first",
        "when was the first?",
        "number 10 Downing Street",
        "one",
        "57372",
        "£2",
        "and £2?",
        "2016",
        "question 4.5",
        "a second reading of the bill",
        "the second one " + "please " * 30,
    ],
)
def test_what_only_has_a_number_names_no_place(turn):
    assert place_named(turn) is None
