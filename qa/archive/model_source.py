"""Where a sentence model comes from: a folder, an ONNX file, or an archive that holds one."""

from __future__ import annotations

import lzma
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from qa.errors import Rejected

MAX_MODEL_BYTES = 1 << 30
MAX_TOKENIZER_BYTES = 64 << 20
MAX_DESCRIPTION_BYTES = 1 << 20
MAX_DIRECTORY_BYTES = 4 << 20
"""Of an archive's list of its files: thousands of names, where that of a model has twenty."""

DESCRIPTIONS = (
    "sentence-model.json",
    "1_Pooling/config.json",
    "config_sentence_transformers.json",
    "sentence_bert_config.json",
)
"""The files that say how a model is asked: ours, and those of sentence-transformers."""

_BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError,
    ValueError,
)  # fmt: skip
_BLOCK = 1 << 20
_MAX_END_BYTES = (1 << 16) + 22
"""The end of an archive, which states the size of its list of files, with the longest comment."""
_DIRECTORY_SIZE = re.compile(rb"PK\x05\x06(?=.{8}(.{4}))", re.DOTALL)
_LONG_DIRECTORY = b"PK\x06\x06"
"""What an archive has whose list is longer than can be stated so."""

_Opener = Callable[[], IO[bytes]]
Files = Mapping[str, _Opener]
"""The files of a source by their path in it, each with what opens it."""


def copy_files(source: Path, folder: Path) -> str:
    """Copy the model of a source into a new folder, under fixed names; return its title.

    A folder holds `model.onnx` or one other ONNX file, itself or in `onnx/`; beside it
    `tokenizer.json` or one file whose name ends so; and maybe a description. An ONNX file is the
    one meant of its folder. An archive holds exactly one. Raises Rejected, with the cure, where the
    source is none of these, is damaged, or holds more than a model has.
    """
    with _opened(source) as (files, onnx):
        folder.mkdir()
        tokenizer = _tokenizer(source, files, onnx)
        _copy(source, onnx, files[onnx], folder / "model.onnx", MAX_MODEL_BYTES)
        _copy(source, tokenizer, files[tokenizer], folder / "tokenizer.json", MAX_TOKENIZER_BYTES)
        for name in DESCRIPTIONS:
            for found in (str(place / name) for place in _places(onnx)):
                if found in files:
                    (folder / name).parent.mkdir(exist_ok=True)
                    _copy(source, found, files[found], folder / name, MAX_DESCRIPTION_BYTES)
                    break
    return _title(source, PurePosixPath(onnx).stem)


def _title(source: Path, stem: str) -> str:
    """The name of an ONNX file; of what holds it, where it is named `model` or `model_int8`."""
    if not stem.startswith("model"):
        return stem
    if source.is_dir():
        return source.resolve().name
    return source.resolve().parent.name if source.suffix == ".onnx" else source.stem


@contextmanager
def _opened(source: Path) -> Iterator[tuple[Files, str]]:
    """The files of a source, and which of them is the model."""
    if source.is_dir():
        files: Files = _files_of(source)
        yield files, _only_model(source, files)
    elif source.suffix.casefold() == ".onnx" and source.is_file():
        folder = source.parent.parent if source.parent.name == "onnx" else source.parent
        yield _files_of(folder), source.relative_to(folder).as_posix()
    elif source.is_file() and zipfile.is_zipfile(source):
        with _archive(source) as files:
            yield files, _only_model(source, files)
    elif source.exists():
        raise Rejected(
            f"{source} is not a sentence model.",
            "Name a folder, an .onnx file, or a .jar or .zip that holds one.",
        )
    else:
        raise Rejected(f"Nothing is at {source}.", "Correct the path.")


def _files_of(folder: Path) -> dict[str, _Opener]:
    """The files of a folder that a model can have."""
    found = [path for place in (folder, folder / "onnx", folder / "1_Pooling")
             if place.is_dir() for path in sorted(place.iterdir()) if path.is_file()]  # fmt: skip
    return {path.relative_to(folder).as_posix(): partial(_read, path) for path in found}


def _read(file: Path) -> IO[bytes]:
    return file.open("rb")


@contextmanager
def _archive(source: Path) -> Iterator[Files]:
    """The files of an archive. Its names are only looked up: nothing is written under them."""
    try:
        _refuse_long_directory(source)
        with zipfile.ZipFile(source) as archive:
            names = [one.filename for one in archive.infolist() if not one.is_dir()]
            for name in names:
                path = PurePosixPath(name)
                if path.is_absolute() or ".." in path.parts or "\\" in name:
                    raise Rejected(
                        f"The archive {source} has a file that leads out of it: {name!r}.",
                        "Do not use it; get the model from where its makers publish it.",
                    )
            if len(set(names)) < len(names):
                raise Rejected(
                    f"The archive {source} has two files of one name.", "Get a whole one."
                )
            yield {name: partial(archive.open, name) for name in names}
    except _BROKEN_ARCHIVE as error:
        raise Rejected(
            f"The archive {source} is damaged or locked: {error}.", "Get a whole one."
        ) from error


def _refuse_long_directory(source: Path) -> None:
    """Refuse an archive whose list of files would fill the memory: it is read whole."""
    with source.open("rb") as stream:
        stream.seek(max(0, source.stat().st_size - _MAX_END_BYTES))
        tail = stream.read()
    # Which of several is meant, readers disagree on: none may be long.
    sizes = [int.from_bytes(found[1], "little") for found in _DIRECTORY_SIZE.finditer(tail)]
    if max(sizes, default=0) > MAX_DIRECTORY_BYTES or _LONG_DIRECTORY in tail:
        raise Rejected(
            f"The archive {source} lists more files than one of a model has.",
            "Unpack it, and name the folder of the model.",
        )


def _only_model(source: Path, files: Iterable[str]) -> str:
    """The one ONNX file of a source; `model.onnx` of a folder that has others too."""
    found = [name for name in files if name.casefold().endswith(".onnx")]
    if source.is_dir():
        found = [name for name in found if "/" not in name] or found
        for name in ("model.onnx", "onnx/model.onnx"):
            if name in found:
                return name
    if len(found) == 1:
        return found[0]
    if not found:
        raise Rejected(
            f"{source} holds no .onnx file, so it is not a sentence model.",
            "Name a folder, an .onnx file, or a .jar or .zip that holds one.",
        )
    raise Rejected(
        f"{source} holds {len(found)} models: {', '.join(sorted(found)[:5])}.",
        "Name the .onnx file that is meant; unpack an archive first.",
    )


def _tokenizer(source: Path, files: Iterable[str], onnx: str) -> str:
    """The tokenizer that belongs to a model: beside it, or in the folder above."""
    for place in _places(onnx):
        near = [name for name in files if PurePosixPath(name).parent == place]
        own = str(place / "tokenizer.json")
        found = [name for name in near if name.endswith("tokenizer.json")]
        named = [
            name for name in found if name.endswith(f"{PurePosixPath(onnx).stem}-tokenizer.json")
        ]
        for choice in ([own] if own in found else [], named, found):
            if len(choice) == 1:
                return choice[0]
        if found:
            raise Rejected(
                f"{source} has {len(found)} tokenizers beside {onnx}: {', '.join(found[:5])}.",
                "Name the one that belongs to it tokenizer.json.",
            )
    raise Rejected(
        f"{source} has no tokenizer beside {onnx}.",
        "Put the tokenizer.json of the model there.",
    )


def _places(onnx: str) -> list[PurePosixPath]:
    """Where the files of a model are: beside it, and above a folder named `onnx`."""
    beside = PurePosixPath(onnx).parent
    return [beside, beside.parent] if beside.name == "onnx" else [beside]


def _copy(source: Path, name: str, opened: _Opener, target: Path, limit: int) -> None:
    """Copy a file of a source, block by block up to a limit, and sync it to disk."""
    size = 0
    with opened() as stream, target.open("wb") as copy:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > limit:
                raise Rejected(
                    f"{name} of {source} is larger than {limit >> 20:,} MB.",
                    "Name a smaller model: one file with its weights in it.",
                )
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
