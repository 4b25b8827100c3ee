"""Feedback: what a passage gains by the terms that the best passages share."""

import math
from dataclasses import replace

import pytest

from qa.archive.ingest import ingest
from qa.model import Expansion, Query
from qa.search.quotations import read_passages
from qa.search.ranking.candidates import Candidate, Ranking
from qa.search.ranking.config import RankingConfig
from qa.search.ranking.feedback import rescore_with_feedback
from qa.search.ranking.term_weights import idf
from qa.search.snapshot import SnapshotManager
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
def snapshots(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("feedback")
    facts = [
        fact(uin=uin, question_text=asked, answer_html=f"<p>{said}</p>")
        for uin, (asked, said) in SAID.items()
    ]
    settings = Settings(data_dir=folder / "data", index_context=request.param)
    ingest([lines(folder / "facts.jsonl", *facts)], settings)
    return SnapshotManager(settings)


CONFIG = RankingConfig(passages_per_feedback_passage=1)


def gains(snapshots, query, *best, config=CONFIG):
    """The feedback score of each answer where those of these UINs rank first."""
    with snapshots.open() as snapshot:
        weights = {term: idf(term, snapshot.index) for term in searched(query)}
        hits = snapshot.index.everything().by_date(10)
        uin = {hit.passage: read_passages([hit], snapshot)[0][1].uin for hit in hits}
        order = [*best, *(one for one in SAID if one not in best)]
        ranked = sorted(hits, key=lambda hit: order.index(uin[hit.passage]))
        candidates = tuple(Candidate(hit, 1.0) for hit in ranked)
        config = replace(config, feedback_passages=min(len(best), config.feedback_passages))
        found = rescore_with_feedback(Ranking(query, weights, 1.0, candidates), snapshot, config)
        return {uin[one.hit.passage]: one.feedback for one in found.candidates}


def searched(query):
    return {*query.terms, *(term for one in query.expansions for term in one.terms)}


def by_hand(snapshots, best, asked):
    """The same, worked out in plain Python from the texts."""
    with snapshots.open() as snapshot:
        terms, context = snapshot.analyzer.terms, snapshot.settings.index_context
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
        uin: CONFIG.feedback_weight
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


def test_a_passage_gains_by_the_terms_that_the_best_share(snapshots):
    found = gains(snapshots, OWLS, "1", "2")
    # Owls are asked for, and of the rest both have the towers alone; so has the third.
    assert min(found["1"], found["2"], found["3"]) > 0
    assert found["4"] == found["5"] == 0


@pytest.mark.parametrize("best", [("1", "2"), ("2", "4"), ("1", "2", "3"), ("1", "2", "3", "4")])
def test_it_equals_a_plain_sum(snapshots, best):
    assert gains(snapshots, OWLS, *best) == pytest.approx(by_hand(snapshots, best, ("owl",)))


def test_the_gain_is_bounded_by_its_weight(snapshots):
    assert 0 < max(gains(snapshots, OWLS, *SAID).values()) < CONFIG.feedback_weight


def test_terms_of_expansions_are_no_feedback_terms(snapshots):
    towers = Expansion(of=("owl",), phrase="towers", terms=("tower",))
    asked = Query(terms=("owl",), words={"owl": "owls"}, expansions=(towers,))
    assert set(gains(snapshots, asked, "1", "2").values()) == {0}


@pytest.mark.parametrize("best", [("1",), ("1", "4"), ()])
def test_without_shared_terms_nothing_is_gained(snapshots, best):
    assert set(gains(snapshots, OWLS, *best).values()) == {0}


def test_the_heaviest_terms_count(snapshots):
    both = gains(snapshots, OWLS, "2", "4")
    # Keepers and lamps weigh the same; keepers come first in the alphabet.
    assert (
        gains(snapshots, OWLS, "2", "4", config=replace(CONFIG, feedback_terms=1))["2"] > both["2"]
    )


def test_no_more_than_the_best_are_read(snapshots):
    two = gains(snapshots, OWLS, "1", "2")
    limited = replace(CONFIG, feedback_passages=2)
    assert gains(snapshots, OWLS, "1", "2", "3", "4", config=limited) == two


def test_a_small_index_has_fewer_feedback_passages(snapshots):
    config = replace(CONFIG, passages_per_feedback_passage=3)
    assert set(gains(snapshots, OWLS, "1", "2", config=config).values()) == {0}
