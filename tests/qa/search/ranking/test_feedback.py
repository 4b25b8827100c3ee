"""Resemblance: what a passage gains by the words that the best passages have in common."""

import math

import numpy as np
import pytest

from qa.archive.ingest import ingest
from qa.model import Expansion, Query
from qa.search.ranking import feedback
from qa.search.ranking.feedback import COUNTS
from qa.search.snapshot import Library
from qa.settings import Settings
from tests.making import fact, lines

SAID = {
    "1": ("Owls.", "Barn owls nest in old towers."),
    "2": ("Owls.", "Towers with owls have a keeper, and each keeper a lamp."),
    "3": ("Nests.", "A nest was found in two towers."),
    "4": ("Lamps.", "The keeper trims a lamp."),
    "5": ("Boats.", "None sailed."),
}
OWLS = Query(terms=("owl",), words={"owl": "owls"})


@pytest.fixture(scope="module", params=[True, False], ids=["context", "no context"])
def library(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("resemblance")
    facts = [
        fact(uin=uin, question_text=asked, answer_html=f"<p>{said}</p>")
        for uin, (asked, said) in SAID.items()
    ]
    settings = Settings(data_dir=folder / "data", index_context=request.param)
    ingest([lines(folder / "facts.jsonl", *facts)], settings)
    return Library(settings)


@pytest.fixture(autouse=True)
def of_a_few(monkeypatch):
    monkeypatch.setattr(feedback, "ONE_IN", 1)


def gains(library, query, *best):
    """What each answer gains where those of these UINs are the best."""
    with library.open() as holdings:
        ids = holdings.index.answers.ids
        place = {ids[at].partition("/")[2]: at for at in range(len(ids))}
        places = np.array([place[uin] for uin in best], dtype=np.int64)
        found = feedback.resemblance(query, holdings, places, np.arange(len(ids)))
        return {uin: found[at] for uin, at in place.items()}


def by_hand(library, best, asked):
    """The same, worked out in plain Python from the texts."""
    with library.open() as holdings:
        terms, context = holdings.analyzer.terms, holdings.settings.index_context
    texts = {
        uin: terms(f"{question}\n{text}" if context else text)
        for uin, (question, text) in SAID.items()
    }
    mean = sum(map(len, texts.values())) / len(texts)
    every = {term for text in texts.values() for term in text}
    df = {term: sum(term in text for text in texts.values()) for term in every}
    idf = {term: math.log(1 + (5 - df[term] + 0.5) / (df[term] + 0.5)) for term in every}
    held = {term: sum(term in texts[uin] for uin in best) for term in every - {*asked}}
    weights = {term: times * idf[term] for term, times in held.items() if times > 1}
    most = 2.5 * sum(weights.values())
    return {
        uin: COUNTS
        * sum(
            weight
            * 2.5
            * text.count(term)
            / (text.count(term) + 1.5 * (0.5 + 0.5 * len(text) / mean))
            for term, weight in weights.items()
        )
        / most
        for uin, text in texts.items()
    }


def test_a_passage_gains_by_what_the_best_have_in_common(library):
    found = gains(library, OWLS, "1", "2")
    # Owls are asked for, and of the rest both have the towers alone; so has the third.
    assert min(found["1"], found["2"], found["3"]) > 0
    assert found["4"] == found["5"] == 0


@pytest.mark.parametrize("best", [("1", "2"), ("2", "4"), ("1", "2", "3"), ("1", "2", "3", "4")])
def test_it_is_what_a_plain_sum_has(library, best):
    assert gains(library, OWLS, *best) == pytest.approx(by_hand(library, best, ("owl",)))


def test_no_more_is_gained_than_resemblance_counts(library):
    assert 0 < max(gains(library, OWLS, *SAID).values()) < COUNTS


def test_what_is_searched_beside_a_word_is_asked_for_too(library):
    also = Expansion(of=("owl",), phrase="towers", terms=("tower",))
    asked = Query(terms=("owl",), words={"owl": "owls"}, also=(also,))
    assert set(gains(library, asked, "1", "2").values()) == {0}


@pytest.mark.parametrize("best", [("1",), ("1", "4"), ()])
def test_where_the_best_have_nothing_in_common_nothing_is_gained(library, best):
    assert set(gains(library, OWLS, *best).values()) == {0}


def test_the_terms_that_weigh_most_count(library, monkeypatch):
    both = gains(library, OWLS, "2", "4")
    monkeypatch.setattr(feedback, "TERMS", 1)
    # Keepers and lamps weigh the same; keepers come first in the alphabet.
    assert gains(library, OWLS, "2", "4")["2"] > both["2"]


def test_no_more_than_the_best_are_read(library, monkeypatch):
    two = gains(library, OWLS, "1", "2")
    monkeypatch.setattr(feedback, "BEST", 2)
    assert gains(library, OWLS, "1", "2", "3", "4") == two


def test_of_a_few_passages_the_best_say_nothing(library, monkeypatch):
    monkeypatch.setattr(feedback, "ONE_IN", 3)
    assert set(gains(library, OWLS, "1", "2").values()) == {0}
