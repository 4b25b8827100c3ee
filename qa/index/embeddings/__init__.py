"""Meaning: sentence vectors of questions and passages, computed here; only with the extra."""

from qa.index.embeddings.embed import faults, read_new_passages
from qa.index.embeddings.model import Model, installed, opened
from qa.index.embeddings.vectors import Vectors, fingerprint, path

__all__ = [
    "Model",
    "Vectors",
    "faults",
    "fingerprint",
    "installed",
    "opened",
    "path",
    "read_new_passages",
]
