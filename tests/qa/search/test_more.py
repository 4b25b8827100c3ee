"""A turn that asks for more shows the next passages of the reply before it."""

import pytest

from qa.archive.ingest import ingest
from qa.model import Request
from qa.search.understanding.more import asks_for_more
from qa.service.service import Service
from qa.settings import Settings
from tests.making import lines
from tests.qa.search.owls import FACTS, OWLS


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("more")
    settings = Settings(data_dir=folder / "data")
    assert not ingest([lines(folder / "a.jsonl", *FACTS)], settings).rejected
    return Service(settings)


def shown(service, question, *history, **asked):
    reply = service.reply(Request(question, history=history, **asked))
    return [one.answer.uin for one in reply.passages]


def test_each_turn_for_more_shows_the_next_page(service):
    whole = shown(service, OWLS, hits=12)
    assert len(whole) == 12
    first = shown(service, OWLS, hits=5)
    second = shown(service, "more", OWLS, hits=5)
    third = shown(service, "show me more please", OWLS, "more", hits=5)
    assert [*first, *second, *third] == whole


def test_the_passages_are_numbered_on(service):
    reply = service.reply(Request("next page", history=(OWLS,), hits=5))
    assert [one.rank for one in reply.passages] == [6, 7, 8, 9, 10]


def test_after_the_last_passage_there_is_no_more(service):
    reply = service.reply(Request("more", history=(OWLS, "more", "more"), hits=5))
    assert (reply.answerable, reply.passages, reply.near_misses) == (False, (), ())
    assert reply.reason == "There are no more passages."


def test_more_of_a_listing_or_of_what_leans_is_more_of_that(service):
    listed = "latest answers"
    assert shown(service, "more", listed, hits=5) == shown(service, listed, hits=10)[5:]
    of_mills = shown(service, "and of mills?", OWLS, hits=5)
    assert shown(service, "more", OWLS, "and of mills?", hits=5) != of_mills


def test_what_follows_more_is_asked_of_the_question(service):
    newest = shown(service, "newest first", OWLS, hits=5)
    assert shown(service, "newest first", OWLS, "more", hits=5) == newest == [
        str(5000 + number) for number in range(11, 6, -1)
    ]  # fmt: skip


def test_with_nothing_before_there_is_nothing_to_show_more_of(service):
    assert not service.reply(Request("more")).answerable


@pytest.mark.parametrize(
    "turn",
    ["More", "show more", "any others?", "what else", "ok, more of these", "continue", "next ones"],
)
def test_turns_that_ask_for_more(turn):
    assert asks_for_more(turn)


@pytest.mark.parametrize(
    "turn",
    ["more prisons", "more recent", "next steps", "thanks, no more", "what", "", "Thomas More"],
)
def test_turns_that_ask_for_something_else(turn):
    assert not asks_for_more(turn)
