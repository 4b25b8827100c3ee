"""A model beside the one that ships: one vector of both, whose cosines are their weighted sum."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.errors import IndexUnusable
from qa.index.embeddings import model
from qa.index.embeddings.model import Model, open_files
from qa.index.embeddings.vectors import exact_cosines, quantise_int8
from tests.qa.index.embeddings.tiny import described, tiny_model

pytestmark = pytest.mark.skipif(not model.installed(), reason="the extra is not installed")

QUESTION = "What do inmates eat?"
TEXTS = ["Prisoners have bread for two meals.", "Dogs and their handlers guard the gate."]


def opened(folder, **fields):
    described(folder, **fields)
    return Model(folder / "model.onnx", folder / "tokenizer.json")


def cosines(one, texts=TEXTS):
    """Those of the question with each text, as an index computes them."""
    kept = np.stack([quantise_int8(vector) for vector in one.passage_vectors(texts)])
    pairs = exact_cosines(
        one.query_vector(QUESTION), kept.reshape(-1, 2, one.dimensions), one.description.comparison
    )
    return pairs.ravel()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny_model(tmp_path_factory.mktemp("share") / "tiny")


@given(share=st.floats(0.05, 0.95), scale=st.floats(0.2, 5), offset=st.floats(-1, 1, width=16))
@settings(max_examples=20, deadline=None)
def test_a_cosine_is_the_weighted_sum_of_both(folder, share, scale, offset):
    stated = {"cosine_scale": scale, "cosine_offset": offset}
    alone = cosines(opened(folder, **stated))
    shipped = cosines(open_files(*model.shipped_files()))
    both = opened(folder, **stated, shipped_share=share)
    wanted = (1 - share) * alone + share * shipped
    assert cosines(both) == pytest.approx(wanted, abs=0.02 * max(1, scale))
    assert both.similarities(QUESTION, TEXTS) == pytest.approx(wanted, abs=0.02 * max(1, scale))


def test_a_vector_has_a_part_of_each_and_the_length_1(folder):
    both = opened(folder, shipped_share=0.25)
    assert both.dimensions == 64 + 384
    for vector in (both.query_vector(QUESTION), *both.passage_vectors(TEXTS)):
        assert vector.shape == (448,)
        assert np.linalg.norm(vector) == pytest.approx(1)
    assert (both.passage_vector(TEXTS[0]) == both.passage_vectors(TEXTS)[0]).all()


def test_the_prefixes_are_those_of_the_other_model_alone(folder):
    plain = opened(folder, shipped_share=0.5)
    prefixed = opened(folder, query_prefix="dogs ", passage_prefix="gate ", shipped_share=0.5)
    for before, after in (
        (plain.query_vector("dogs eat"), prefixed.query_vector("eat")),
        (plain.passage_vector("gate eat"), prefixed.passage_vector("eat")),
    ):
        assert (before[:64] == after[:64]).all()
        assert not (before[64:] == after[64:]).all()
    shipped = open_files(*model.shipped_files()).query_vector("eat")
    assert prefixed.query_vector("eat")[64:] == pytest.approx(np.sqrt(0.5) * shipped)


def test_its_own_cosine_is_without_the_shipped_part(folder):
    alone, both = opened(folder), opened(folder, shipped_share=0.5)
    assert both.own_cosine(QUESTION, TEXTS[0]) == alone.own_cosine(QUESTION, TEXTS[0])


def test_the_name_says_what_a_vector_has(folder):
    """Of a model alone the scale says only how vectors are compared; of both it weighs them."""
    names = [
        opened(folder, **fields).name
        for fields in (
            {},
            {"cosine_scale": 2.0},
            {"shipped_share": 0.5},
            {"shipped_share": 0.25},
            {"shipped_share": 0.5, "cosine_scale": 2.0},
        )
    ]
    assert names[0] == names[1]
    assert len(set(names)) == 4


def test_without_the_model_that_ships_it_is_refused_with_the_cure(folder, monkeypatch):
    monkeypatch.setattr(model, "shipped_files", lambda: None)
    with pytest.raises(IndexUnusable, match="beside the one that ships, which is missing") as bad:
        opened(folder, shipped_share=0.5)
    assert "set shipped_share to 0 in" in bad.value.cure


@pytest.mark.parametrize("share", [-0.1, 1, 1.5, "0.5", True, None, float("nan")])
def test_a_share_out_of_bounds_is_named(folder, share):
    with pytest.raises(IndexUnusable, match="shipped_share must be a number from 0 to below 1"):
        opened(folder, shipped_share=share)
