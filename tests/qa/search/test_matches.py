"""Which answers match, what is counted of them, and what is followed: a store small enough to
count by hand."""

from dataclasses import replace

import pytest

from qa.archive.ingest import ingest
from qa.model import Request
from qa.model.filters import read_filters
from qa.search.browse.facets import INDEXED_FACETS, MEMBER_FACETS
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines

HOME, MOJ = "Home Office", "Ministry of Justice"
FACETS = (*INDEXED_FACETS, *MEMBER_FACETS)


def said(uin, text, **stated):
    stated = {"question_text": f"To ask about matter {uin}.", "heading": None} | stated
    return fact(uin=uin, answer_html=f"<p>{text}</p>", **stated)


FACTS = [
    said("101", "Owls nest in lighthouses.", date_answered="2015-03-09"),
    said("102", "Owls sleep in barns.", date_answered="2015-04-01", answering_body=HOME),
    said("103", "Lighthouses are lit.", date_answered="2016-05-02", answering_member="Ms Eve Fox"),
    said("HL104", "Owls, again owls.", date_answered="2016-06-03", house="Lords"),
    said(
        "105",
        "Owls of <ins class='ministerial'>lighthouses</ins>.",
        date_answered="2016-07-04",
        answering_member="Eve Fox",
        asking_member="Ray, Al",
    ),
    said("106", "I will write to the hon. Member about owls and lighthouses.",
         date_answered="2017-01-05"),
    said("107", "Cats.", date_answered="2017-02-06"),
    said("108", "Lighthouses, tall.", date_answered="2016-08-05"),
]  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("matching")
    settings = Settings(data_dir=folder / "data")
    assert not ingest([lines(folder / "a.jsonl", *FACTS)], settings).rejected
    return Service(settings)


def request(question, **filters):
    return Request(question, read_filters(**filters))


def page(service, question, **filters):
    return service.search_page(request(question, **filters))


def followed(service, question, **filters):
    entries = service.feed(request(question, **filters), 50)
    return [entry.quotation.answer.uin for entry in entries]


def test_an_answer_matches_that_holds_every_word_of_a_short_question(service):
    assert followed(service, "owls lighthouses") == ["106", "105", "101"]
    assert followed(service, "owls nest lighthouses") == ["101"]
    assert followed(service, "zeppelins") == []
    assert followed(service, "owls zeppelins") == []
    assert followed(service, "the") == []


def test_of_a_longer_question_four_fifths_of_the_weight_are_enough(service):
    assert followed(service, "owls nest sleep barns lit tall") == []
    assert followed(service, "owls sleep barns owls sleep barns matter 102") == ["102"]


def test_a_phrase_must_be_said(service):
    assert followed(service, '"owls nest" lighthouses') == ["101"]
    assert followed(service, '"owls fly"') == []


def test_an_answer_named_by_its_uin_matches(service):
    assert followed(service, "question 107") == ["107"]


def test_filters_only_ever_take_away(service):
    everything = followed(service, "owls")
    for filters in (
        {"house": "Lords"},
        {"body": HOME},
        {"date_from": "2016-06-01"},
        {"kind": ["none"]},
        {"minister": "Fox"},
        {"status": ["corrected"]},
    ):
        found = followed(service, "owls", **filters)
        assert found == [uin for uin in everything if uin in found]
        assert 0 < len(found) < len(everything)


def test_facets_worked_out_by_hand(service):
    found = page(service, "owls lighthouses").facets
    assert found.answers == 3
    assert {facet: dict(found.counts[facet]) for facet in FACETS} == {
        "body": {"ministry-of-justice": 3},
        "year": {"2017": 1, "2016": 1, "2015": 1},
        "house": {"Commons": 3},
        "status": {"answered": 2, "corrected": 1},
        "kind": {"none": 2, "will_write": 1},
        "minister": {"Bob Jones": 2, "Eve Fox": 1},
        "member": {"Ann Smith": 2, "Al Ray": 1},
    }
    assert list(found.counts["year"]) == ["2017", "2016", "2015"]


def test_a_facet_is_counted_without_its_own_filter_and_with_all_others(service):
    found = page(service, "owls", house="Lords", date_from="2016-01-01").facets
    assert found.answers == 1
    assert dict(found.counts["house"]) == {"Commons": 2, "Lords": 1}
    assert dict(found.counts["year"]) == {"2016": 1}
    assert dict(found.counts["body"]) == {"ministry-of-justice": 1}


FILTERS = {
    "body": lambda value: {"body": value},
    "year": lambda value: {"date_from": f"{value}-01-01", "date_to": f"{value}-12-31"},
    "house": lambda value: {"house": value},
    "status": lambda value: {"status": [value]},
    "kind": lambda value: {"kind": [value]},
    "minister": lambda value: {"minister": value},
    "member": lambda value: {"member": value},
}


@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize("others", [{}, {"minister": "Fox"}, {"body": MOJ, "member": "Ann"}])
def test_a_count_is_what_is_found_once_its_value_is_chosen(service, facet, others):
    found = page(service, "owls lighthouses", **others).facets
    for value, count in found.counts[facet].items():
        filters = others | FILTERS[facet](value)
        chosen = page(service, "owls lighthouses", **filters)
        assert chosen.facets.answers == chosen.timeline.answers == count
        assert len(followed(service, "owls lighthouses", **filters)) == count


def test_all_answers_are_counted_without_a_question(service):
    counts = service.all_counts()
    assert dict(counts["house"]) == {"Commons": 7, "Lords": 1}
    assert dict(counts["status"]) == {"answered": 7, "corrected": 1}
    assert "minister" not in counts


def test_without_an_index_nothing_is_counted(tmp_path):
    assert Service(Settings(data_dir=tmp_path)).all_counts() == {}


def test_the_timeline_is_that_of_what_matches(service):
    found = page(service, "owls lighthouses").timeline
    assert found.unit == "month"
    assert found.periods[0].first == "2015-03-01"
    assert found.periods[-1].last == "2017-01-31"
    assert found.counts == (1, *[0] * 15, 1, *[0] * 5, 1)
    assert page(service, "zeppelins").timeline.answers == 0


def test_as_many_as_wanted_are_followed_newest_first(service):
    entries = service.feed(request("owls lighthouses"), 2)
    assert [entry.updated for entry in entries] == ["2017-01-05", "2016-07-04"]
    assert entries[1].quotation.text == "Owls of lighthouses."


def test_what_a_correction_makes_new_is_followed_by_its_day(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    later = [said("201", "Owls by day.", date_answered="2015-03-09"),
             said("202", "Owls by night.", date_answered="2015-03-10")]  # fmt: skip
    ingest([lines(tmp_path / "a.jsonl", *later)], settings)
    service = Service(settings)
    assert followed(service, "owls") == ["202", "201"]
    before = service.changed_at()
    mended = said("201", "Owls by <ins class='ministerial'>dusk</ins>.", date_answered="2015-03-09")
    ingest([lines(tmp_path / "b.jsonl", mended)], settings)
    entries = service.feed(request("owls"), 50)
    assert [entry.quotation.answer.uin for entry in entries] == ["201", "202"]
    assert entries[0].quotation.text == "Owls by dusk."
    assert entries[0].updated > "2015-03-10"  # the day on which it was seen
    assert entries[1].updated == "2015-03-10"
    assert service.changed_at() >= before


def test_what_matches_does_not_depend_on_the_order(service):
    asked = request("owls lighthouses")
    newest = replace(asked, sort="newest")
    assert service.search_page(asked).facets == service.search_page(newest).facets


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize(
    ("question", "answerable"),
    [
        ("do owls nest in lighthouses by night?", True),
        ("yachts moored in harbours of Fife by owls", False),
    ],
)
def test_what_no_answer_matches_comes_best_first_and_says_so(service, question, answerable, sort):
    best_first = service.reply(request(question))
    assert best_first.answerable is answerable
    named = Request(question, sort=sort)
    for asked in (named, request(f"{question} {sort} first"), replace(named, disabled=("order",))):
        reply = service.reply(asked)
        assert replace(reply, question=question, query=best_first.query) == best_first
        assert reply.query.sort == "relevance"
        assert reply.query.interpretations == (*best_first.query.interpretations, "order")


def test_an_order_of_earlier_turns_is_left_out_where_no_answer_matches(service):
    def said(*turns):
        return service.reply(Request(turns[-1], history=turns[:-1]))

    dated = said("owls", "newest first", "and in lighthouses?")
    assert (dated.query.sort, dated.answerable) == ("newest", True)
    reply = said("owls in barns", "newest first", "and in lighthouses?")
    assert (reply.query.sort, reply.answerable) == ("relevance", True)
    assert reply.passages == said("owls in barns", "and in lighthouses?").passages


def test_a_phrase_that_no_answer_has_is_an_honest_no_in_every_order(service):
    for sort in ("relevance", "newest"):
        reply = service.reply(Request("owls “in tall lighthouses”", sort=sort))
        assert (reply.answerable, reply.unmatched) == (False, ("in tall lighthouses",))
        assert reply.near_misses


def test_a_phrase_that_answers_have_is_not_said_to_be_missing(service):
    settings = service.settings.with_changes(threshold=1.0)
    reply = Service(settings).reply(Request("“owls” in barns"))
    assert not reply.answerable
    assert reply.near_misses
    assert "quotation marks" not in reply.reason
