"""A sentence model that multiplies in 8 bits: with the same weights, in half the time."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

RULE = b"products in 8 bits, tokens rounded one by one"
"""Belongs to the hash of a rewritten model, whose vectors are not those of the model as it was."""

_SEVEN_BITS, _EIGHT_BITS = 63, 127
"""The largest number. Processors without instructions for it sum two products in 16 bits, which
hold those of 7 and 8 bits but not of 8 and 8: so the sums are the same on every processor."""


def in_eight_bits(content: bytes) -> bytes:
    """An ONNX model with its products of text and weights in whole numbers of 8 bits.

    Weights kept in 8 bits, which `Cast` and `Mul` widen, stay as they are, and the numbers of the
    text are rounded to 7 bits; other weights are rounded to 7 bits, column by column, and the text
    to 8. Each token is rounded by its own largest number. The model takes one text at a time, and
    ONNX Runtime alone runs it. Needs the package `onnx`.
    """
    import onnx

    model = onnx.load_model_from_string(content)
    graph = model.graph
    constants = {one.name: one for one in graph.initializer}
    makers = {name: node for node in graph.node for name in node.output}
    rewriting = _Rewriting()
    for node in graph.node:
        weights = _weights(node, constants, makers) if node.op_type == "MatMul" else None
        if weights:
            rewriting.multiply(node.input[0], *weights, node.output[0])
        else:
            rewriting.nodes.append(node)
    outputs = {one.name for one in graph.output}
    nodes = rewriting.nodes
    while True:  # What widened the weights is no longer used.
        used = outputs.union(*(node.input for node in nodes))
        kept = [node for node in nodes if not used.isdisjoint(node.output)]
        if len(kept) == len(nodes):
            break
        nodes = kept
    initializers = [one for one in graph.initializer if one.name in used]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend([*initializers, *rewriting.constants])
    model.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
    whole: bytes = model.SerializeToString()
    return whole


def _weights(
    node: Any, constants: dict[str, Any], makers: dict[str, Any]
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32], int] | None:
    """The weights of a product, the size of 1 in each column, and the text's largest number; None
    where a text is multiplied with itself."""
    from onnx.numpy_helper import to_array

    name = node.input[1]
    if name in constants:
        wide = to_array(constants[name])
        size = np.maximum(np.abs(wide).max(axis=0) / _SEVEN_BITS, np.finfo(np.float32).tiny)
        return np.round(wide / size).astype(np.int8), size.astype(np.float32), _EIGHT_BITS
    scaled = makers.get(name)
    if scaled is None or scaled.op_type != "Mul":
        return None
    cast = makers.get(scaled.input[0])
    if cast is not None and cast.op_type == "Cast" and cast.input[0] in constants:
        size = to_array(constants[scaled.input[1]]).reshape(-1)
        return to_array(constants[cast.input[0]]), size, _SEVEN_BITS
    return None


class _Rewriting:
    """The nodes and new constants of a graph that is rewritten."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._rounded: dict[tuple[str, int], tuple[str, str, str]] = {}
        self._one = self._constant(np.float32(1))
        self._tiny = self._constant(np.float32(1e-12))
        self._zero = self._constant(np.int8(0))
        self._flat = self._constant(np.array([-1], np.int64))

    def multiply(
        self,
        text: str,
        weights: npt.NDArray[np.int8],
        size: npt.NDArray[np.float32],
        largest: int,
        output: str,
    ) -> None:
        """Add the product of a text, rounded, and weights; each of their columns has its size."""
        if (text, largest) not in self._rounded:
            self._rounded[text, largest] = self._round(text, largest)
        rounded, middle, sizes = self._rounded[text, largest]
        product = self._node(
            "MatMulIntegerToFloat", rounded, self._constant(weights), self._one,
            self._constant(size), middle, self._zero, domain="com.microsoft",
        )  # fmt: skip
        self._node("Mul", product, sizes, output=output)

    def _round(self, text: str, largest: int) -> tuple[str, str, str]:
        """A text's rounded numbers, the number that means 0, and for each token the size of 1."""
        middle = self._constant(np.uint8(largest + 1))
        most = self._node("ReduceMax", self._node("Abs", text), axes=[-1], keepdims=1)
        sizes = self._node(
            "Mul", self._node("Max", most, self._tiny), self._constant(np.float32(1 / largest))
        )
        by_token = self._node("Reshape", sizes, self._flat)
        middles = self._node("Expand", middle, self._node("Shape", by_token))
        return self._node("QuantizeLinear", text, by_token, middles, axis=1), middle, sizes

    def _constant(self, value: Any) -> str:
        from onnx.numpy_helper import from_array

        name = f"eight_bits_constant_{len(self.constants)}"
        self.constants.append(
            from_array(np.ascontiguousarray(value).reshape(np.shape(value)), name)
        )
        return name

    def _node(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        from onnx.helper import make_node

        name = output or f"eight_bits_{len(self.nodes)}"
        self.nodes.append(make_node(kind, list(inputs), [name], **attributes))
        return name
