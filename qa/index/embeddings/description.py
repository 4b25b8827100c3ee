"""The description of a sentence model: how it is asked, stated in a file beside it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from math import isfinite, sqrt
from pathlib import Path
from typing import Any

from qa.errors import IndexUnusable

FILE = "sentence-model.json"
MIN_TOKENS = 8
POOLINGS = ("mean", "cls")


@dataclass(frozen=True, slots=True)
class Description:
    """How a sentence model is asked; the defaults are those of the model that ships.

    `pooling`: a text's vector is the mean over its tokens, or that of its first token (`cls`).
    The prefixes come before each question and each passage. Tokens beyond `max_tokens` are cut.
    Cosines are read as `cosine_scale` times themselves and `cosine_offset`: see `calibration`.
    `shipped_share` is the share in a cosine of the model that ships, which is asked too; 0 is the
    model alone.
    """

    pooling: str = "mean"
    query_prefix: str = ""
    passage_prefix: str = ""
    max_tokens: int = 256
    cosine_scale: float = 1.0
    cosine_offset: float = 0.0
    shipped_share: float = 0.0

    @property
    def embedding(self) -> dict[str, object]:
        """What a vector depends on; of a model alone, the rest says how vectors are compared."""
        if self.shipped_share:
            return asdict(self)
        alone = ("pooling", "query_prefix", "passage_prefix", "max_tokens")
        return {name: value for name, value in asdict(self).items() if name in alone}

    @property
    def comparison(self) -> tuple[float, float]:
        """The scale and the offset of cosines."""
        own = 1 - self.shipped_share
        return own * self.cosine_scale + self.shipped_share, own * self.cosine_offset

    @property
    def lengths(self) -> tuple[float, float]:
        """The lengths of the model's own part of a vector and of the shipped model's part: by them
        the cosine of two vectors is the weighted sum of both cosines, up to scale and offset."""
        own = (1 - self.shipped_share) * self.cosine_scale
        whole = own + self.shipped_share
        return sqrt(own / whole), sqrt(self.shipped_share / whole)


DEFAULT = Description()


def read_description(folder: Path, unstated: Description = DEFAULT) -> Description:
    """The description in a model's folder: from `sentence-model.json`, else from the files of
    sentence-transformers; what neither states is that of `unstated`.

    Raises IndexUnusable, with file, field and cure, where it is not a description.
    """
    own = folder / FILE
    stated = _fields(own)
    if stated is None:
        return _of_sentence_transformers(folder, unstated)
    known = [field.name for field in fields(Description)]
    for name, value in stated.items():
        if name not in known:
            raise _unusable(own, name, f"is not known; known are {', '.join(known)}")
        _check(own, name, name, value)
    return replace(unstated, **stated)


def _of_sentence_transformers(folder: Path, unstated: Description) -> Description:
    """The description in the files that sentence-transformers writes."""
    found: dict[str, Any] = {}
    file = folder / "1_Pooling" / "config.json"
    if pooling := _fields(file):
        modes = {name: set_ for name, set_ in pooling.items() if name.startswith("pooling_mode_")}
        chosen = [name.removeprefix("pooling_mode_") for name, set_ in modes.items() if set_]
        names = {"mean_tokens": "mean", "cls_token": "cls"}
        found["pooling"] = names.get(chosen[0]) if len(chosen) == 1 else None
        _check(file, "pooling_mode_…", "pooling", found["pooling"])
    file = folder / "config_sentence_transformers.json"
    prompts = (_fields(file) or {}).get("prompts") or {}
    if not isinstance(prompts, dict):
        raise _unusable(file, "prompts", "must be an object of texts")
    for prefix, names_of_prompt in (
        ("query_prefix", ("query",)),
        ("passage_prefix", ("document", "passage")),
    ):
        for name in names_of_prompt:
            if name in prompts:
                _check(file, f"prompts.{name}", prefix, prompts[name])
                found.setdefault(prefix, prompts[name])
    file = folder / "sentence_bert_config.json"
    if (length := (_fields(file) or {}).get("max_seq_length")) is not None:
        _check(file, "max_seq_length", "max_tokens", length)
        found["max_tokens"] = length
    return replace(unstated, **found)


def _check(file: Path, field: str, name: str, value: Any) -> None:
    """Raise IndexUnusable unless this can be the value of the part of a description."""
    if name == "pooling":
        if value not in POOLINGS:
            raise _unusable(file, field, "must choose one of mean and cls")
    elif name == "max_tokens":
        if type(value) is not int or value < MIN_TOKENS:
            raise _unusable(file, field, f"must be a whole number from {MIN_TOKENS} up")
    elif name in ("cosine_scale", "cosine_offset"):
        if type(value) not in (int, float) or not isfinite(value):
            raise _unusable(file, field, "must be a number")
        if name == "cosine_scale" and value <= 0:
            raise _unusable(file, field, "must be above 0")
    elif name == "shipped_share":
        if type(value) not in (int, float) or not 0 <= value < 1:
            raise _unusable(file, field, "must be a number from 0 to below 1")
    elif not isinstance(value, str):
        raise _unusable(file, field, "must be a text")


def _fields(file: Path) -> dict[str, Any] | None:
    """The fields of a JSON file; None where there is no file."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise IndexUnusable(
            f"{file} cannot be read as JSON: {error}.",
            "Correct it, or remove it for the defaults.",
        ) from error
    if not isinstance(content, dict):
        raise IndexUnusable(
            f"{file} is not a JSON object.", "Correct it, or remove it for the defaults."
        )
    return content


def _unusable(file: Path, field: str, fault: str) -> IndexUnusable:
    return IndexUnusable(
        f"{file}: the field {field} {fault}.", "Correct it, or remove it for the default."
    )
