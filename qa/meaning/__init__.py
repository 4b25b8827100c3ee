"""Meaning: sentence vectors of questions and passages, computed here; only with the extra."""

from qa.meaning.model import Model, installed, opened
from qa.meaning.reading import faults, read_new_passages
from qa.meaning.vectors import Vectors, fingerprint, path

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
