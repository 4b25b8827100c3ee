"""A sentence model of a few words, made here: a vector for each word, pooled as is asked."""

import json
import zipfile

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace

SAME = (
    "people prisoners inmates", "released set free", "year months", "eat meals bread food",
    "doctors nurses", "locks gate", "dogs handlers", "how", "what",
)  # fmt: skip
"""Words that have one vector, each group its own."""


def tiny_model(folder, dimensions=64, seed=0, table=None):
    """The folder, made with `model.onnx` and `tokenizer.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = {"[UNK]": 0} | {
        word: number for number, word in enumerate(" ".join(SAME).split(), start=1)
    }
    if table is None:
        # Unknown words have a small vector, so that they weigh little.
        table = np.random.default_rng(seed).standard_normal((len(vocabulary), dimensions))
        table[0] /= 10
        for group in SAME:
            first, *others = group.split()
            table[[vocabulary[word] for word in others]] = table[vocabulary[first]]
    (folder / "model.onnx").write_bytes(onnx_of(table.astype("<f4")))
    tokenizer = Tokenizer(WordLevel(vocabulary, "[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = Lowercase(), Whitespace()
    (folder / "tokenizer.json").write_text(tokenizer.to_str())
    return folder


def zipped(path, folder, names=None):
    """An archive with the files of a folder, under these names."""
    names = names or {"model.onnx": "tiny.onnx", "tokenizer.json": "tiny-tokenizer.json"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, stored in names.items():
            archive.write(folder / name, stored)
    return path


def described(folder, **fields):
    """The folder, with a description."""
    (folder / "sentence-model.json").write_text(json.dumps(fields))
    return folder


def onnx_of(table):
    """An ONNX model that looks up the row of each of its `input_ids` in a table."""
    rows, dimensions = table.shape
    node = _text(1, "table") + _text(1, "input_ids") + _text(2, "states") + _text(4, "Gather")
    weights = _number(1, rows) + _number(1, dimensions) + _number(2, 1)
    weights += _text(8, "table") + _field(9, table.tobytes())
    graph = _field(1, node) + _text(2, "tiny") + _field(5, weights)
    graph += _field(11, _value("input_ids", 7, ("batch", "length")))
    graph += _field(12, _value("states", 1, ("batch", "length", dimensions)))
    return _number(1, 8) + _field(7, graph) + _field(8, _text(1, "") + _number(2, 13))


def _value(name, kind, shape):
    dims = b"".join(
        _field(1, _text(2, one) if isinstance(one, str) else _number(1, one)) for one in shape
    )
    tensor = _number(1, kind) + _field(2, dims)
    return _text(1, name) + _field(2, _field(1, tensor))


def _text(number, text):
    return _field(number, text.encode())


def _field(number, content):
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _number(number, value):
    return _varint(number << 3) + _varint(value)


def _varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out + bytes([value]))
