"""The cosines of another model on the scale of the one that ships."""

from itertools import combinations

import numpy as np
import pytest

from qa.errors import IndexUnusable
from qa.index.embeddings import model, vectors
from qa.index.embeddings.calibration import calibrate
from qa.index.embeddings.model import Model, open_files
from qa.index.embeddings.trial import Sample, try_model
from tests.qa.index.embeddings.tiny import SAME, described, tiny_model

pytestmark = pytest.mark.skipif(not model.installed(), reason="the extra is not installed")


@pytest.fixture
def folder(tmp_path):
    """A model that knows a few words."""
    return tiny_model(tmp_path / "tiny")


def opened(folder):
    return Model(folder / "model.onnx", folder / "tokenizer.json")


PAIRS = list(combinations([group.split() for group in SAME], 2))
SAMPLE = Sample(
    tuple(f"{one[0]} {other[0]}" for one, other in PAIRS),
    tuple(frozenset({place}) for place in range(len(PAIRS))),
    tuple(f"{one[-1]} {other[-1]}" for one, other in PAIRS),
    asked_chars=400,
)
"""Topics of two words, each answered by two words that mean the same."""


def shipped():
    return open_files(*model.shipped_files())


def test_the_model_that_ships_is_its_own_scale():
    assert calibrate(shipped(), shipped(), SAMPLE) == (1, 0)


def test_another_model_gets_the_means_of_the_shipped_one(folder):
    tiny = opened(folder)
    scale, offset = calibrate(tiny, shipped(), SAMPLE)
    own, wanted = (try_model(one, SAMPLE, "", None) for one in (tiny, shipped()))
    assert own.right_cosine == pytest.approx(1)
    assert scale + offset == pytest.approx(wanted.right_cosine, abs=0.01)
    assert scale * own.other_cosine + offset == pytest.approx(wanted.other_cosine, abs=0.01)


def test_a_model_that_tells_no_answer_from_another_is_refused(tmp_path):
    folder = tiny_model(tmp_path / "flat", table=np.ones((30, 64)))
    with pytest.raises(IndexUnusable, match="as near to any answer"):
        calibrate(opened(folder), shipped(), SAMPLE)


def test_too_few_topics_leave_the_cosines_as_they_are(folder):
    beyond = Sample(SAMPLE.topics, (frozenset({600}),) * len(PAIRS), ("a",) * 700, 1)
    for sample in (None, SAMPLE.part(19, 500), beyond):
        assert calibrate(opened(folder), shipped(), sample) == (1, 0)


def test_a_part_has_the_first_passages_and_the_topics_that_they_answer():
    sample = Sample(("a", "b", "c"), tuple(map(frozenset, ({0}, {1, 3}, {0, 2}))), tuple("wxyz"), 9)
    assert sample.part(3, 3) == Sample(("a", "c"), (frozenset({0}), frozenset({0, 2})),
                                       ("w", "x", "y"), 9)  # fmt: skip
    assert sample.part(1, 4).topics == ("a",)


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
