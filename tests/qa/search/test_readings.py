"""Which reading of a turn is searched, over a store small enough to know."""

import pytest

from qa.archive.ingest import ingest
from qa.model import Filters, Request
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

FACTS = [
    fact(
        uin="101",
        question_text="To ask how many owls were ringed.",
        answer_html="<p>The wardens ringed 340 owls in the forest.</p>",
        answering_member="Eve Fox",
        asking_member="Ann Ray",
        heading=None,
    ),
    fact(
        uin="102",
        question_text="To ask who inspects lighthouses.",
        answer_html="<p>Trinity House inspects the lighthouses of England.</p>",
        answering_member="Max Hill",
        asking_member="Al Moor",
        heading=None,
    ),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("readings")
    settings = Settings(data_dir=folder / "data", semantic=False)
    assert not ingest([lines(folder / "a.jsonl", *FACTS)], settings).rejected
    return Service(settings)


def test_a_name_in_an_earlier_turn_never_refuses_a_new_subject(service):
    before = ("what has Eve Fox said about owls?",)
    assert service.reply(Request(before[0])).query.filters.minister == "Eve Fox"
    asked = Request("how many castles did Norway build?", Filters(member="Al Moor"), before)
    reply = service.reply(asked)
    assert not reply.answerable
    assert reply.query.filters.minister is None


def test_a_turn_with_nothing_but_a_filter_is_read(service):
    reply = service.reply(Request("what has Max Hill said?", history=("owls in the forest",)))
    assert reply.query.filters.minister == "Max Hill"


@pytest.mark.parametrize(
    ("before", "reading"),
    [("who inspects lighthouses?", "history"), ("how many owls were ringed?", "alone")],
)
def test_a_name_is_read_with_the_subject_where_one_passage_is_about_both(service, before, reading):
    query = service.reply(Request("Trinity House", history=(before,))).query
    assert reading in query.interpretations


def test_the_capital_of_a_single_word_makes_it_no_name(service):
    before = ("how many does Trinity House inspect?",)
    query = service.reply(Request("Lighthouses", history=before)).query
    assert "alone" in query.interpretations
