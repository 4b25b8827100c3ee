"""The cosines of another model on the scale of the one that ships."""

from itertools import permutations
from statistics import fmean, pstdev

import numpy as np
import pytest

from qa.errors import IndexUnusable
from qa.index.embeddings import model, vectors
from qa.index.embeddings.calibration import QUESTIONS, SHIPPED_MEAN, SHIPPED_SPREAD, calibrate
from qa.index.embeddings.model import Model, open_files
from tests.qa.index.embeddings.tiny import described, tiny_model

pytestmark = pytest.mark.skipif(not model.installed(), reason="the extra is not installed")


@pytest.fixture
def folder(tmp_path):
    """A model that knows a few words."""
    return tiny_model(tmp_path / "tiny")


def opened(folder):
    return Model(folder / "model.onnx", folder / "tokenizer.json")


def test_the_model_that_ships_is_its_own_scale():
    scale, offset = calibrate(open_files(*model.shipped_files()))
    assert scale == pytest.approx(1, abs=0.01)
    assert offset == pytest.approx(0, abs=0.005)


def test_another_model_gets_the_mean_and_the_spread_of_the_shipped_one(folder):
    tiny = opened(folder)
    scale, offset = calibrate(tiny)
    pairs = [
        scale * float(tiny.query_vector(one) @ tiny.passage_vector(other)) + offset
        for one, other in permutations(QUESTIONS, 2)
    ]
    assert fmean(pairs) == pytest.approx(SHIPPED_MEAN)
    assert pstdev(pairs) == pytest.approx(SHIPPED_SPREAD)


def test_a_model_that_tells_no_question_from_another_is_refused(tmp_path):
    folder = tiny_model(tmp_path / "flat", table=np.ones((30, 64)))
    with pytest.raises(IndexUnusable, match="equally close"):
        calibrate(opened(folder))


def test_the_scale_changes_cosines_and_the_version_and_keeps_the_vectors(folder, tmp_path):
    plain = opened(folder)
    file = tmp_path / "some.vectors"
    texts = ("dogs", "bread and meals")
    pair = [vectors.quantise_int8(plain.passage_vector(text)) for text in texts]
    vectors.append(file, vectors.make_record(7, tuple(map(vectors.text_key, texts)), pair))
    scaled = opened(described(folder, cosine_scale=2.0, cosine_offset=-0.5))
    assert scaled.name == plain.name
    before, after = (vectors.Vectors(file, one, np.array([7])) for one in (plain, scaled))
    assert before.version != after.version
    asked = plain.query_vector("dogs")
    docid = np.array([0])
    assert before.cosines(asked, docid)[0, 0] == pytest.approx(1)
    assert after.cosines(asked, docid) == pytest.approx(2 * before.cosines(asked, docid) - 0.5)
    assert after.nearest(asked, np.array([True]), 1)[1] == pytest.approx(
        2 * before.nearest(asked, np.array([True]), 1)[1] - 0.5
    )


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"cosine_scale": 0}, "cosine_scale must be above 0"),
        ({"cosine_scale": -1.5}, "cosine_scale must be above 0"),
        ({"cosine_scale": "2"}, "cosine_scale must be a number"),
        ({"cosine_offset": True}, "cosine_offset must be a number"),
        ({"cosine_offset": float("nan")}, "cosine_offset must be a number"),
    ],
)
def test_a_wrong_scale_is_named(folder, fields, fault):
    with pytest.raises(IndexUnusable, match=fault):
        opened(described(folder, **fields))
