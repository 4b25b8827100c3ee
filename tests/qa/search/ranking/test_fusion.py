"""Ranking: what the words of a question count, however many they are."""

import pytest

from qa.archive.ingest import ingest
from qa.model import Query
from qa.search.ranking import fusion
from qa.search.snapshot import Library
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ranking")
    facts = [
        fact(uin="1", question_text="Owls.", answer_html="<p>Owls nest in the tower.</p>"),
        fact(uin="2", question_text="Towers.", answer_html="<p>The tower has a keeper.</p>"),
    ]
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "facts.jsonl", *facts)], settings)
    return Library(settings)


def test_a_share_is_of_the_terms_that_weigh_most(library, monkeypatch):
    monkeypatch.setattr(fusion, "HEAVIEST", 2)
    with library.open() as holdings:
        weight = {term: holdings.index.weight(term) for term in ("owl", "nest", "tower")}
        assert weight["owl"] == weight["nest"] > weight["tower"]

        def most(*terms):
            query = Query(terms=terms, words={term: term for term in terms})
            return 1 / fusion.word_share(query, holdings)

        assert most("tower") == pytest.approx(2.5 * weight["tower"])
        assert most("owl", "tower") == pytest.approx(2.5 * (weight["owl"] + weight["tower"]))
        assert most("tower", "owl", "nest") == pytest.approx(2.5 * 2 * weight["owl"])
        assert fusion.word_share(Query(terms=(), words={}), holdings) == 1


OWLS = "what the cost is of keeping owls in towers"
STORES = "Sacks are filled, barrels rolled, ropes coiled, lamps trimmed, doors locked"
MICE = "whether mice have been counted"


@pytest.fixture(scope="module")
def asked_for_two_things(tmp_path_factory):
    """Six answers on owls, which hold most of what is asked, one on mice, many on neither."""
    folder = tmp_path_factory.mktemp("limbs")
    costs = ["£1", "£2", "£3", "£4", "£5", "£6"]
    facts = [
        fact(
            uin=str(at),
            question_text=f"What the cost is of keeping owls in towers, tower {at}.",
            answer_html=f"<p>The cost of keeping owls in that tower is {cost}.</p>",
        )
        for at, cost in enumerate(costs, start=1)
    ]
    facts.append(
        fact(uin="7", question_text="Grain.", answer_html=f"<p>{STORES}, and mice counted.</p>")
    )
    facts += [
        fact(uin=str(at), question_text=f"Set {at}.", answer_html=f"<p>Badger {at} sleeps.</p>")
        for at in range(110, 130)
    ]
    settings = Settings(data_dir=folder / "data")
    ingest([lines(folder / "facts.jsonl", *facts)], settings)
    return Service(settings)


def test_each_thing_that_is_asked_is_served_among_the_first_five(asked_for_two_things):
    both = asked_for_two_things.reply(f"{OWLS}; and {MICE}", hits=5)
    assert [one.meant for one in both.query.limbs] == [OWLS, MICE]
    assert both.query.limbs[1].terms == ("mice", "count")
    assert "limbs" in both.query.parts
    assert [hit.answer.uin for hit in both.passages] == ["1", "2", "3", "4", "7"]
    scores = [hit.hit.score for hit in both.passages]
    assert scores == sorted(scores, reverse=True)


def test_where_the_things_asked_are_left_out_the_order_is_that_of_the_whole(asked_for_two_things):
    whole = asked_for_two_things.reply(f"{OWLS}; and {MICE}", hits=7, without=["limbs"])
    assert whole.query.limbs == ()
    assert [hit.answer.uin for hit in whole.passages] == ["1", "2", "3", "4", "5", "6", "7"]
    one = asked_for_two_things.reply(OWLS, hits=5)
    assert one.query.limbs == ()
    assert "limbs" not in one.query.parts


@pytest.mark.parametrize("looked_at", [6, 7, 60])
@pytest.mark.parametrize("most", [1, 3, 5, 6, 20])
@pytest.mark.parametrize(
    "question", [f"{OWLS}; and {MICE}", OWLS, "how badgers sleep", f"UIN 112 and 115, {OWLS}"]
)
def test_a_ranking_is_the_same_however_deep_it_is_worked_out(
    asked_for_two_things, monkeypatch, question, most, looked_at
):
    monkeypatch.setattr(fusion, "LOOKED_AT", looked_at)
    query = asked_for_two_things.reply(question).query
    assert query.uins == (("112", "115") if "UIN" in question else ())
    with asked_for_two_things._library.open() as holdings:
        places, scores = fusion.ranked(query, holdings)
        first = fusion.Deepening(query, holdings).first(most)
        assert first[0].tolist() == places[:most].tolist()
        assert first[1].tolist() == scores[:most].tolist()
