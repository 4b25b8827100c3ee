"""Sentence vectors of questions and passages, computed locally; only with the extra."""

from qa.index.embeddings.embed import embed_new_passages, faults
from qa.index.embeddings.model import Model, installed, open_model
from qa.index.embeddings.serving import ServingModel, choice_state, model_named
from qa.index.embeddings.vectors import Vectors, fingerprint, vectors_path

__all__ = [
    "Model",
    "ServingModel",
    "Vectors",
    "choice_state",
    "embed_new_passages",
    "faults",
    "fingerprint",
    "installed",
    "model_named",
    "open_model",
    "vectors_path",
]
