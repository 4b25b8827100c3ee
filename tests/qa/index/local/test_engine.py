"""The engine against rank-bm25 itself: the same scores, the same ranking, with either kernels."""

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from qa.index.local import engine, kernels_numba, kernels_numpy
from qa.index.local.bm25 import BM25
from qa.index.local.engine import DocFilter, DocValues, Engine
from qa.index.local.postings import WINDOW_PASSAGES
from qa.index.local.postings_builder import PostingsBuilder
from qa.index.local.postings_merge import merge_postings
from qa.model import KINDS

TERMS = st.sampled_from("abcdefgh")
CORPORA = st.lists(st.lists(TERMS, max_size=12), min_size=1, max_size=30).filter(any)
SIZE = 1_000_000 if os.environ.get("QA_PROVE") else 20_000
"""Passages of the large corpus: more than one window."""


@pytest.fixture(params=[kernels_numpy, kernels_numba], ids=["numpy", "numba"])
def kernels(request, monkeypatch):
    monkeypatch.setattr(engine, "_kernels", request.param)


def postings(corpus):
    builder = PostingsBuilder()
    for terms in corpus:
        builder.add(terms)
    return builder.build()


def engine_of(corpus, k1=1.5, b=0.75):
    made = postings(corpus)
    return Engine(made, k1, b, DocValues.of(made, k1, b))


def ranked(best, hits):
    order = np.lexsort((best.numbers, -best.scores))[:hits]
    return best.numbers[order].tolist(), best.scores[order].tolist()


@given(CORPORA, st.lists(TERMS, min_size=1, max_size=6), st.sampled_from([0.4, 1.2, 1.5]))
def test_scores_are_those_of_the_model_it_derives_from(corpus, query, k1):
    ours, theirs = engine_of(corpus, k1=k1), BM25(corpus, k1=k1)
    assert ours.get_scores(query).tolist() == theirs.get_scores(query).tolist()
    some = list(range(0, len(corpus), 2))
    assert ours.get_batch_scores(query, some) == theirs.get_batch_scores(query, some)
    assert dict(ours.idf) == theirs.idf


@given(CORPORA, st.lists(TERMS, min_size=1, max_size=6))
def test_given_its_idf_scores_are_those_of_rank_bm25_itself(corpus, query):
    ours, theirs = engine_of(corpus), BM25Okapi(corpus)
    ours.idf = theirs.idf
    assert ours.get_scores(query) == pytest.approx(theirs.get_scores(query), rel=1e-5, abs=1e-9)
    names = [str(at) for at in range(len(corpus))]
    assert ours.get_top_n(query, names) == theirs.get_top_n(query, names)


def test_it_is_a_rank_bm25_model():
    assert issubclass(Engine, BM25Okapi)


class Large:
    """Passages of Zipfian terms, in several windows, with their scores by rank-bm25's formula."""

    def __init__(self):
        random = np.random.default_rng(3)
        lengths = random.integers(0, 12, SIZE)
        terms = np.minimum(random.zipf(1.2, lengths.sum()), 3000)
        ends = np.cumsum(lengths).tolist()
        self.corpus = [
            [f"t{term}" for term in terms[first:end]]
            for first, end in zip([0, *ends], ends, strict=False)
        ]
        made = postings(self.corpus)
        self.days = np.sort(random.integers(1, 5000, SIZE)).astype(np.int32)
        self.kinds = random.integers(0, len(KINDS), SIZE).astype(np.uint8)
        self.engine = Engine(made, 1.5, 0.75, DocValues.of(made, 1.5, 0.75, self.days, self.kinds))


@pytest.fixture(scope="module")
def large():
    return Large()


QUERIES = [
    ["t1"],
    ["t2999"],
    ["t1", "t2", "t3"],
    ["t7", "t900", "unheard"],
    [f"t{n}" for n in range(1, 60)],
    [f"t{n}" for n in range(5, 3000, 100)],
]
RANGES = [
    [[0, SIZE]],
    [[5, 6]],
    [[0, WINDOW_PASSAGES]],
    [[WINDOW_PASSAGES - 3, WINDOW_PASSAGES + 3]],
    [[10, 2000], [2500, 2600], [WINDOW_PASSAGES + 7, SIZE - 9]],
    [[SIZE - 50, SIZE]],
]


@pytest.mark.parametrize("query", QUERIES, ids=len)
def test_scores_of_many_passages_are_the_same_with_either_kernels(large, kernels, query):
    assert large.engine.get_scores(query).tolist() == _summed(large, query).tolist()


@pytest.mark.parametrize("query", QUERIES, ids=len)
@pytest.mark.parametrize("count", [0, 1, 10, 1000])
def test_scores_of_a_few_passages_are_those_of_all(large, kernels, query, count):
    passages = np.random.default_rng(count).integers(0, SIZE, count)
    asked = _weights(large, query)
    few = large.engine.scores_of(asked, passages)
    assert few.tolist() == large.engine.scores(asked)[passages].tolist()


@pytest.mark.parametrize("ranges", RANGES, ids=str)
@pytest.mark.parametrize("query", QUERIES, ids=len)
@pytest.mark.parametrize("hits", [1, 10, 500])
def test_the_best_are_those_of_all_scores_ties_included(large, kernels, query, ranges, hits):
    doc_filter = DocFilter(np.array(ranges))
    best = large.engine.top_candidates(_weights(large, query), hits, doc_filter)
    assert ranked(best, hits) == _expected(large, query, doc_filter, hits)


@pytest.mark.parametrize("query", QUERIES, ids=len)
def test_days_and_kinds_filter_the_candidates(large, kernels, query):
    doc_filter = DocFilter(np.array([[100, SIZE - 100]]), 1000, 4000, 0b101)
    best = large.engine.top_candidates(_weights(large, query), 10, doc_filter)
    assert ranked(best, 10) == _expected(large, query, doc_filter, 10)


@pytest.mark.parametrize("query", QUERIES, ids=len)
@pytest.mark.parametrize("count", [0, 1, 10, 1000])
def test_a_posting_is_found_where_the_passage_has_the_term(large, kernels, query, count):
    passages = np.random.default_rng(count).integers(0, SIZE, count)
    known, found = large.engine.find_postings(query, passages)
    assert known == [term for term in query if term in large.engine.idf]
    assert found.shape == (count, len(known))
    for passage, postings in zip(passages.tolist(), found.tolist(), strict=True):
        here = large.corpus[passage]
        assert [at >= 0 for at in postings] == [term in here for term in known]
        for term, at in zip(known, postings, strict=True):
            tf, length = large.engine.postings.pairs[large.engine.postings.codes[at]].tolist()
            assert at < 0 or (tf, length) == (here.count(term), len(here))


def test_thousands_of_ties_are_all_candidates(kernels):
    one = engine_of([["a", "b"]] * 20_000)
    best = one.top_candidates({"a": 1.0, "b": 2.0}, 3, DocFilter(np.array([[0, 20_000]])))
    assert ranked(best, 3)[0] == [0, 1, 2]


@pytest.mark.parametrize("asked", [{}, {"unheard": 1.0}])
def test_without_a_known_term_there_are_no_candidates(large, kernels, asked):
    assert (
        len(large.engine.top_candidates(asked, 10, DocFilter(np.array([[0, SIZE]]))).numbers) == 0
    )


def test_an_engine_of_no_passages_scores_none():
    assert engine_of([]).get_scores(["a"]).tolist() == []


@given(st.lists(st.tuples(st.lists(TERMS, max_size=6), st.sampled_from("old gone new".split()))))
@settings(max_examples=60)
def test_merged_postings_are_those_built_at_once(passages):
    old = [terms for terms, kind in passages if kind != "new"]
    next_number = iter(range(len(passages)))
    after = [terms for terms, kind in passages if kind != "gone"]
    placed = {at: next(next_number) for at, (_, kind) in enumerate(passages) if kind != "gone"}
    moved = [placed.get(at, -1) for at, (_, kind) in enumerate(passages) if kind != "new"]
    numbers = [placed[at] for at, (_, kind) in enumerate(passages) if kind == "new"]
    new = [terms for terms, kind in passages if kind == "new"]
    _assert_same(
        merge_postings(postings(old), np.array(moved, int), postings(new), np.array(numbers, int)),
        postings(after),
    )


def test_merged_windows_are_those_built_at_once(large):
    random = np.random.default_rng(5)
    fate = random.integers(0, 10, len(large.corpus[:20_000]))
    kept = [terms for terms, now in zip(large.corpus, fate, strict=False) if now]
    old = [terms for terms, now in zip(large.corpus, fate, strict=False) if now != 1]
    new = [terms for terms, now in zip(large.corpus, fate, strict=False) if now == 1]
    place = np.where(fate > 0, np.cumsum(fate > 0) - 1, -1)
    one = merge_postings(postings(old), place[fate != 1], postings(new), place[fate == 1])
    _assert_same(one, postings(kept))


def _assert_same(one, other):
    assert list(one.vocabulary) == list(other.vocabulary)
    for name in ("terms", "windows", "blocks", "within", "codes", "pairs", "lengths"):
        left, right = getattr(one, name), getattr(other, name)
        assert left.dtype == right.dtype, name
        assert left.tolist() == right.tolist(), name


def _weights(large, query):
    return {term: large.engine.idf.get(term, 1.0) for term in query}


def _summed(large, query):
    """The scores by rank-bm25's expression, passage after passage."""
    model, scores = large.engine, np.zeros(SIZE)
    lengths = np.array([len(terms) for terms in large.corpus])
    norms = model.k1 * (1 - model.b + model.b * lengths / model.avgdl)
    for term in query:
        tfs = np.array([terms.count(term) for terms in large.corpus])
        scores += model.idf.get(term, 0.0) * (tfs * (model.k1 + 1) / (tfs + norms))
    return scores


def _expected(large, query, doc_filter, hits):
    scores = large.engine.get_scores(query)
    mask = np.zeros(SIZE, dtype=bool)
    for first, end in doc_filter.ranges.tolist():
        mask[first:end] = True
    mask &= (large.days >= doc_filter.first_day) & (large.days <= doc_filter.last_day)
    mask &= (doc_filter.kind_bits >> large.kinds.astype(np.int64)) & 1 == 1
    numbers = np.flatnonzero(mask & (scores > 0))
    order = np.lexsort((numbers, -scores[numbers]))[:hits]
    return numbers[order].tolist(), scores[numbers[order]].tolist()
