"""Copy a sentence model into a data folder: whole, found to run, or not at all."""

from __future__ import annotations

import errno
import fcntl
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from qa.archive.model_source import copy_files
from qa.errors import BadRequest, IndexUnusable, Rejected, StoreError, printable
from qa.index import embeddings, index_config
from qa.index.embeddings.calibration import calibrate
from qa.index.embeddings.choice import (
    MODEL,
    TOKENIZER,
    Installed,
    write_record,
    write_synced,
)
from qa.index.embeddings.description import FILE, Description, read_description
from qa.index.embeddings.model import Model, open_files, shipped_files
from qa.index.embeddings.trial import Sample, cosines, draw_sample
from qa.model import Progress
from qa.settings import Settings

EXTRA = "Run `pip install 'written-answers-qa[semantic]'`."
"""How the libraries that run a sentence model are installed."""

DIMENSIONS_MULTIPLE = 64
"""Of the dimensions: signs are compared in words of so many bits."""
SHIPPED_SHARE = 0.5
"""The share of the model that ships in the cosines of another one, unless one is stated."""
_ASIDE = ".aside-"


def copy_model(
    settings: Settings,
    source: Path,
    sha256: str = "",
    described: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Installed:
    """Copy the sentence model of a source into the data folder, once it is found to run.

    `described` are the parts of a description that are stated, None for what is read from the
    source. The copy has a description that states everything, and its cosines are calibrated on the
    answers of the store, where there are enough. Raises Rejected, with the cure, where it is not a
    sentence model, or has another SHA-256; then nothing of it is left.
    """
    if not embeddings.installed():
        raise BadRequest("model", "The libraries that run a sentence model are missing.", EXTRA)
    try:
        with _aside(settings) as aside:
            title = copy_files(source, aside / "source")
            # A copy is calibrated: another scale could make its vectors void.
            is_copy = source.resolve().is_relative_to(settings.models_dir.resolve())
            sample = None if is_copy else _sample(settings)
            model = _described(source, aside, described or {}, sample, progress)
            title = printable(title).removesuffix(f"-{model.name}")  # of a copy
            if sha256 and model.sha256 != sha256.strip().casefold():
                raise Rejected(
                    f"{source} has the SHA-256 {model.sha256}, with its tokenizer and description.",
                    "Get the right file, or give the SHA-256 of what is meant.",
                )
            write_record(aside / "model", title, model.sha256, model.dimensions)
            name = re.sub(r"[^A-Za-z0-9._-]+", "-", title).strip("-._")[:60] or "model"
            place = settings.models_dir / f"{name}-{model.name}"
            if place.exists():  # The same model; its copy may be damaged, so it is replaced.
                place.rename(aside / "replaced")
            (aside / "model").rename(place)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise Rejected(
            f"The sentence model {source} cannot be copied to {settings.models_dir}: "
            f"{error.strerror or error}.",
            "Free some space, then try again." if full else "Make both readable and writable.",
        ) from error
    return Installed(place, title, model.sha256, model.dimensions)


def _sample(settings: Settings) -> Sample | None:
    """A sample of the store that a model is calibrated on; None where nothing is ingested yet."""
    try:
        return draw_sample(settings, index_config(settings).splitting)
    except StoreError:
        return None


def _described(
    source: Path,
    aside: Path,
    described: Mapping[str, Any],
    sample: Sample | None,
    progress: Progress | None,
) -> Model:
    """The model of what was copied, moved to a folder of its own with its whole description."""
    read, folder = aside / "source", aside / "model"
    folder.mkdir()
    for name in (MODEL, TOKENIZER):
        (read / name).rename(folder / name)
    try:
        stated = {name: value for name, value in described.items() if value is not None}
        share = SHIPPED_SHARE if shipped_files() else 0.0
        unstated = Description(shipped_share=share)
        description = replace(read_description(read, unstated), **stated)
        _write(replace(description, shipped_share=0.0), folder)
        model = Model(folder / MODEL, folder / TOKENIZER)
    except IndexUnusable as error:
        message, cure = (
            text.replace(f"{read}/", "").replace(f"{folder}/", "")
            for text in (error.message, error.cure)
        )
        raise Rejected(f"{source}: {message}", cure) from error
    if model.dimensions % DIMENSIONS_MULTIPLE:
        raise Rejected(
            f"{source} has {model.dimensions} dimensions, not a multiple of {DIMENSIONS_MULTIPLE}.",
            "Name a sentence model of 384, 512, 768 or 1,024 dimensions.",
        )
    try:
        found = cosines(model)
    except Exception as error:  # the library that runs it raises no family of its own
        raise Rejected(
            f"{source} cannot embed a sentence: {error}.",
            "Name an ONNX file with the tokenizer.json that belongs to it.",
        ) from error
    if not all(map(isfinite, found)):
        raise Rejected(f"{source} gives vectors that are not numbers.", "Name another model.")
    if sample and (files := shipped_files()):
        try:
            scale, offset = calibrate(model, open_files(*files), sample, progress)
        except IndexUnusable as error:
            raise Rejected(f"{source}: {error.message}", error.cure) from error
        description = replace(description, cosine_scale=scale, cosine_offset=offset)
    _write(description, folder)
    return Model(folder / MODEL, folder / TOKENIZER)


def _write(description: Description, folder: Path) -> None:
    stated = json.dumps(asdict(description), ensure_ascii=False, indent=2)
    write_synced(folder / FILE, f"{stated}\n")


@contextmanager
def _aside(settings: Settings) -> Iterator[Path]:
    """A folder among the models for one process at a time, removed with what is left in it."""
    place = settings.models_dir
    place.mkdir(parents=True, exist_ok=True)
    with (place / "models.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in place.glob(f"{_ASIDE}*"):  # by a process that was killed
            shutil.rmtree(left, ignore_errors=True)
        with TemporaryDirectory(prefix=_ASIDE, dir=place) as aside:
            yield Path(aside)
