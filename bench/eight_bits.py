"""A model whose weights have 8 bits, rewritten so that it multiplies in 8 bits too.

    python -m bench.eight_bits FOLDER

The shipped model keeps its weights in 8 bits, but widens them when it is opened and multiplies in
single precision. This writes `model.onnx` and `tokenizer.json` to a folder: the same weights, and
before each product the text's own numbers rounded to 8 bits by their range (dynamic quantisation).
So a vector depends on its text alone as long as each text is run alone. `QA_MODEL` names the file.
Needs the package `onnx`.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from qa.index.embeddings import model


def main() -> None:
    """Write the model beside its tokenizer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    shipped = model.shipped_files()
    if shipped is None:
        raise SystemExit("The extra `semantic` is not installed.")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(shipped[1], folder / "tokenizer.json")
    print(f"{rewrite(shipped[0], folder / 'model.onnx')} products are in 8 bits now")


def rewrite(source: Path, target: Path) -> int:
    """Write the model with its products in 8 bits; return how many there are.

    Where `MatMul` has a weight of the form `Cast(8 bits) * scale`, its input is quantised.
    """
    import onnx
    from onnx.helper import make_node
    from onnx.numpy_helper import from_array, to_array

    whole = onnx.load(source)
    graph = whole.graph
    constants = {one.name: one for one in graph.initializer}
    makers = {name: node for node in graph.node for name in node.output}
    nodes: list[Any] = []
    quantised: dict[str, str] = {}
    count = 0
    for node in graph.node:
        scaled = makers.get(node.input[1]) if node.op_type == "MatMul" else None
        cast = makers.get(scaled.input[0]) if scaled and scaled.op_type == "Mul" else None
        if not (cast and cast.op_type == "Cast" and cast.input[0] in constants):
            nodes.append(node)
            continue
        own = f"eight_bits_{count}"
        if (given := node.input[0]) not in quantised:
            quantised[given] = own
            outputs = [f"{own}_in", f"{own}_in_scale", f"{own}_in_zero"]
            nodes.append(make_node("DynamicQuantizeLinear", [given], outputs))
        into = f"{quantised[given]}_in"
        scale = to_array(constants[scaled.input[1]]).reshape(-1)
        graph.initializer.append(from_array(scale, f"{own}_scale"))
        graph.initializer.append(from_array(np.zeros((), np.int8), f"{own}_zero"))
        inputs = [into, cast.input[0], f"{into}_zero", f"{own}_zero"]
        nodes += [
            make_node("MatMulInteger", inputs, [f"{own}_whole"]),
            make_node("Cast", [f"{own}_whole"], [f"{own}_single"], to=onnx.TensorProto.FLOAT),
            make_node("Mul", [f"{into}_scale", f"{own}_scale"], [f"{own}_both"]),
            make_node("Mul", [f"{own}_single", f"{own}_both"], list(node.output)),
        ]
        count += 1
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.save(whole, target)
    return count


if __name__ == "__main__":
    main()
