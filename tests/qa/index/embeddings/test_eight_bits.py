"""A sentence model that multiplies in 8 bits, beside the same model as it is published."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qa.index.embeddings import model

pytestmark = pytest.mark.skipif(not model.installed(), reason="the extra is not installed")

if model.installed():
    import onnx
    from onnx import TensorProto, helper
    from onnx.numpy_helper import from_array
    from onnxruntime import InferenceSession

    from qa.index.embeddings.eight_bits import in_eight_bits

TEXTS = [
    "bail",
    "What do inmates eat?",
    "Prisoners have bread for two meals, and 1,234 of them had none on 3 May 2017.",
    "The Government keeps the matter under review. " * 60,
    "– £ é 監獄",
]
NUMBERS = st.floats(-100, 100, width=32)


def wide(weights):
    """Weights in single precision, as a graph holds them."""
    return [], [from_array(weights.astype(np.float32), "weights")], weights


def kept_in_8_bits(weights):
    """The same rounded to 8 bits, with a `Cast` and a `Mul` that widen them."""
    sizes = np.maximum(np.abs(weights).max(axis=0) / 127, 1e-6).astype(np.float32)
    whole = np.round(weights / sizes).astype(np.int8)
    nodes = [
        helper.make_node("Cast", ["whole"], ["cast"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["cast", "sizes"], ["weights"]),
    ]
    return nodes, [from_array(whole, "whole"), from_array(sizes, "sizes")], whole * sizes


def product(parts):
    """An ONNX model that multiplies a text of any number of tokens with weights."""
    nodes, constants, _ = parts
    columns = len(parts[2][0])
    graph = helper.make_graph(
        [*nodes, helper.make_node("MatMul", ["text", "weights"], ["out"])],
        "product",
        [helper.make_tensor_value_info("text", TensorProto.FLOAT, [1, "n", len(parts[2])])],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, "n", columns])],
        constants,
    )
    opsets = [helper.make_opsetid("", 17)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString()


def run(content, text):
    session = InferenceSession(content, providers=["CPUExecutionProvider"])
    return session.run(None, {"text": text[None].astype(np.float32)})[0][0]


def as_is():
    """The model that ships, as it is published: without its hash it is not rewritten."""
    return model.Model(*model.shipped_files()[:2])


def test_a_product_by_hand():
    """The largest number of the token is 2, so 0.9 is 28.35 sixty-thirds of it: 28."""
    weights = np.array([[127.0, 0.0], [-127.0, 127.0]])
    out = run(in_eight_bits(product(kept_in_8_bits(weights))), np.array([[2.0, 0.9]]))
    assert out[0] == pytest.approx([(63 - 28) * 2 / 63 * 127, 28 * 2 / 63 * 127], rel=1e-6)


@pytest.mark.parametrize(("weigh", "largest"), [(wide, 127), (kept_in_8_bits, 63)])
@given(arrays(np.float32, (3, 4), elements=NUMBERS), arrays(np.float32, (4, 2), elements=NUMBERS))
@settings(max_examples=50, deadline=None)
def test_each_product_is_within_its_rounding(weigh, largest, text, weights):
    exact = text.astype(np.float64) @ weigh(weights)[2]
    found = run(in_eight_bits(product(weigh(weights))), text)
    in_text = np.abs(text).max(axis=1, keepdims=True) / largest / 2 + 1e-6
    in_weights = np.abs(weights).max(axis=0) / 63 / 2 + 1e-6
    bound = 4 * (in_text * np.abs(weights).max(axis=0) * 1.01 + np.abs(text).max() * in_weights)
    assert (np.abs(found - exact) <= bound + in_text * in_weights * 4 + 1e-3).all()


@given(arrays(np.float32, (3, 4), elements=NUMBERS))
@settings(max_examples=30, deadline=None)
def test_a_token_is_rounded_by_itself(text):
    content = in_eight_bits(product(wide(np.arange(8.0).reshape(4, 2) - 3)))
    alone = np.concatenate([run(content, token[None]) for token in text])
    assert (run(content, text) == alone).all()


def test_two_products_fit_16_bits():
    """So a processor that sums two products in 16 bits gets the same sums as any other."""
    graph = onnx.load_model_from_string(in_eight_bits(model.shipped_files()[0].read_bytes())).graph
    constants = {one.name: onnx.numpy_helper.to_array(one) for one in graph.initializer}
    products = [one for one in graph.node if one.op_type == "MatMulIntegerToFloat"]
    assert len(products) == 36
    for one in products:
        middle, weights = constants[one.input[4]], constants[one.input[1]].astype(int)
        assert (int(middle) * 2 - 1) * np.abs(weights).max() * 2 < 2**15


def test_what_widened_the_weights_is_gone():
    content = in_eight_bits(product(kept_in_8_bits(np.eye(3))))
    kinds = [one.op_type for one in onnx.load_model_from_string(content).graph.node]
    assert "Cast" not in kinds
    assert "MatMul" not in kinds


def test_a_text_multiplied_with_itself_stays_in_single_precision():
    graph = onnx.load_model_from_string(in_eight_bits(model.shipped_files()[0].read_bytes())).graph
    assert sum(one.op_type == "MatMul" for one in graph.node) == 12  # two a layer: attention


def test_the_vectors_are_near_those_of_the_model_as_it_is():
    ours, published = model.open_files(*model.shipped_files()), as_is()
    cosines = [float(ours.query_vector(one) @ published.query_vector(one)) for one in TEXTS]
    assert min(cosines) > 0.985
    assert ours.name != published.name
