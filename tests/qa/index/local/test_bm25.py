"""The model: rank-bm25's, with an idf that holds on a corpus of any size."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from qa.index.local.bm25 import BM25

TERMS = st.sampled_from("abcdef")
CORPORA = st.lists(st.lists(TERMS, max_size=12), min_size=1, max_size=12).filter(any)


def test_only_the_idf_differs_from_okapi():
    own = {name for name in vars(BM25) if not name.startswith("__")}
    assert own == {"_calc_idf"}
    assert issubclass(BM25, BM25Okapi)


def test_a_score_worked_by_hand():
    model = BM25([["a", "a", "b"], ["b"], ["c", "d"]])
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 2 * 2.5 / (2 + 1.5 * (0.25 + 0.75 * 3 / 2))
    assert model.get_scores(["a"]) == pytest.approx([expected, 0, 0])


def test_a_term_in_half_of_ten_passages_still_counts():
    model = BM25([["a", "x"]] * 5 + [["b", "x"]] * 5)
    assert model.idf["a"] == pytest.approx(math.log(2))
    assert BM25Okapi([["a", "x"]] * 5 + [["b", "x"]] * 5).idf["a"] == 0


@given(CORPORA)
def test_no_term_weighs_nothing_and_the_rarer_weighs_more(corpus):
    model = BM25(corpus)
    df = {term: sum(term in passage for passage in corpus) for term in model.idf}
    assert all(weight > 0 for weight in model.idf.values())
    for one in df:
        for other in df:
            assert (df[one] < df[other]) == (model.idf[one] > model.idf[other])


@given(CORPORA, st.lists(TERMS, min_size=1, max_size=6))
def test_given_the_same_idf_okapi_scores_the_same(corpus, terms):
    ours, theirs = BM25(corpus), BM25Okapi(corpus)
    theirs.idf = ours.idf
    assert ours.get_scores(terms) == pytest.approx(theirs.get_scores(terms))
