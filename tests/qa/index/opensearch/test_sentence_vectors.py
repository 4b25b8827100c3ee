"""Sentence vectors are published beside the passages, and compared as the local home does."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qa.archive.ingest import ingest
from qa.archive.model_copy import copy_model
from qa.archive.update import bring_up_to_date
from qa.errors import IndexUnusable
from qa.index import LocalIndexHome, Where, embeddings, open_index
from qa.index.embeddings import choice, model
from qa.index.embeddings.vectors import SIDE_WEIGHTS
from qa.index.opensearch import publish as publishing
from qa.index.opensearch.home import OpenSearchHome
from qa.index.opensearch.knn import SCALE, weighted_sum
from qa.index.opensearch.publish import publish
from qa.model import Filters, Request
from qa.service.service import Service
from qa.settings import Settings
from tests.making import fact, lines
from tests.opensearch import cluster
from tests.qa.index.embeddings.tiny import tiny_model
from tests.qa.index.opensearch.publishing import published

pytestmark = pytest.mark.skipif(not model.installed(), reason="the extra is not installed")

FACTS = [
    fact(uin="1", question_text="What food is there?", answer_html="<p>Bread, and meals.</p>"),
    fact(uin="2", question_text="Dogs.", answer_html="<p>Handlers search every visitor.</p>"),
    fact(
        uin="HL3", question_text="Doctors.", answer_html="<p>Nurses eat meals.</p>", house="Lords"
    ),
]
ASKED = "How do handlers eat food?"


@pytest.fixture(autouse=True)
def with_the_extra(words_only, monkeypatch):
    monkeypatch.setattr(model, "installed", lambda: True)
    monkeypatch.setattr(embeddings, "installed", lambda: True)


@pytest.fixture(scope="module")
def engines(opensearch_jars, opensearch_url, tmp_path_factory):
    """The address of an engine without the k-NN plugin, and of one with it."""
    folder = tmp_path_factory.mktemp("knn")
    with cluster(opensearch_jars, folder, plugins=["knn"]) as [node]:
        yield {"signs": opensearch_url, "k-NN": node.url}


@pytest.fixture(params=["signs", "k-NN"])
def found_by(request):
    """What finds the vectors."""
    return request.param


@pytest.fixture
def settings(tmp_path, engines, found_by):
    """Settings of an archive that a tiny model has embedded, published with its vectors."""
    plain = Settings(data_dir=tmp_path / "data")
    ingest([lines(tmp_path / "facts.jsonl", *FACTS)], plain.with_changes(semantic=False))
    copy_model(plain, tiny_model(tmp_path / "tiny"))
    [tiny] = choice.installed_models(plain)
    choice.choose(plain, tiny)
    bring_up_to_date(plain)
    return published(plain, engines[found_by])


def test_both_homes_compare_alike(settings, found_by):
    homes = [LocalIndexHome(settings).current(), OpenSearchHome(settings).current()]
    local, there = homes
    assert there.version == local.version
    assert (there.has_vectors, there.vector_count) == (True, 3)
    assert (local.vector_search, there.vector_search) == ("signs", found_by)
    found = [home.nearest(ASKED, Where(), 10) for home in homes]
    assert [(hit.passage, hit.score) for hit in found[1]] == [
        (hit.passage, pytest.approx(hit.score)) for hit in found[0]
    ]
    assert len(found[1]) == 3
    assert there.cosines(ASKED, found[1]) == local.cosines(ASKED, found[0])
    texts = ["Meals.", "Dogs."]
    assert there.similarities(ASKED, texts) == local.similarities(ASKED, texts)


def test_the_nearest_are_those_that_the_filters_match_whatever_their_words(settings):
    there = OpenSearchHome(settings).current()
    assert len(there.nearest(ASKED, Where(Filters(house="Lords")), 10)) == 1
    assert len(there.nearest(ASKED, Where(), 1)) == 1
    # No passage has these words.
    assert len(there.nearest("released prisoners", Where(), 10)) == 3


def test_a_reply_is_the_same_from_both(settings):
    embedded = settings.with_changes(opensearch_url="")
    ours, theirs = (Service(one).reply(Request(ASKED)) for one in (embedded, settings))
    assert theirs.index_version == ours.index_version
    shown = [[one.text for one in (*x.passages, *x.near_misses)] for x in (ours, theirs)]
    assert shown[0] == shown[1]


def test_words_alone_rank_until_four_in_five_passages_have_vectors(settings, tmp_path):
    plain = settings.with_changes(opensearch_url="")
    new = fact(uin="4", question_text="Dogs.", answer_html="<p>Dogs eat food too.</p>")
    ingest([lines(tmp_path / "more.jsonl", new)], plain.with_changes(semantic=False))
    publish(settings, open_index(settings))
    homes = [LocalIndexHome(plain).current(), OpenSearchHome(settings).current()]
    assert [(home.has_vectors, home.vector_count) for home in homes] == [(False, 3)] * 2
    ours, theirs = (Service(one).reply(Request(ASKED)) for one in (plain, settings))
    assert [one.text for one in theirs.passages] == [one.text for one in ours.passages] != []


def test_words_alone_rank_where_that_is_set(settings):
    there = OpenSearchHome(settings.with_changes(semantic=False)).current()
    assert (there.has_vectors, there.vector_count) == (False, None)
    assert "+" not in there.version


def test_a_machine_without_the_model_says_so(settings, tmp_path):
    elsewhere = settings.with_changes(data_dir=tmp_path / "elsewhere")
    with pytest.raises(IndexUnusable, match="not installed here") as error:
        OpenSearchHome(elsewhere).current()
    assert "QA_SEMANTIC=no" in error.value.cure


@pytest.mark.parametrize("found_by", ["k-NN"], indirect=True)
def test_an_engine_that_has_got_the_plugin_is_sent_everything(settings, monkeypatch):
    with monkeypatch.context() as without:
        without.setattr(publishing, "has_plugin", lambda client: False)
        assert publish(settings, open_index(settings))
        assert OpenSearchHome(settings).current().vector_search == "signs"
    assert publish(settings, open_index(settings))
    there = OpenSearchHome(settings).current()
    assert there.vector_search == "k-NN"
    assert len(there.nearest(ASKED, Where(), 10)) == 3


@given(
    both=arrays(np.int8, (2, 64), elements=st.integers(-127, 127)),
    asked=arrays(np.int8, 64, elements=st.integers(-127, 127)),
)
def test_the_product_with_the_sum_orders_as_the_weighted_cosine(both, asked):
    """To within its steps of 1/254, and where no component of the sum is above a half."""
    lengths = np.linalg.norm(both.astype(float), axis=1)
    assume(lengths.min() > 0 and asked.any())
    exact = np.array(SIDE_WEIGHTS) @ (both.astype(float).T / lengths).T
    assume(np.abs(exact).max() <= 0.5)
    kept = np.array(weighted_sum(both)) / SCALE
    unit = asked / np.linalg.norm(asked.astype(float))
    assert kept @ unit == pytest.approx(exact @ unit, abs=8 * 0.5 / SCALE)
